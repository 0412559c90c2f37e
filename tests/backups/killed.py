"""Run as a program: makes a backup and is killed just before it gets its name."""

import os
import signal
import sys
from pathlib import Path

import django

if __name__ == "__main__":
    django.setup()
    from django.utils import timezone

    from thinktank.backups.make import make_backup

    os.sync = lambda: os.kill(os.getpid(), signal.SIGKILL)
    make_backup(Path(sys.argv[1]), timezone.now())
