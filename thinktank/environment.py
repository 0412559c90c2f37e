"""Reading settings from the environment: a missing or malformed value stops the start and is named."""

import os
import re
import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from thinktank.readers.secret_files import make_file


def text(name, default=None):
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it means.")
    return value


def flag(name, default=False):
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def words(name, default=""):
    """A comma-separated value as a list without empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def hosts(name):
    """Host names, separated by commas, as browsers send them: letters of other scripts in Punycode."""
    from thinktank.addresses.web import host_name  # needs Django's forms, nothing else here does

    return [
        each[: each.startswith(".")] + (host_name(each.removeprefix(".")) or each.removeprefix("."))
        for each in words(name)
    ]


def contacts(name):
    """Where to write to, separated by commas: https:, tel: and mailto: addresses; plain mail addresses become mailto:."""
    found = [f"mailto:{each}" if ":" not in each and "@" in each else each for each in words(name)]
    for each in found:
        if not re.fullmatch(r"(https://|mailto:|tel:)[!-~]+", each):
            raise ImproperlyConfigured(f"{name} must be a mail or https address, not {each!r}.")
    return found


def number(name, default):
    value = os.environ.get(name, "")
    if value == "":
        return default
    if not value.isdigit() or len(value) > 9:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def secret(name: str, path: Path, default: str | None = None) -> str:
    """A key of at least 32 characters: from the environment, or from a file made on the first start."""
    value = os.environ.get(name, default)
    if value is None:
        value = _key_from_file(path, name)
    if len(value) < 32 or "change-me" in value or value.startswith("django-insecure"):
        raise ImproperlyConfigured(f"{name} must be a random text of at least 32 characters.")
    return value


def _key_from_file(path: Path, name: str) -> str:
    try:
        if not path.exists():
            make_file(path, secrets.token_urlsafe(48).encode())
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name} is not set, and no key can be kept in {path}: {error}") from error


def origin(name, default):
    """Scheme and host of the site, such as https://example.org, without a path; a host in letters of any script.

    It is written as the net knows it: so do browsers name the host, and so do feeds and site maps need it.
    """
    from thinktank.addresses.web import web_address  # needs Django's forms, nothing else here does

    value = text(name, default).rstrip("/")
    written = web_address(value)
    if not written or written != f"{urlsplit(written).scheme}://{urlsplit(written).netloc}" or "@" in written:
        raise ImproperlyConfigured(f"{name} must look like https://example.org, not {value!r}.")
    return written


def database(name, sqlite_path):
    """Django's database dictionary from a DATABASE_URL (sqlite:///path, postgresql://user:pass@host:port/name)."""
    value = os.environ.get(name, "")
    if not value:
        return _sqlite(sqlite_path)
    parts = urlsplit(value)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path[1:])))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql:// or sqlite:///.")
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a port that is not a number.") from error
    from thinktank.database.postgresql import options_for  # its driver is needed here alone

    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": port or "",
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options_for(_patience(), number("DATABASE_POOL", 12)),
            "prepare_threshold": 2 if flag("DATABASE_PREPARED", True) else None,
            **options,
        },
    }


def _patience():
    """Seconds a page may wait for the database; None for everything that is not a page."""
    return number("DATABASE_PATIENCE", 0) or None


def page_cache():
    """Django's cache dictionary for public pages: off, in a Valkey or Redis (redis://host:port/0), or in memory."""
    if not flag("PAGE_CACHE", True):
        return {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    if url := text("CACHE_URL", ""):
        if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
            raise ImproperlyConfigured("CACHE_URL must begin with redis://, rediss:// or unix://.")
        if not find_spec("redis"):
            raise ImproperlyConfigured("CACHE_URL needs the Python package “redis”, which is not installed.")
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "OPTIONS": {"socket_timeout": 0.05, "socket_connect_timeout": 0.05},  # seconds: slower is a miss
        }
    return {
        "BACKEND": "thinktank.delivery.memory_cache.MemoryCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_BYTES": number("PAGE_CACHE_MB", 16) * 1024 * 1024},
    }


def snapshots(folder):
    """Django's cache dictionary for pages as they were shown last, which all processes of the machine share."""
    if not flag("PAGE_CACHE", True):
        return {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": folder,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    }


def _sqlite(path):
    path = Path(path)
    if str(path) != ":memory:":
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"The database cannot be kept in {path.parent}: {error}") from error
    return {
        "ENGINE": "thinktank.database.sqlite3",
        "NAME": path,
        "TEST": {"NAME": ":memory:"},  # as for Django's own engine, whose name pytest-django knows
        "CONN_MAX_AGE": 60,  # seconds: opening one costs more than a page's queries
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 0.75 * _patience() if _patience() else 20,  # seconds
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON;",  # as Debian builds it; others leave erased words in the file
        },
    }
