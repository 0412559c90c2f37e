"""Interfaces of Django and of other libraries that are not public, but used here: any new release may change them.

Each entry says which code uses the interface and what to do when it is gone. `manage.py check` and the start of the
server look for all of them, so that a new release fails with a sentence and not with a page. Django's range in
pyproject.toml stays pinned to the minor release that the tests ran with.
"""

import dis
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class PrivateInterface:
    """owner: dotted path of a class; names: its attributes, or those its methods give an instance.

    used_by: path of our module; tests: to run after an upgrade; remedy: what to do until the module is adapted.
    switch: name of a setting that is False when the interface is not used. is_slow: importing the owner takes long.
    """

    owner: str
    names: tuple[str, ...]
    used_by: str
    tests: str
    remedy: str = "Go back to the earlier release of the library."
    switch: str = ""
    is_slow: bool = False


_PREPARED: dict[str, Any] = {
    "used_by": "thinktank/database/prepared.py",
    "tests": "tests/database/test_prepared.py",
    "remedy": "Set PREPARED_QUERIES=0 in the environment: pages stay the same, only slower.",
    "switch": "PREPARED_QUERIES",
}
_DESK: dict[str, Any] = {"used_by": "thinktank/desk/guard.py", "tests": "tests/desk"}
_SERVER: dict[str, Any] = {
    "used_by": "thinktank/operations/server/connection.py",
    "tests": "tests/operations",
}
_SUPERVISOR: dict[str, Any] = {
    "used_by": "thinktank/operations/server/__main__.py",
    "tests": "tests/operations",
}
_PRINTING: dict[str, Any] = {
    "used_by": "thinktank/printing/flow.py",
    "tests": "tests/printing",
    "is_slow": True,
}

_FACTORS: dict[str, Any] = {
    "used_by": "thinktank/accounts/second_factor/factors.py",
    "tests": "tests/desk/test_second_factor.py",
}

PRIVATE_INTERFACES = [
    PrivateInterface(
        "django.db.models.sql.compiler.SQLCompiler",
        ("select", "col_count", "klass_info", "annotation_col_map", "get_converters"),
        **_PREPARED,
    ),
    PrivateInterface("django.db.models.QuerySet", ("_fields", "_fetch_mode"), **_PREPARED),
    PrivateInterface("django.db.models.query.RelatedPopulator", ("populate",), **_PREPARED),
    PrivateInterface("django.db.models.base.ModelState", ("adding", "db", "fields_cache"), **_PREPARED),
    PrivateInterface("django.db.models.query_utils.DeferredAttribute", ("__get__",), **_PREPARED),
    PrivateInterface(
        "django.db.models.fields.related_descriptors.ForeignKeyDeferredAttribute", ("__set__",), **_PREPARED
    ),
    PrivateInterface(
        "django.db.backends.base.base.BaseDatabaseWrapper",
        ("make_cursor", "make_debug_cursor", "queries_logged", "ensure_connection"),
        **_PREPARED,
    ),
    PrivateInterface(
        "django.contrib.admin.ModelAdmin", ("_changeform_view", "_get_obj_does_not_exist_redirect"), **_DESK
    ),
    PrivateInterface("django.contrib.admin.AdminSite", ("_registry",), "thinktank/publishing/admin/link_targets.py", "tests/desk"),
    PrivateInterface("django.forms.ModelForm", ("_post_clean",), "thinktank/desk/rows_at_once.py", "tests/desk"),
    PrivateInterface("django.http.QueryDict", ("_mutable",), "thinktank/delivery/page_cache.py", "tests/delivery"),
    PrivateInterface("django.http.HttpResponse", ("_resource_closers",), "thinktank/delivery/middleware.py", "tests/delivery"),
    PrivateInterface(
        "django.core.files.storage.FileSystemStorage", ("_ensure_location_group_id",),
        "thinktank/library/storage.py", "tests/library",
    ),
    PrivateInterface("django.db.models.fields.related_lookups.RelatedExact", ("process_rhs",), "thinktank/delivery/keys.py", "tests/test_odd_addresses.py"),
    PrivateInterface("django.db.models.fields.related_lookups.RelatedIn", ("process_rhs",), "thinktank/delivery/keys.py", "tests/test_odd_addresses.py"),
    PrivateInterface("modeltranslation.admin.TranslationBaseModelAdmin", ("_get_widget_from_field",), "thinktank/desk/translated.py", "tests/desk"),
    PrivateInterface(
        "uvicorn.protocols.http.httptools_impl.HttpToolsProtocol",
        (
            "loop", "parser", "transport", "client", "connections", "pipeline", "cycle", "scope", "headers", "url",
            "expect_100_continue", "connection_made", "data_received", "eof_received", "pause_writing",
            "resume_writing", "on_message_begin", "on_header", "on_headers_complete", "on_body",
            "on_response_complete", "send_400_response",
        ),
        **_SERVER,
    ),
    PrivateInterface(
        "uvicorn.protocols.http.httptools_impl.RequestResponseCycle", ("keep_alive", "more_body", "response_complete"), **_SERVER
    ),
    PrivateInterface(
        "uvicorn.supervisors.multiprocess.Multiprocess",
        ("config", "sockets", "processes", "should_exit", "keep_subprocess_alive", "run"),
        **_SUPERVISOR,
    ),
    PrivateInterface(
        "uvicorn.supervisors.multiprocess.Process",
        ("process", "parent_conn", "child_conn", "pid", "exitcode", "start", "kill", "join"),
        **_SUPERVISOR,
    ),
    PrivateInterface("allauth.mfa.totp.internal.auth.TOTP", ("activate", "validate_code"), **_FACTORS),
    PrivateInterface(
        "allauth.mfa.recovery_codes.internal.auth.RecoveryCodes",
        ("activate", "validate_code", "get_unused_codes", "mark_as_viewed", "did_view"),
        **_FACTORS,
    ),
    PrivateInterface("allauth.mfa.webauthn.internal.auth.WebAuthn", ("add", "name"), **_FACTORS),
    PrivateInterface("allauth.mfa.adapter.DefaultMFAAdapter", ("_get_user_identifier", "encrypt", "decrypt"), **_FACTORS),
    PrivateInterface("weasyprint.document.Page", ("_page_box",), **_PRINTING),
]  # fmt: skip


def missing_interfaces(*, slow: bool = False) -> Iterator[tuple[PrivateInterface, str]]:
    """(interface, name) of each that is gone, unless its switch is off. `slow`: look at those instead."""
    for interface in PRIVATE_INTERFACES:
        if interface.is_slow != slow or (interface.switch and not getattr(settings, interface.switch)):
            continue
        try:
            owner = import_string(interface.owner)
        except ImportError:
            owner = None
        for name in interface.names:
            if owner is None or not _has(owner, name):
                yield interface, name


def _has(owner: type, name: str) -> bool:
    """Whether the class has the attribute, or one of its methods sets it."""
    return hasattr(owner, name) or any(
        _sets(inspect.unwrap(found), name)
        for each in inspect.getmro(owner)
        for found in vars(each).values()
        if isinstance(found, FunctionType)
    )


def _sets(function: FunctionType, name: str) -> bool:
    return name in function.__code__.co_names and any(
        instruction.opname == "STORE_ATTR" and instruction.argval == name
        for instruction in dis.get_instructions(function)
    )


def sentences(interface: PrivateInterface, name: str) -> tuple[str, str]:
    """What is missing, and what to do."""
    library = interface.owner.partition(".")[0]
    missing = f"{library} no longer has {interface.owner}.{name}, which {interface.used_by} uses."
    return missing, f"{interface.remedy} Then adapt the module and run {interface.tests}."


@register
def check_private_interfaces(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return _errors(slow=False)


@register(deploy=True)
def check_slow_private_interfaces(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """With `manage.py check --deploy` only."""
    return _errors(slow=True)


def _errors(*, slow: bool) -> list[CheckMessage]:
    found = (sentences(interface, name) for interface, name in missing_interfaces(slow=slow))
    return [Error(missing, hint=hint, id="operations.E001") for missing, hint in found]
