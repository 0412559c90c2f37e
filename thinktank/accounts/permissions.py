"""What staff may do beyond Django's permissions to add, change and view: one policy. `can` refuses what no rule allows.

Roles (roles.py) are groups of permissions. Rules about one object, such as "an author writes the own texts", are here.
An account may be limited to topics and projects: it reads what its roles let it read, writes and translates texts that have
one of them, that it began or that were assigned to it, and publishes texts that have one of them.
"""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.models import User as Account
from django.db.models import Model, Q, QuerySet

from thinktank.language import languages

type User = Account | AnonymousUser

READ_DRAFTS = "publishing.read_drafts"
WRITE_OWN = "publishing.write_own_publication"
PUBLISH = "publishing.publish_publication"
ERASE = "publishing.erase_edition"
EDIT = "publishing.change_publication"

# Labels of the models that authors write and translators translate: the types of publications, and what they have in
# common. roles.py adds the types.
TEXTS = {"publishing.publication"}
# Each answers which texts, by id, an account writes beside the own ones, and which it may read.
assigned: list[Callable[[int], Iterable[int]]] = []
shown: list[Callable[[int], Iterable[int]]] = []
# Each answers to which terms an account is limited: {"topics": ids, "projects": ids}, or None when it is not.
limited_to: list[Callable[[int], dict[str, set[int]] | None]] = []


def translate_permission(language: str) -> str:
    return f"publishing.translate_{language.replace('-', '_')}"


def languages_of(user: User) -> list[str]:
    """The languages whose words this account may translate."""
    return [code for code in languages.codes() if user.has_perm(translate_permission(code))]


def is_limited_to_own(user: User) -> bool:
    """Whether it sees only texts that it wrote or was assigned: an author who has no further role."""
    return user.has_perm(WRITE_OWN) and not (user.has_perm(EDIT) or user.has_perm(READ_DRAFTS))


def works_on(user: User, text: Any) -> bool:
    """Whether the account began this text, or it was assigned to it."""
    return text.created_by_id == user.pk or text.pk in _texts_of(user, "assigned", assigned)


def sees(user: User, text: Any) -> bool:
    """Whether an account that sees some texts only sees this one."""
    return works_on(user, text) or text.pk in _texts_of(user, "shown", shown)


def _texts_of(user: User, name: str, asked: list[Callable[[int], Iterable[int]]]) -> set[int]:
    """Read once for a request."""
    kept = user.__dict__.setdefault("_texts", {})
    if name not in kept:
        kept[name] = {pk for ask in asked for pk in ask(cast(int, user.pk))}
    return cast(set[int], kept[name])


def limits_of(user: User) -> dict[str, set[int]] | None:
    """{"topics": ids, "projects": ids} when the account works on texts with one of these alone. Read once for a request."""
    if user.is_superuser:
        return None
    if "_limits" not in user.__dict__:
        found = [limits for ask in limited_to if (limits := ask(cast(int, user.pk))) is not None]
        user.__dict__["_limits"] = found[0] if found else None
    return cast(dict[str, set[int]] | None, user.__dict__["_limits"])


def is_within_limits(user: User, obj: Any) -> bool:
    """Whether a text has one of the terms that the account is limited to. Everything else has no limits, nor has a new text."""
    if obj is None or isinstance(obj, type) or not _is_text(obj) or obj.pk is None:
        return True
    limits = limits_of(user)
    return limits is None or any(
        ids and getattr(obj, field).filter(pk__in=ids).exists() for field, ids in limits.items()
    )


def visible[Text: Model](user: User, texts: QuerySet[Text]) -> QuerySet[Text]:
    """Those of the texts that the account may see."""
    if not is_limited_to_own(user):
        return texts
    further = _texts_of(user, "assigned", assigned) | _texts_of(user, "shown", shown)
    return texts.filter(Q(created_by=cast(int, user.pk)) | Q(pk__in=further))


def _is_text(obj: Any) -> bool:
    return obj._meta.label_lower in TEXTS


def _may_write(user: User, obj: Any) -> bool:
    """Whether all of an object may be changed; of a model, whether any may."""
    if obj is None:
        return False
    if user.has_perm(f"{obj._meta.app_label}.change_{obj._meta.model_name}"):
        return is_within_limits(user, obj) or works_on(user, obj)
    if not _is_text(obj) or not user.has_perm(WRITE_OWN):
        return False
    return isinstance(obj, type) or obj.pk is None or works_on(user, obj)


def _may_translate(user: User, obj: Any) -> bool:
    """Whether the words of some languages may be changed: `languages_of` says which."""
    if obj is None or not _is_text(obj) or not languages_of(user):
        return False
    return is_within_limits(user, obj) or works_on(user, obj)


def _may_preview(user: User, obj: Any) -> bool:
    if user.has_perm(EDIT) or user.has_perm(READ_DRAFTS):
        return True
    return user.has_perm(WRITE_OWN) and (obj is None or sees(user, obj))


def _may_delete(user: User, obj: Any) -> bool:
    """Administrators may delete any object, others those that they may add and write and that were never public."""
    if obj is None:
        return False
    app, model = obj._meta.app_label, obj._meta.model_name
    if user.has_perm(f"{app}.delete_{model}"):
        return True
    is_theirs = user.has_perm(f"{app}.add_{model}") and _may_write(user, obj)
    return is_theirs and not obj.was_ever_public()


def _may_publish(user: User, obj: Any) -> bool:
    return user.has_perm(PUBLISH) and is_within_limits(user, obj)


def _may_correct(user: User, obj: Any) -> bool:
    """Correcting resets the draft, so it takes both."""
    return _may_publish(user, obj) and _may_write(user, obj)


def _may_erase(user: User, obj: Any) -> bool:
    return user.has_perm(ERASE)


def _may_ask(user: User, obj: Any) -> bool:
    """Whether they may ask somebody to review the text."""
    return _may_publish(user, obj) or _may_write(user, obj) or _may_translate(user, obj)


def _may_decide(user: User, review: Any) -> bool:
    """Approving, or sending back: whoever may publish, and the person who was asked, but not about the own request."""
    if review is None:
        return False
    if _may_publish(user, review.publication):
        return True
    is_asked = review.assignee_id == user.pk and review.requested_by_id != user.pk
    return is_asked and _may_preview(user, review.publication)


def _may_assign(user: User, obj: Any) -> bool:
    return (user.has_perm(PUBLISH) or user.has_perm(EDIT)) and is_within_limits(user, obj)


RULES: dict[str, Callable[[User, Any], bool]] = {
    "preview": _may_preview,
    "comment": _may_preview,
    "write": _may_write,
    "translate": _may_translate,
    "delete": _may_delete,
    "publish": _may_publish,
    "correct": _may_correct,
    "erase": _may_erase,
    "ask for review": _may_ask,
    "decide": _may_decide,
    "assign": _may_assign,
    "share": _may_publish,
}


def can(user: User, action: str, obj: Any = None) -> bool:
    """Whether this member of staff may do this, to this object, or to some object of this model, if one is given."""
    if not (user and user.is_active and user.is_staff):
        return False
    rule = RULES.get(action)
    return rule is not None and rule(user, obj)
