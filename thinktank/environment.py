"""Read settings from environment variables.

Each function takes the name of a variable. It raises ImproperlyConfigured, with that name in the message, when the
variable is missing or malformed, so the site does not start.
"""

import os
import re
import secrets
import tomllib
import zoneinfo
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from thinktank.readers.secret_files import make_file

LOOPBACK = {"localhost", "127.0.0.1", "::1", "[::1]"}


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it means.")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None or value == "":
        return default
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0 (or on or off), not {value!r}.")


def words(name: str, default: str = "") -> list[str]:
    """Split a comma-separated value; leave out empty parts."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def folder(name: str) -> Path | None:
    """The path of a folder, or None when it is not set."""
    value = os.environ.get(name, "")
    if value and not Path(value).is_absolute():
        raise ImproperlyConfigured(f"{name} must be a path that begins with /, not {value!r}.")
    return Path(value) if value else None


def hosts(name: str) -> list[str]:
    """Comma-separated host names as browsers send them: names in other scripts become Punycode."""
    from thinktank.addresses.web import host_name  # imported late, because it loads Django's forms

    return [
        each[: each.startswith(".")] + (host_name(each.removeprefix(".")) or each.removeprefix("."))
        for each in words(name)
    ]


def mail_addresses(name: str, has_mail_server: bool) -> list[str]:
    """Comma-separated mail addresses to write to; may be empty, and must be without a mail server."""
    found = words(name)
    for each in found:
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", each):
            raise ImproperlyConfigured(f"{name} must be mail addresses, not {each!r}.")
    if found and not has_mail_server:
        raise ImproperlyConfigured(f"{name} needs EMAIL_URL: without a server nothing is sent.")
    return found


def contacts(name: str) -> list[str]:
    """Comma-separated contact addresses: https:, tel: or mailto:. A plain mail address becomes a mailto: address."""
    found = [f"mailto:{each}" if ":" not in each and "@" in each else each for each in words(name)]
    for each in found:
        if not re.fullmatch(r"(https://|mailto:|tel:)[!-~]+", each):
            raise ImproperlyConfigured(f"{name} must be a mail or https address, not {each!r}.")
    return found


def time_zone(name: str, default: str) -> str:
    """The name of a time zone in the IANA database, such as Europe/Moscow."""
    value = text(name, default)
    if value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(
            f"{name} must be the name of a time zone, such as {default}, not {value!r}."
        )
    return value


def number(name: str, default: int, least: int = 0) -> int:
    value = os.environ.get(name, "")
    if value == "":
        return default
    if not value.isdigit() or len(value) > 9:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    if int(value) < least:
        raise ImproperlyConfigured(f"{name} must be {least} at least, not {value!r}.")
    return int(value)


def secret(name: str, path: Path, default: str | None = None) -> str:
    """A key of at least 32 characters: from the environment, or else from the file, which the first start creates."""
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


def origin(name: str, default: str) -> str:
    """Scheme and host of the site without a path, such as https://example.org.

    The host may be written in any script. The result has it in Punycode, as browsers, feeds and sitemaps need it.
    """
    from thinktank.addresses.web import web_address  # imported late, because it loads Django's forms

    value = text(name, default).rstrip("/")
    written = web_address(value)
    if not written or written != f"{urlsplit(written).scheme}://{urlsplit(written).netloc}" or "@" in written:
        raise ImproperlyConfigured(f"{name} must look like https://example.org, not {value!r}.")
    return written


def other_origin(name: str, site_origin: str) -> str:
    """The origin of another host than the site's, or "". It has the site's scheme."""
    if not text(name, ""):
        return ""
    value = origin(name, "")
    site, other = urlsplit(site_origin), urlsplit(value)
    if other.hostname == site.hostname or other.scheme != site.scheme:
        raise ImproperlyConfigured(
            f"{name} must be {site.scheme}:// and another host than SITE_ORIGIN, not {value!r}."
        )
    return value


def address(name: str, default: str = "") -> str:
    """An address to send something to, beginning with https:// (http:// on this machine); may be empty."""
    value = text(name, default)
    if value and not re.fullmatch(r"(https://|http://(localhost|127\.0\.0\.1)(?=[:/]))[!-~]+", value):
        raise ImproperlyConfigured(f"{name} must be an address that begins with https://, not {value!r}.")
    return value


def choice(name: str, among: list[str]) -> str:
    """One of these words; the first one when the variable is not set."""
    value = os.environ.get(name) or among[0]
    if value not in among:
        raise ImproperlyConfigured(f"{name} must be {' or '.join(among)}, not {value!r}.")
    return value


def version_in(pyproject: Path) -> str:
    """The version of the code; "" where it was installed without this file."""
    return tomllib.loads(pyproject.read_text())["project"]["version"] if pyproject.is_file() else ""


def sentry_dsn(name: str) -> str:
    """Where to report errors, as Sentry and programs like it give it: https://key@host/project. May be empty."""
    value = text(name, "")
    if value and not re.fullmatch(r"https?://[0-9A-Za-z]+@[^@/\s]+/(?:[^@\s]+/)?[0-9]+", value):
        raise ImproperlyConfigured(f"{name} must look like https://key@host/1.")
    if value and not find_spec("sentry_sdk"):
        raise ImproperlyConfigured(f"{name} needs the Python package “sentry-sdk”, which is not installed.")
    return value


def token(name: str, least: int, most: int) -> str:
    """Letters, digits and hyphens, as many as `least` to `most`; or empty."""
    value = text(name, "")
    if value and not re.fullmatch(rf"[A-Za-z0-9-]{{{least},{most}}}", value):
        raise ImproperlyConfigured(f"{name} must be {least} to {most} letters, digits and hyphens.")
    return value


def doi_prefix(name: str) -> str:
    """The prefix of a member of Crossref or another agency, such as 10.5555; or empty."""
    value = text(name, "")
    if value and not re.fullmatch(r"10\.[0-9]{4,9}", value):
        raise ImproperlyConfigured(f"{name} must look like 10.5555, not {value!r}.")
    return value


def second_factor(name: str, site_origin: str, allowed_hosts: list[str], is_for_trying_out: bool) -> bool:
    """Whether signing in to the desk needs a second factor. It may be off only to try the site on one's own machine."""
    if flag(name, True):
        return True
    if not is_for_trying_out:
        raise ImproperlyConfigured(f"{name} may be off only in the demo (make demo) or with DEBUG=1.")
    reachable = {urlsplit(site_origin).hostname or "", *allowed_hosts} - LOOPBACK
    if reachable:
        raise ImproperlyConfigured(
            f"{name} may be off only on this machine alone, but SITE_ORIGIN or ALLOWED_HOSTS names"
            f" {', '.join(sorted(reachable))}."
        )
    return False


def mailer(name: str) -> dict[str, Any] | None:
    """Django's mailer dictionary from an EMAIL_URL (smtp://user:pass@host:587, smtps://..., console:); None without one.

    smtp:// begins with STARTTLS, unless the server is on this machine.
    """
    value = text(name, "")
    if not value or value == "console:":
        return {"BACKEND": "thinktank.operations.console_mail.EmailBackend"} if value else None
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} must begin with smtp:// or smtps:// and name a host, or be console:."
        )
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a port that is not a number.") from error
    is_tls = parts.scheme == "smtps"
    options = {
        "host": parts.hostname,
        "port": port or (465 if is_tls else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": is_tls,
        "use_tls": not is_tls and parts.hostname not in LOOPBACK,
        "timeout": 20,  # seconds
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def storages_of_files(name: str, folders: dict[str, Path]) -> dict[str, Any]:
    """Django's dictionaries of the storages for files, by alias: folders of this disk, or with FILES_URL of a bucket.

    s3://key:secret@host/bucket?region=eu-central-1, with special characters percent-encoded. The store is asked over https,
    unless it is on this machine.
    """
    if not (value := text(name, "")):
        return {
            alias: {
                "BACKEND": "thinktank.library.storage.WholeFileStorage",
                "OPTIONS": {"location": folder, "base_url": None},
            }
            for alias, folder in folders.items()
        }
    parts = urlsplit(value)
    bucket = parts.path.strip("/")
    if parts.scheme != "s3" or not all((parts.username, parts.password, parts.hostname, bucket)):
        raise ImproperlyConfigured(f"{name} must look like s3://key:secret@host/bucket.")
    if "/" in bucket:
        raise ImproperlyConfigured(f"{name} must end with the name of a bucket, not with {bucket!r}.")
    if not find_spec("boto3"):
        raise ImproperlyConfigured(f"{name} needs the Python package “boto3”, which is not installed.")
    scheme = "http" if parts.hostname in LOOPBACK else "https"
    options = {
        "bucket": bucket,
        "endpoint": f"{scheme}://{parts.netloc.rpartition('@')[2]}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "region": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
    }
    return {
        alias: {
            "BACKEND": "thinktank.library.object_storage.ObjectStorage",
            "OPTIONS": {**options, "folder": folder.name},
        }
        for alias, folder in folders.items()
    }


def database(name: str, sqlite_path: Path) -> dict[str, Any]:
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
    from thinktank.database.postgresql import options_for  # imported late, because it loads the driver

    options, is_own = dict(parse_qsl(parts.query)), flag("DATABASE_PREPARED", True)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": port or "",
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": not is_own,  # a cursor outlives its transaction
        "OPTIONS": {
            **options_for(_patience(), number("DATABASE_POOL", 12)),
            "prepare_threshold": 2 if is_own else None,
            **options,
        },
    }


def replica(name: str, primary: dict[str, Any]) -> dict[str, Any] | None:
    """Django's database dictionary of a replica of the primary; None without one."""
    if not os.environ.get(name):
        return None
    made = database(name, Path())
    if {made["ENGINE"], primary["ENGINE"]} != {"django.db.backends.postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql://, and so must DATABASE_URL.")
    return made | {"TEST": {"MIRROR": "default"}}


def _patience() -> int | None:
    """Seconds that a page may wait for the database; None without a limit, as for commands."""
    return number("DATABASE_PATIENCE", 0) or None


def page_cache() -> dict[str, Any]:
    """Django's cache dictionary for public pages: no cache, Valkey or Redis (redis://host:port/0), or memory."""
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
            "OPTIONS": {"socket_timeout": 0.05, "socket_connect_timeout": 0.05},  # seconds; then it is a miss
        }
    return {
        "BACKEND": "thinktank.delivery.memory_cache.MemoryCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_BYTES": number("PAGE_CACHE_MB", 16) * 1024 * 1024},
    }


def snapshots(folder: Path) -> dict[str, Any]:
    """Django's cache dictionary for the last copy of each page: files that all processes of the machine share."""
    if not flag("PAGE_CACHE", True):
        return {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": folder,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    }


def _sqlite(path: Path) -> dict[str, Any]:
    if str(path) != ":memory:":
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(f"The database cannot be kept in {path.parent}: {error}") from error
    patience = _patience()
    return {
        "ENGINE": "thinktank.database.sqlite3",
        "NAME": path,
        "TEST": {"NAME": ":memory:"},  # pytest-django sets this for Django's own engine only
        "CONN_MAX_AGE": 60,  # seconds; opening a connection takes longer than the queries of a page
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 0.75 * patience if patience else 20,  # seconds
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON;",  # Debian's default; other builds leave erased text in the file
        },
    }
