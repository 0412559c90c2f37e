"""A site in the process of a benchmark itself, with a new database: on SQLite, or on a PostgreSQL server of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager


@contextmanager
def site_in_this_process(*, on_postgresql: bool, **environment: str) -> Iterator[None]:
    """Sets Django up on an empty site, once. Import nothing that needs Django before, nor `tests.place` at all."""
    from tests.postgresql import find_programs, throw_away_server

    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="thinktank-bench-"))
        url = f"sqlite:///{folder}/db"
        if on_postgresql:
            url = stack.enter_context(throw_away_server(find_programs()))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "SITE_ORIGIN": "http://127.0.0.1:8000",
            "PAGE_CACHE": "0",
            "STATICFILES_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
            **environment,
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)

        from thinktank.delivery import cache_tags

        cache_tags.READ_EVERY = 3600
        yield
