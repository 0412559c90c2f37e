from django.apps import AppConfig

from thinktank.language.collation import ignore_case_in_all_scripts
from thinktank.language.searching import teach_folding


class LanguageConfig(AppConfig):
    name = "thinktank.language"

    def ready(self) -> None:
        ignore_case_in_all_scripts()
        teach_folding()
