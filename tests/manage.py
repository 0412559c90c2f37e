"""manage.py as on a new machine in production, so that what is checked is what will run, and leaves no trace here."""

import os
import sys
import tempfile

from django.core.management import execute_from_command_line

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "thinktank.settings",
    "SITE_ORIGIN": "https://example.org",
    "TRUSTED_PROXIES": "1",
    "EMAIL_URL": "smtps://site:secret@mail.example.org",
}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="thinktank-check-") as folder:
        os.environ |= PRODUCTION | {"VAR_DIR": folder}
        execute_from_command_line(sys.argv)
