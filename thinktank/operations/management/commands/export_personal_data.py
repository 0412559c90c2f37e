import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from thinktank.operations.privacy.requests import NOBODY, export


class Command(BaseCommand):
    help = (
        "Writes, as JSON, the personal data under an e-mail address: of an account, and of reports of errors."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        found = export(email)
        if not any(found.values()):
            raise CommandError(NOBODY % email)
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
