"""Settings with which mypy loads the project: thinktank.settings, but modeltranslation leaves the managers as they are.

It replaces the class of each manager with one made at run time, for which django-stubs cannot find a type.
"""

from modeltranslation.apps import ModeltranslationConfig

from thinktank.settings import *  # noqa: F403
from thinktank.settings import INSTALLED_APPS as APPS_OF_THE_SITE


class ModeltranslationWithoutManagers(ModeltranslationConfig):
    def ready(self) -> None:
        from modeltranslation import translator

        translator.patch_manager_class = lambda manager: None
        super().ready()


INSTALLED_APPS = [
    f"{__name__}.ModeltranslationWithoutManagers" if app == "modeltranslation" else app
    for app in APPS_OF_THE_SITE
]
