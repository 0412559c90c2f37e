"""One act on several publications: a page says what will happen to each, then the act tells what became of each.

Each text is a transaction of its own. A text that was changed after the page was shown, that the account may not touch, or
that something prevents, is left as it is and named with the reason. Rooms above add acts by `register`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IS_POPUP_VAR, Action, ActionLocation
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from thinktank.accounts.history_notes import in_every_language
from thinktank.accounts.permissions import can, visible
from thinktank.delivery.cache_tags import waiting_once
from thinktank.publishing.admin import permissions
from thinktank.publishing.admin.first_page import form_of
from thinktank.publishing.admin.states import LanguageState, states_of
from thinktank.publishing.editions.plan import EditionAndEnd
from thinktank.publishing.models import Edition, Publication, Revision
from thinktank.publishing.revisions.digests import sha256_of
from thinktank.publishing.revisions.save import lock_publication
from thinktank.publishing.working_copies import publication_models

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin

MOST = 50  # texts of one act: a page of the list
TEXT, SEEN, CHOICE, DO = "text", "seen", "choice", "_do"  # fields of the form

CHANGED = _(
    "Somebody saved or published it after this page was shown. Nothing was done with it; look at it again."
)
NOT_ALLOWED = _("Your account may not do this with it.")
AWAY = _("The database did not answer in time. Nothing was done with it.")

if TYPE_CHECKING:
    _AdminMixin = ModelAdmin
else:
    _AdminMixin = object


class Refused(Exception):
    """Nothing was done with this text; the message says why."""


@dataclass(frozen=True)
class Text:
    """A publication of the act. `seen`: a digest of its newest revision and its editions, when the page was made."""

    publication: Publication
    states: Mapping[str, LanguageState]
    seen: str

    @property
    def admin(self) -> PublicationAdmin:
        return cast("PublicationAdmin", admin.site.get_model_admin(type(self.publication)))

    @property
    def path(self) -> str:
        """Of its form."""
        return form_of(self.publication.pk, self.publication.type)

    @property
    def was_ever_public(self) -> bool:
        return any(state.was_published or state.scheduled for state in self.states.values())

    def log(self, request: HttpRequest, say: Callable[[], str]) -> str:
        """Write into its history what was done, and return that."""
        self.admin.log_change(request, self.publication, in_every_language(say))
        return say()


@dataclass(frozen=True)
class Foreseen:
    """What will happen to a text. With `prevents` nothing will."""

    happens: Sequence[str] = ()
    prevents: Sequence[str] = ()
    warnings: Sequence[str] = ()


@dataclass(frozen=True)
class Became:
    text: Text
    sentence: str
    is_done: bool

    @property
    def is_gone(self) -> bool:
        """Whether the text has no form any more: deleting takes its key."""
        return self.text.publication.pk is None


class Act:
    """An act on several texts. `permission` is an action of the policy, asked for each of them."""

    name: ClassVar[str]
    title: ClassVar[str | Promise]
    permission: ClassVar[str]
    is_grave: ClassVar[bool] = False

    def is_offered(self, request: HttpRequest) -> bool:
        """Whether the account may do it with some text."""
        return can(request.user, self.permission, Publication)

    def form(self, data: Any = None) -> forms.Form:
        return forms.Form(data)

    def foresee(self, text: Text, chosen: Mapping[str, Any]) -> Foreseen:
        """`chosen` are the values of the form: the initial ones before anything was sent."""
        raise NotImplementedError

    def carry_out(self, request: HttpRequest, text: Text, chosen: Mapping[str, Any]) -> str:
        """What was done, in a sentence. Raises Refused."""
        raise NotImplementedError

    def button(self, n: int) -> str:
        raise NotImplementedError


ACTS: dict[str, Act] = {}


def register(act: Act) -> None:
    ACTS[act.name] = act


class ActedOnTogether(_AdminMixin):
    """For the lists: offers the acts that this account may do, and leads to the page of the chosen one."""

    def get_actions(
        self, request: HttpRequest, action_location: ActionLocation = ActionLocation.CHANGE_LIST
    ) -> dict[str, Action | None]:
        if IS_POPUP_VAR in request.GET or action_location != ActionLocation.CHANGE_LIST:
            return {}
        offered = [act for act in ACTS.values() if act.is_offered(request)]
        return {
            act.name: Action(
                partial(_to_page, act), act.name, str(act.title), str(act.title), [action_location]
            )
            for act in offered
        }


def _to_page(
    act: Act, model_admin: ModelAdmin[Any], request: HttpRequest, chosen: QuerySet[Any]
) -> HttpResponse | None:
    keys = list(chosen.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        sentence = _("That is more than %(n)d texts. Choose those of one page of the list.") % {"n": MOST}
        model_admin.message_user(request, sentence, messages.WARNING)
        return None
    return HttpResponseRedirect(address_of(act, keys))


def address_of(act: Act, keys: Sequence[int]) -> str:
    path = reverse("admin:publishing_together", args=[act.name])
    return f"{path}?{urlencode([(TEXT, key) for key in keys])}"


@require_http_methods(["GET", "HEAD", "POST"])
def together_page(request: HttpRequest, act: str) -> HttpResponse:
    """GET says what will happen. POST says it for another choice, or does it and says what became of each text."""
    found = ACTS.get(act)
    if found is None:
        raise Http404
    if not found.is_offered(request):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    texts = _texts(request, sent.getlist(TEXT))
    if not texts:
        messages.warning(request, _("Choose something from the list."))
        return HttpResponseRedirect(reverse("admin:publishing_publication_changelist"))
    return _Page(
        request, found, texts, found.form(request.POST if request.method == "POST" else None)
    ).answer()


def _texts(request: HttpRequest, asked: Sequence[str]) -> list[Text]:
    """The publications with these keys that the account may see, each as its own type, in the order of the list."""
    keys = [int(key) for key in asked[:MOST] if key.isascii() and key.isdigit() and len(key) < 16]
    types = dict(visible(request.user, Publication.objects.filter(pk__in=keys)).values_list("pk", "type"))
    found: dict[int, Publication] = {}
    for name, model in publication_models().items():
        found |= model.objects.in_bulk([key for key, type_name in types.items() if type_name == name])
    ordered = [found[key] for key in dict.fromkeys(keys) if key in found]
    states, seen = states_of(ordered, timezone.now()), _seen(found)
    return [Text(each, states[each.pk], seen[each.pk]) for each in ordered]


def _seen(keys: Mapping[int, Any]) -> dict[int, str]:
    """By key, a digest that changes when a text is saved, published or ended. Two queries."""
    saved = Revision.objects.filter(publication__in=keys).order_by()
    numbers = dict(saved.values_list("publication").annotate(Max("number")))
    basis: dict[int, list[EditionAndEnd]] = {key: [] for key in keys}
    columns = ("publication_id", "pk", "live_until", "ended_as", "erased_at")
    for key, *row in Edition.objects.filter(publication__in=keys).order_by("pk").values_list(*columns):
        basis[key].append(cast(EditionAndEnd, tuple(row)))
    return {key: digest_of(numbers.get(key, 0), basis[key]) for key in keys}


def digest_of(revision_number: int, basis: Sequence[EditionAndEnd]) -> str:
    return sha256_of([revision_number, *map(str, basis)])[:20]


@contextmanager
def locked(text: Text) -> Iterator[None]:
    """A transaction in which nobody else changes the text. Raises Refused when somebody has changed it."""
    with transaction.atomic():
        lock_publication(text.publication)
        if _seen({text.publication.pk: None})[text.publication.pk] != text.seen:
            raise Refused(CHANGED)
        yield


@dataclass
class _Page:
    request: HttpRequest
    act: Act
    texts: Sequence[Text]
    form: forms.Form
    chosen: Mapping[str, Any] = field(default_factory=dict)

    def answer(self) -> HttpResponse:
        if not self.form.is_bound:
            self.chosen = {name: each.initial for name, each in self.form.fields.items()}
            return self._plan()
        if not self.form.is_valid():
            self.chosen = {name: each.initial for name, each in self.form.fields.items()}
            self.chosen |= self.form.cleaned_data
            return self._plan(422)
        self.chosen = self.form.cleaned_data
        if DO not in self.request.POST:
            return self._plan()
        if self.request.POST.get(CHOICE) != self._choice():
            return self._plan(200, _("This is what happens with what you chose. Nothing has been done yet."))
        return self._carried_out()

    def _choice(self) -> str:
        """What was chosen and changes what will happen: languages."""
        return " ".join(self.chosen.get("languages") or [])

    def _plan(self, status: int = 200, sentence: str | Promise = "") -> HttpResponse:
        plans = [(text, self._foreseen(text)) for text in self.texts]
        n = sum(not foreseen.prevents for _text, foreseen in plans)
        context = {
            "sentence": sentence,
            "will": [(text, foreseen) for text, foreseen in plans if not foreseen.prevents],
            "will_not": [(text, foreseen) for text, foreseen in plans if foreseen.prevents],
            "form": self.form,
            "choice": self._choice(),
            "has_choice": bool(self.form.fields.get("languages")),
            "button": self.act.button(n) if n else "",
            "is_grave": self.act.is_grave,
        }
        return self._show("plan", status, context)

    def _foreseen(self, text: Text) -> Foreseen:
        """Why the text itself prevents it comes before what the account may not do: the policy asks for both."""
        foreseen = self.act.foresee(text, self.chosen)
        if foreseen.prevents or permissions.may(
            self.request, text.admin, self.act.permission, text.publication
        ):
            return foreseen
        return Foreseen(prevents=[str(NOT_ALLOWED)])

    def _carried_out(self) -> HttpResponse:
        with waiting_once():
            became = [self._became(text) for text in self.texts]
        left = [each.text.publication.pk for each in became if not each.is_done]
        n = len(became) - len(left)
        words = ngettext("Done with %(n)d text.", "Done with %(n)d texts.", n) % {"n": n}
        context = {
            "done": [each for each in became if each.is_done],
            "not_done": [each for each in became if not each.is_done],
            "summary": words if n else _("Nothing has been done."),
            "again": address_of(self.act, left) if left else "",
        }
        return self._show("done", 200 if n else 409, context)

    def _became(self, text: Text) -> Became:
        if self.request.POST.get(f"{SEEN}_{text.publication.pk}") != text.seen:
            return Became(text, str(CHANGED), is_done=False)
        if prevents := self._foreseen(text).prevents:
            return Became(text, " ".join(prevents), is_done=False)
        try:
            return Became(text, self.act.carry_out(self.request, text, self.chosen), is_done=True)
        except Refused as refused:
            return Became(text, str(refused), is_done=False)
        except Publication.DoesNotExist:
            return Became(text, str(CHANGED), is_done=False)
        except OperationalError:
            return Became(text, str(AWAY), is_done=False)

    def _show(self, template: str, status: int, context: Mapping[str, Any]) -> HttpResponse:
        whole = admin.site.each_context(self.request) | {
            "title": str(self.act.title).removesuffix("…"),
            "opts": Publication._meta,
            "list_path": reverse("admin:publishing_publication_changelist"),
            **context,
        }
        return TemplateResponse(self.request, f"admin/together/{template}.html", whole, status=status)
