"""The sessions of an account: listed for its owner, ended when nobody uses them, and when the account is deactivated or gets
another role.
"""

import datetime
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models.signals import m2m_changed, pre_save
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from thinktank.accounts.browsers import browser_and_system
from thinktank.readers.networks import networks_of

RIGHTS = ("is_active", "is_staff", "is_superuser")
GROUP_ACTIONS = {"post_add", "post_remove", "pre_clear"}
PROVED_AT = "second_factor_proved_at"  # in the session: when it was last proved, in seconds since 1970
BEGUN = "session_begun"  # in the session: when, in which browser, from which network
RENEWED_AFTER = datetime.timedelta(minutes=5)  # so often at most the end of a session in use is put off


@dataclass(frozen=True)
class OpenSession:
    """What its owner may know of a session. `name` stands for its key, which only its browser may know.

    `network` is shortened: the larger network of the address. `is_half` says that the second factor is still to come.
    """

    name: str
    begun_at: datetime.datetime | None
    browser: str
    network: str
    is_this_one: bool
    is_half: bool


def note_beginning(request: HttpRequest) -> None:
    """Keep with a session that has just begun what its owner needs to tell it from others, and set its end."""
    agent = request.headers.get("User-Agent", "")
    request.session[BEGUN] = [int(time.time()), browser_and_system(agent), networks_of(request)[1]]
    request.session.set_expiry(_end_of(request.session))


def put_off_end(request: HttpRequest) -> None:
    """Note that the session is in use, which writes its row once in RENEWED_AFTER and not with every request."""
    session = request.session
    if BEGUN in session and abs(_end_of(session) - session.get_expiry_date()) >= RENEWED_AFTER:
        session.set_expiry(_end_of(session))


def _end_of(session: SessionBase) -> datetime.datetime:
    """When a session ends that is used now and not again. The browser forgets it then, and no row is read any more."""
    begun_at = datetime.datetime.fromtimestamp(session[BEGUN][0], datetime.UTC)
    end = begun_at + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
    idle = datetime.timedelta(hours=settings.SESSION_IDLE_HOURS)
    return min(end, timezone.now() + idle) if idle else end


def sessions_of(user: User, request: HttpRequest) -> list[OpenSession]:
    """The newest first. The session of this request is among them if it is the user's."""
    return sessions_of_account(user.pk, request.session.session_key)


def sessions_of_account(user_id: int, this_key: str | None = None) -> list[OpenSession]:
    """The newest first. `this_key` is that of the session in which they are asked for."""
    found = [_described(session, values, this_key) for session, values in _alive({user_id})]
    return sorted(found, key=lambda each: each.begun_at or timezone.now(), reverse=True)


def _described(session: Session, values: dict[str, Any], this_key: str | None) -> OpenSession:
    at, browser, network = values.get(BEGUN) or (None, "", "")
    begun_at = datetime.datetime.fromtimestamp(at, datetime.UTC) if at else None
    is_half = settings.SECOND_FACTOR and PROVED_AT not in values
    return OpenSession(_name(session.pk), begun_at, browser, network, session.pk == this_key, is_half)


def _name(key: str) -> str:
    return salted_hmac("thinktank.accounts.sessions", key, algorithm="sha256").hexdigest()[:24]


def end_session(user: User, name: str) -> bool:
    """End the session of this account that `sessions_of` has given this name. False when there is none."""
    keys = [session.pk for session, _values in _alive({user.pk}) if _name(session.pk) == name]
    return bool(Session.objects.filter(pk__in=keys).delete()[0])


def end_other_sessions(user: User, request: HttpRequest) -> int:
    """End all sessions of this account but that of the request; return how many."""
    keys = [session.pk for session, _values in _alive({user.pk})]
    others = Session.objects.filter(pk__in=keys).exclude(pk=request.session.session_key)
    return others.delete()[0]


def end_sessions(user_ids: Iterable[int]) -> int:
    """Delete the sessions of these accounts; return how many."""
    keys = [session.pk for session, _values in _alive(user_ids)]
    return Session.objects.filter(pk__in=keys).delete()[0] if keys else 0


def _alive(user_ids: Iterable[int]) -> Iterator[tuple[Session, dict[str, Any]]]:
    """(session, its values) of these accounts. All are read: only staff have sessions, so there are few."""
    wanted = {str(pk) for pk in user_ids}
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        values = session.get_decoded()
        if values.get(SESSION_KEY) in wanted:
            yield session, values


def watch_accounts() -> None:
    """Connect the signals; call once, when the applications are ready."""
    pre_save.connect(_end_when_rights_change, sender=User)
    for field in (User.groups, User.user_permissions):
        m2m_changed.connect(_end_when_groups_change, sender=field.through)


def _end_when_rights_change(sender: Any, instance: User, using: str, **kwargs: Any) -> None:
    if not instance.pk:
        return
    before = sender.objects.using(using).filter(pk=instance.pk).values(*RIGHTS).first()
    if before and any(getattr(instance, name) != value for name, value in before.items()):
        end_sessions({instance.pk})


def _end_when_groups_change(
    sender: Any, instance: Any, action: str, reverse: bool, pk_set: set[int] | None, **kwargs: Any
) -> None:
    """`instance` is an account whose groups change, or with `reverse` a group or permission whose accounts change."""
    if action not in GROUP_ACTIONS:
        return
    if not reverse:
        end_sessions({instance.pk})
    elif pk_set is not None:
        end_sessions(pk_set)
    else:  # the group is cleared
        end_sessions(set(instance.user_set.values_list("pk", flat=True)))
