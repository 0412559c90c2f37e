"""Entries of the audit log in sentences, in the language of whoever reads them.

The log holds no names of objects and people: they are looked up when it is shown, all those of a page at once.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from thinktank.audit.models import AuditEntry
from thinktank.desk.history import field_label
from thinktank.language import languages
from thinktank.language.data import data_for
from thinktank.language.quotes import typeset_quotes

# {act: (its name in the filter, its sentence)}
ACTS: dict[str, tuple[Promise, Promise]] = {
    "published": (
        gettext_lazy("published"),
        gettext_lazy("%(who)s published %(object)s in %(language)s, edition %(edition)s"),
    ),
    "corrected": (
        gettext_lazy("published with a correction"),
        gettext_lazy("%(who)s published a correction of %(object)s in %(language)s, edition %(edition)s"),
    ),
    "scheduled": (
        gettext_lazy("scheduled"),
        gettext_lazy("%(who)s scheduled %(object)s in %(language)s, edition %(edition)s, for %(at)s"),
    ),
    "cancelled": (
        gettext_lazy("cancelled"),
        gettext_lazy("%(who)s cancelled the scheduled edition %(edition)s of %(object)s in %(language)s"),
    ),
    "withdrawn": (
        gettext_lazy("withdrawn"),
        gettext_lazy("%(who)s withdrew %(object)s in %(language)s, to edition %(edition)s"),
    ),
    "expired": (
        gettext_lazy("no longer current"),
        gettext_lazy("%(who)s set %(at)s as the end of %(object)s in %(language)s, edition %(edition)s"),
    ),
    "erased": (
        gettext_lazy("erased"),
        gettext_lazy("%(who)s erased edition %(edition)s of %(object)s in %(language)s"),
    ),
    "correction_begun": (
        gettext_lazy("correction begun"),
        gettext_lazy("%(who)s began a correction of %(object)s in %(language)s"),
    ),
    "restored": (
        gettext_lazy("revision restored"),
        gettext_lazy("%(who)s restored revision %(revision)s of %(object)s"),
    ),
    "added": (gettext_lazy("created"), gettext_lazy("%(who)s created %(object)s")),
    "changed": (gettext_lazy("saved"), gettext_lazy("%(who)s changed %(object)s: %(fields)s")),
    "deleted": (gettext_lazy("deleted"), gettext_lazy("%(who)s deleted %(object)s")),
    "poll_timed": (
        gettext_lazy("opening of a poll"),
        gettext_lazy("%(who)s set the time of %(object)s: opens %(opens_at)s, closes %(closes_at)s"),
    ),
    "poll_reworded": (
        gettext_lazy("wording of a poll"),
        gettext_lazy("%(who)s corrected the wording of %(object)s in %(language)s after votes"),
    ),
    "poll_placed": (
        gettext_lazy("poll beside a text"),
        gettext_lazy("%(who)s changed the polls beside %(object)s"),
    ),
    "report_closed": (gettext_lazy("error report closed"), gettext_lazy("%(who)s closed %(object)s")),
    "password_entered": (
        gettext_lazy("password entered"),
        gettext_lazy("%(who)s entered the password, before the second step"),
    ),
    "second_step_failed": (
        gettext_lazy("second step failed"),
        gettext_lazy("The second step for %(object)s failed, after the right password"),
    ),
    "factor_added": (
        gettext_lazy("second factor added"),
        gettext_lazy("%(who)s added a second factor to %(object)s"),
    ),
    "factor_removed": (
        gettext_lazy("second factor removed"),
        gettext_lazy("%(who)s removed a second factor of %(object)s"),
    ),
    "signed_in": (gettext_lazy("signed in"), gettext_lazy("%(who)s signed in")),
    "failed_sign_ins": (gettext_lazy("failed sign-ins"), gettext_lazy("Failed sign-ins from %(hour)s on: %(n)s")),
    "account_added": (gettext_lazy("account created"), gettext_lazy("%(who)s created %(object)s")),
    "account_changed": (gettext_lazy("account changed"), gettext_lazy("%(who)s changed %(object)s: %(fields)s")),
    "account_deleted": (gettext_lazy("account deleted"), gettext_lazy("%(who)s deleted %(object)s")),
    "personal_data_deleted": (
        gettext_lazy("personal data deleted"),
        gettext_lazy("%(who)s deleted the personal data of %(object)s"),
    ),
    "password_changed": (
        gettext_lazy("password changed"),
        gettext_lazy("%(who)s changed the password of %(object)s"),
    ),
    "roles_given": (gettext_lazy("role given"), gettext_lazy("%(who)s gave %(object)s a role: %(roles)s")),
    "roles_taken": (gettext_lazy("role taken"), gettext_lazy("%(who)s took a role from %(object)s: %(roles)s")),
    "limits_changed": (gettext_lazy("limits changed"), gettext_lazy("%(who)s limited %(object)s to: %(terms)s")),
    "limits_lifted": (gettext_lazy("limits lifted"), gettext_lazy("%(who)s lifted the limits of %(object)s")),
    "review_approved": (
        gettext_lazy("review: approved"),
        gettext_lazy("%(who)s approved %(object)s in %(language)s in a review"),
    ),
    "review_sent_back": (
        gettext_lazy("review: sent back"),
        gettext_lazy("%(who)s sent back %(object)s in %(language)s in a review"),
    ),
    "approved_by_link": (
        gettext_lazy("approved by a link"),
        gettext_lazy("Somebody approved %(object)s in %(language)s by a link without an account"),
    ),
    "sent_back_by_link": (
        gettext_lazy("sent back by a link"),
        gettext_lazy("Somebody sent back %(object)s in %(language)s by a link without an account"),
    ),
    "assigned": (
        gettext_lazy("text assigned"),
        gettext_lazy("%(who)s let %(account)s write %(object)s"),
    ),
    "unassigned": (
        gettext_lazy("assignment taken back"),
        gettext_lazy("%(who)s took %(account)s off %(object)s"),
    ),
    "link_made": (
        gettext_lazy("link without an account made"),
        gettext_lazy("%(who)s made link no. %(link)s to %(object)s, without an account"),
    ),
    "link_revoked": (
        gettext_lazy("link without an account revoked"),
        gettext_lazy("%(who)s revoked link no. %(link)s to %(object)s"),
    ),
    "password_link_made": (
        gettext_lazy("link for a password made"),
        gettext_lazy("%(who)s made a link with which %(object)s gets a password"),
    ),
    "backed_up": (gettext_lazy("backup made"), gettext_lazy("Backup %(name)s was made")),
    "backup_restored": (gettext_lazy("backup restored"), gettext_lazy("Backup %(name)s was restored")),
}  # fmt: skip
MOMENTS = ("at", "opens_at", "closes_at", "hour")


@dataclass
class Named:
    """What the objects and people of some entries are called now."""

    people: Mapping[int, User]
    things: Mapping[tuple[str, str], Model]

    def thing(self, entry: AuditEntry) -> Model | None:
        return self.things.get((entry.model, entry.key))


def name_all(entries: Iterable[AuditEntry]) -> Named:
    """Look up what the entries name: one query for each kind of object among them, and one for people."""
    entries = list(entries)
    keys: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.model:
            keys[entry.model].add(entry.key)
    things: dict[tuple[str, str], Model] = {}
    for label, wanted in keys.items():
        things |= {(label, str(thing.pk)): thing for thing in _found(label, wanted)}
    named = [number for entry in entries for number in (entry.who_id, entry.details.get("account")) if number]
    return Named(User.objects.in_bulk(set(named)), things)


def _found(label: str, keys: set[str]) -> Iterable[Model]:
    try:
        model = apps.get_model(label)
        return model._default_manager.filter(pk__in=[model._meta.pk.to_python(key) for key in keys])
    except (LookupError, ValueError, ValidationError):  # a model of another time
        return []


def in_words(entry: AuditEntry, named: Named) -> str:
    """The entry as a sentence without a full stop."""
    details = entry.details
    words: dict[str, Any] = {
        name: details.get(name, "") for name in ("edition", "revision", "n", "name", "link")
    }
    words |= {name: _moment(details[name]) for name in MOMENTS if name in details}
    words |= {
        "who": _person(entry.who_id, named),
        "account": _person(details.get("account"), named),
        "object": _object(entry, named.thing(entry)),
        "language": languages.name_after_in(details.get("language", "")),
        "fields": _fields(details),
        "roles": ", ".join(details.get("roles", ())),
        "terms": ", ".join(details.get("terms", ())),
    }
    if entry.act not in ACTS:
        return f"{words['who']}: {entry.act}"
    quotes = data_for(get_language() or "").quotes  # a title may have marks of its own
    return typeset_quotes(str(ACTS[entry.act][1]) % words, quotes)


def _person(number: int | None, named: Named) -> str:
    if number is None:
        return _("The site")
    user = named.people.get(number)
    return (user.get_full_name() or user.get_username()) if user else _account(number)


def _account(number: int | str) -> str:
    """What an account that was deleted is called."""
    return _("account %(number)s") % {"number": number}


def _object(entry: AuditEntry, thing: Model | None) -> str:
    """Such as “Bees”; article “Bees” where the entry says what it was. What is gone has only its number."""
    label = entry.details.get("type")
    try:
        words = {
            "kind": apps.get_model(label or entry.model)._meta.verbose_name,
            "key": entry.key,
            "name": thing,
        }
    except (LookupError, ValueError):
        return f"{entry.model} {entry.key}".strip()
    if thing is None:
        return _account(entry.key) if entry.model == "auth.user" else _("%(kind)s no. %(key)s") % words
    return _("%(kind)s “%(name)s”") % words if label else _("“%(name)s”") % words


def _fields(details: Mapping[str, Any]) -> str:
    try:
        model = apps.get_model(details.get("type", ""))
        rows = [str(apps.get_model(label)._meta.verbose_name_plural) for label in details.get("rows", ())]
    except (LookupError, ValueError):
        return ", ".join(details.get("fields", ()))
    return ", ".join([*(field_label(model, name, {}) for name in details.get("fields", ())), *rows]) or "—"


def _moment(text: str | None) -> str:
    if not text:
        return "—"
    return date_format(timezone.localtime(datetime.datetime.fromisoformat(text)), "DATETIME_FORMAT")
