from django.apps import AppConfig

from thinktank.language.collation import know_capitals_of_all_scripts


class LanguageConfig(AppConfig):
    name = "thinktank.language"

    def ready(self):
        know_capitals_of_all_scripts()
