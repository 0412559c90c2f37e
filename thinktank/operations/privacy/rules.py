"""What a person may see of each model that the site keeps about staff, and what becomes of it when the person asks for an end.

tests/operations/test_privacy.py fails when a model of kept.py that is about staff, or that names an account, has no rule here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

type Row = dict[str, Any]


class End(Enum):
    DELETED = "deleted"
    NAMELESS = "kept under no name"
    NUMBERED = "kept under the number of the account"


@dataclass(frozen=True)
class Rule:
    """`links`: lookups that lead to the account; `shown`: attributes of a row in the copy that a person gets."""

    end: End
    links: tuple[str, ...]
    shown: tuple[str, ...]

    def rows(self, label: str, user: User) -> QuerySet[Any]:
        found = Q()
        for link in self.links:
            found |= Q(**{link: user.pk})
        return apps.get_model(label)._base_manager.filter(found).order_by("pk")


DELETED, NAMELESS, NUMBERED = End.DELETED, End.NAMELESS, End.NUMBERED

RULES = {
    "auth.user_groups": Rule(DELETED, ("user",), ("group",)),
    "auth.user_user_permissions": Rule(DELETED, ("user",), ("permission",)),
    "mfa.authenticator": Rule(DELETED, ("user",), ("type", "created_at", "last_used_at")),
    "account.emailconfirmation": Rule(DELETED, ("email_address__user",), ("created", "sent")),
    "account.emailaddress": Rule(DELETED, ("user",), ("email", "verified")),
    "audit.auditentry": Rule(NUMBERED, ("who_id",), ("number", "at", "act", "model", "key")),
    "desk.openform": Rule(DELETED, ("account",), ("place", "opened_at", "seen_at", "typed_at", "fields")),
    "desk.savedfilter": Rule(DELETED, ("account",), ("model", "name", "query", "is_shared")),
    "desk.trashed": Rule(NAMELESS, ("deleted_by",), ("model", "key", "name", "deleted_at")),
    "taxonomy.remit_topics": Rule(DELETED, ("remit__account",), ("topic",)),
    "taxonomy.remit_projects": Rule(DELETED, ("remit__account",), ("project",)),
    "taxonomy.remit": Rule(DELETED, ("account",), ("account_id",)),
    "review.notice": Rule(DELETED, ("account",), ("kind", "publication_id", "made_at", "done_at", "mailed_at")),
    "review.desklanguage": Rule(DELETED, ("account",), ("language",)),
    "review.assignment": Rule(DELETED, ("account",), ("publication_id",)),
    "review.comment": Rule(
        NAMELESS, ("written_by", "resolved_by"), ("publication_id", "language", "quote", "text", "written_at", "resolved_at")
    ),
    "review.review": Rule(
        NAMELESS,
        ("requested_by", "assignee", "decided_by"),
        ("publication_id", "language", "state", "requested_at", "note", "due", "decided_at", "sentence"),
    ),
    "review.sharedlink": Rule(
        NAMELESS, ("made_by",), ("publication_id", "language", "name", "made_at", "expires_at", "revoked_at")
    ),
    "admin.logentry": Rule(NUMBERED, ("user",), ("action_time", "object_repr", "action_flag")),
    "publishing.revision": Rule(NUMBERED, ("saved_by",), ("publication_id", "number", "saved_at", "note")),
    "publishing.editconflict": Rule(NUMBERED, ("saved_by",), ("publication_id", "field", "language", "made_at")),
    "publishing.edition": Rule(NUMBERED, ("made_by",), ("uid", "title", "live_from")),
    "publishing.publication": Rule(NUMBERED, ("created_by",), ("uid", "title", "created_at")),
    "publishing.erasure": Rule(NUMBERED, ("erased_by",), ("edition_id", "reason", "erased_at")),
    "publishing.stillvalid": Rule(NUMBERED, ("said_by",), ("translation_id", "original_id", "said_at")),
}  # fmt: skip

# Of kept.py, with no row that leads to one person by itself
TOLD_ELSEWHERE = {
    "auth.user",  # the account
    "sessions.session",  # found by what is in it: thinktank/accounts/sessions.py
    "audit.failedsignins",  # sums of an hour
    *("publishing.newerdraft", "publishing.release", "publishing.releaseitem"),  # they name nobody
}


def copy_of(user: User) -> dict[str, list[Row]]:
    """{label: rows} of everything that leads to the account."""
    found = {label: [_shown(row, rule) for row in rule.rows(label, user)] for label, rule in RULES.items()}
    return {label: rows for label, rows in found.items() if rows}


def _shown(row: Any, rule: Rule) -> Row:
    return {name: _plain(getattr(row, name)) for name in rule.shown}


def _plain(value: Any) -> Any:
    return str(value) if hasattr(value, "_meta") else value


def end_rows(user: User) -> Iterable[tuple[str, int]]:
    """Do with every row what its rule says; give "model: what was done" and how many."""
    for label, rule in RULES.items():
        rows = rule.rows(label, user)
        n = rows.count()
        if rule.end is End.DELETED:
            rows.delete()
        elif rule.end is End.NAMELESS:
            model = apps.get_model(label)
            for link in rule.links:
                model._base_manager.filter(**{link: user.pk}).update(**{link: None})
        if n:
            yield f"{label} {rule.end.value}", n
