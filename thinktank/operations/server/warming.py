"""Load everything that a process needs before it takes requests, so that the first request is not slow."""

import logging
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.template import engines
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import URLResolver, get_resolver
from django.utils import translation

from thinktank.delivery.shared_values import SharedValue
from thinktank.language import languages
from thinktank.operations.private_interfaces import missing_interfaces, sentences
from thinktank.operations.static_files import SITE_SHEET

logger = logging.getLogger(__name__)

NOT_FOR_READERS = {"admin", "printing"}  # folders of templates that few processes need
WRITTEN = {  # consequence for each folder that cannot be written
    "MEDIA_ROOT": "no picture can be published",
    "PRIVATE_ROOT": "no picture, document or recording can be uploaded, and no PDF be made",
    "PEPPER_DIR": "no vote can be cast in a new poll",
    "DAY_SALT_DIR": "floods of votes are slowed down by each process for itself",
    "WITHDRAWALS_DIR": "no text can be withdrawn or erased",
    "VAR_DIR": "cached pages may not be shown while the database is away",
}


def warm() -> None:
    """Load URLs, views, templates and shared values; log what is missing. The database may be away.

    Any exception of broken code, or of missing static files, is raised. Then the process must not serve.
    """
    load_code()
    _look_for_static_files()
    for sentence in folders_that_cannot_be_written():
        logger.error(sentence)
    for interface, name in missing_interfaces():
        logger.error("%s %s", *sentences(interface, name))
    try:
        SharedValue.load_all()
    except DatabaseError as error:
        logger.warning("The database does not answer at the start: %s", error)
    finally:
        connection.close()


def load_code() -> None:
    """Load URLs, views, the catalogue of each language and the templates of public pages, without the database."""
    resolver = get_resolver()
    _load_all(resolver)
    for language in languages.codes():
        with translation.override(language):
            resolver.reverse_dict  # noqa: B018 (computed for each language at first use)
            translation.gettext("Search")
    for name in _templates_of_public_pages():
        get_template(name)


def _templates_of_public_pages() -> list[str]:
    folders = [Path(folder) for folder in engines["django"].dirs]
    found = (path.relative_to(folder) for folder in folders for path in sorted(folder.rglob("*.html")))
    return [path.as_posix() for path in found if path.parts[0] not in NOT_FOR_READERS]


def _look_for_static_files() -> None:
    """Raise ImproperlyConfigured when static files are missing. Their manifest is read only once per process."""
    try:
        static(SITE_SHEET)
    except ValueError as error:
        raise ImproperlyConfigured("The static files are missing: run manage.py collectstatic.") from error


def folders_that_cannot_be_written() -> list[str]:
    """A sentence with the consequence for each folder that cannot be written. The site works without them."""
    return [
        f"{name} ({folder}) cannot be written ({error.strerror}): {WRITTEN[name]}."
        for name, folder, error in unwritable_folders()
    ]


def unwritable_folders() -> list[tuple[str, Path, OSError]]:
    """(name of the setting, folder, what went wrong)"""
    found = []
    for name in WRITTEN:
        folder = Path(getattr(settings, name))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            found.append((name, folder, error))
    return found


def _load_all(resolver: URLResolver) -> None:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            _load_all(pattern)
