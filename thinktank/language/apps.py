from django.apps import AppConfig

from thinktank.language.collation import know_capitals_of_all_scripts
from thinktank.language.searching import teach_folding


class LanguageConfig(AppConfig):
    name = "thinktank.language"

    def ready(self):
        know_capitals_of_all_scripts()
        teach_folding()
