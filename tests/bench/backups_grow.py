"""Grows the site of the environment, for backups.py: `python -m tests.bench.backups_grow 10000`."""

import os
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thinktank.settings")
    django.setup()
    from tests.bench.backups import grow

    grow(int(sys.argv[1]))
