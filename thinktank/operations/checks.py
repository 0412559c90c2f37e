"""What `manage.py check --deploy` says of settings that are each right, and together not what a public site needs."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from thinktank.addresses.web import THIS_MACHINE
from thinktank.backups.fault import BackupFault
from thinktank.backups.place import is_on_the_disk_of_the_data, refuse_bad_target
from thinktank.backups.sealing import recipients

HERE = THIS_MACHINE | {"::1"}


@register(Tags.security, deploy=True)
def warn_of_what_is_missing(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.SITE_IS_HTTPS and not settings.TRUSTED_PROXIES:
        found.append(
            Warning(
                "SITE_ORIGIN is https, and TRUSTED_PROXIES is 0: nothing that could speak https stands in front.",
                hint="Set TRUSTED_PROXIES=1 behind nginx (docs/production.md).",
                id="operations.W001",
            )
        )
    if not settings.HAS_MAIL_SERVER:
        found.append(
            Warning(
                "EMAIL_URL is not set: nobody is invited to the desk by mail.",
                hint="Set EMAIL_URL, or hand over the links of invitations that the desk shows.",
                id="operations.W002",
            )
        )
    return found


@register(Tags.security)
def check_recipients_of_backups(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.BACKUP_RECIPIENTS and not settings.BACKUP_TARGET:
        return []
    try:
        recipients(settings.BACKUP_RECIPIENTS)
    except BackupFault as fault:
        return [Error(str(fault), id="operations.E002")]
    return []


@register(Tags.security)
def warn_of_the_place_of_backups(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Warnings, because a site must start while the disk of its backups is away."""
    if not (target := settings.BACKUP_TARGET):
        return []
    try:
        refuse_bad_target(target)
    except BackupFault as fault:
        return [Warning(f"BACKUP_TARGET: {fault}", id="operations.W005")]
    if is_on_the_disk_of_the_data(target):
        return [
            Warning(
                f"BACKUP_TARGET is on the same disk as the data of the site: {target}.",
                hint="Mount a folder of another machine, and see that it is mounted now (docs/backups.md).",
                id="operations.W006",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def warn_of_connections_that_can_be_read(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Databases and caches on other machines that are asked in the clear, or without checking who answers.

    The object store and the mail server need no check: their settings accept nothing else (thinktank/environment.py).
    """
    return [*_databases_in_the_clear(), *_caches_in_the_clear()]


def _databases_in_the_clear() -> Iterator[CheckMessage]:
    for alias, each in settings.DATABASES.items():
        hosts = [host for host in str(each.get("HOST", "")).split(",") if host and not host.startswith("/")]
        mode = each.get("OPTIONS", {}).get("sslmode")
        if set(hosts) - HERE and mode != "verify-full":
            name = "DATABASE_REPLICA_URL" if alias == "replica" else "DATABASE_URL"
            yield Warning(
                f"{name} names another machine, and nothing makes sure that the connection is encrypted and its certificate right.",
                hint=f"End {name} with ?sslmode=verify-full&sslrootcert=/path/of/the/authority.pem (or sslrootcert=system).",
                id="operations.W003",
            )


def _caches_in_the_clear() -> Iterator[CheckMessage]:
    for each in settings.CACHES.values():
        parts = urlsplit(str(each.get("LOCATION", "")))
        is_elsewhere = parts.scheme in {"redis", "rediss"} and parts.hostname not in HERE
        asked = parse_qs(parts.query).get("ssl_cert_reqs", ["required"])
        is_checked = parts.scheme == "rediss" and asked == ["required"]
        if is_elsewhere and not is_checked:
            yield Warning(
                "CACHE_URL names another machine, and the connection is not encrypted or its certificate not checked.",
                hint="Begin CACHE_URL with rediss://, and leave ssl_cert_reqs out.",
                id="operations.W004",
            )
