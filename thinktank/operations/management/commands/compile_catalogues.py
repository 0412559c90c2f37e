from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from thinktank.operations.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compiles the interface translations in locale/ (what compilemessages does, without gettext)."

    def handle(self, **options: Any) -> None:
        for path in compile_catalogues(settings.LOCALE_PATHS):
            self.stdout.write(str(path))
