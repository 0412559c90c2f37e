from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from thinktank.audit.house import keep_audit_log
from thinktank.operations.promises import keep_promises
from thinktank.operations.work import Worker


class Command(BaseCommand):
    help = "Runs the tasks in the queue until it is told to end (SIGTERM, Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Run what is ready now, then end.")

    def handle(self, *, once: bool, **options: Any) -> None:
        if once:
            keep_promises(timezone.now())
            keep_audit_log(timezone.now())
            return Worker().run_all()
        Worker().run()
