"""Where the tests keep their files: a folder of their own for each process, made before the settings are read."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import django

FOLDER = Path(tempfile.mkdtemp(prefix="thinktank-tests-"))
(FOLDER / "static").mkdir()

# What the processes of one run share: the folder of the first, who starts the others and ends last.
SHARED = Path(os.environ.setdefault("TESTS_SHARED_FOLDER", str(FOLDER)))
# What the runs on both databases share, when tests/run.py began them.
OF_THE_RUN = Path(os.environ.get("TESTS_RUN_FOLDER", SHARED))
COLLECTED = OF_THE_RUN / "collected"

for name in (
    "PEPPER_DIR",
    "DAY_SALT_DIR",
    "ERASURES_LIST",
    "AUDIT_HEAD_FILE",
    "BACKUP_TARGET",
    "DEBUG",
    "TRUSTED_PROXIES",
):
    os.environ.pop(name, None)  # then they are in VAR_DIR, or as on a new machine
os.environ |= {
    "DJANGO_SETTINGS_MODULE": os.environ.get("TESTS_SETTINGS", "thinktank.settings"),
    "VAR_DIR": str(FOLDER),
    "SITE_ORIGIN": "http://testserver",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
    "PUBLIC_PAGES_STRICT": "1",
    "PAGE_CACHE": "0",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright's loop runs in the thread that uses the database
}

django.setup()


def keep_what_is_loaded():
    """Python looks for garbage after every 20,000 new objects instead of 2,000, and not among those there are now."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def remove():
    shutil.rmtree(FOLDER, ignore_errors=True)
