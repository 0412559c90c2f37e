"""The pages of a link without an account: the door, the preview with remarks, its pictures, and what is left of a dead link.

A link is opened by pressing a button, so that programs that look at links in mails use up no opening and see no word of the
text. Who has opened it carries a signed cookie for this address alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django import forms
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thinktank.language import languages
from thinktank.language.fields import LineField
from thinktank.library.files import serve_rendition
from thinktank.publishing.admin.site_preview import SitePreview, with_preview_policy
from thinktank.readers.networks import networks_of
from thinktank.readers.throttle import Allowance, give_back, minutes_of, spend
from thinktank.review import commenting, reviewing, sharing
from thinktank.review.cookie import COOKIE, LIFE
from thinktank.review.forms import LONGEST_NAME, CommentForm, DecisionForm
from thinktank.review.models import Review, SharedLink
from thinktank.review.preview import pictures_of, public_pictures, shows_picture, texts_of, working_copy_of

SUBJECT = "shared links"  # of the counts in readers/throttle.py
MOST_UNKNOWN = (30, 150)  # unknown links in ten minutes, from one subscriber and from one network
# Wrong ones in ten minutes, for one link: from a subscriber, a network, and anywhere
MOST_PASSWORDS = (10, 50, 200)
MOST_PAGES = 300  # of the preview of a site in ten minutes, by one link: each takes the database for a moment
MOST_ANSWERS = 60  # remarks in ten minutes, by one link
SALT = "thinktank.review.shared"
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "same-origin",  # the address is the key; with "no-referrer" browsers send forms from nowhere
}
DONE = {
    "comment": gettext_lazy("Your comment has reached the editors."),
    "approved": gettext_lazy("Your approval has reached the editors."),
    "sent-back": gettext_lazy("What you would change has reached the editors."),
}

type View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Visitor:
    """Somebody who has opened the link. `name` is what they call themselves."""

    link: SharedLink
    token: str
    name: str


class DoorForm(forms.Form):
    name = LineField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME)
    password = forms.CharField(
        label=gettext_lazy("Password"), max_length=100, widget=forms.PasswordInput({"autocomplete": "off"})
    )

    def __init__(self, *args: object, link: SharedLink, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not link.password:
            del self.fields["password"]
        if not link.may_answer:
            del self.fields["name"]


def by_link(view: View) -> View:
    """Give the view the link and today's moment; answer 404, 410 and 429 for it; mark every response as private."""

    @wraps(view)
    def answered(request: HttpRequest, token: str, **kwargs: str) -> HttpResponseBase:
        now = timezone.now()
        link = sharing.link_of(token)
        if link is None:
            response: HttpResponseBase = _unknown(request, now)
        elif link.is_over(now) or (link.is_used_up() and _visitor(request, link, token) is None):
            response = _over(request)
        else:
            response = view(request, link, token, now, **kwargs)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return answered


def _unknown(request: HttpRequest, now: datetime.datetime) -> HttpResponse:
    """Raises Http404, as for any unknown address; 429 to a network that tries many."""
    if wait := spend(SUBJECT, map(Allowance, networks_of(request), MOST_UNKNOWN), now):
        return _too_many(request, wait)
    raise Http404


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    n = minutes_of(wait)
    sentence = ngettext(
        "Too many attempts. Try again in %(n)d minute.", "Too many attempts. Try again in %(n)d minutes.", n
    ) % {"n": n}
    response = render(request, "review/over.html", {"sentence": sentence}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


def _over(request: HttpRequest) -> HttpResponse:
    sentence = _("This link no longer works. Ask whoever gave it to you for another one.")
    return render(request, "review/over.html", {"sentence": sentence}, status=410)


def _visitor(request: HttpRequest, link: SharedLink, token: str) -> Visitor | None:
    """Who has opened this link in this browser; None for anybody else."""
    try:
        uid, name = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Visitor(link, token, name) if uid == str(link.uid) else None


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def shared(request: HttpRequest, link: SharedLink, token: str, now: datetime.datetime) -> HttpResponse:
    """GET: the door, or the preview to those who have opened it. POST opens it."""
    if request.method == "POST":
        return _open(request, link, token, now)
    visitor = _visitor(request, link, token)
    if visitor is None:
        return _door(request, link, DoorForm(link=link))
    if link.release_id:
        return HttpResponseRedirect(site_path(token, f"{languages.codes()[0]}/"))
    return _preview(request, visitor, now)


def _door(request: HttpRequest, link: SharedLink, form: DoorForm, status: int = 200) -> HttpResponse:
    return render(request, "review/door.html", {"form": form, "embargo": link.embargo}, status=status)


def _open(request: HttpRequest, link: SharedLink, token: str, now: datetime.datetime) -> HttpResponse:
    form = DoorForm(request.POST, link=link)
    if not form.is_valid():
        return _door(request, link, form, 422)
    if link.password:
        allowances = [
            *map(Allowance, _guessers(request, link), MOST_PASSWORDS),
            *map(Allowance, networks_of(request), MOST_UNKNOWN),
        ]
        if wait := spend(SUBJECT, allowances, now):
            return _too_many(request, wait)
        if not link.takes(form.cleaned_data["password"]):
            form.add_error("password", _("This is not the password of this link."))
            return _door(request, link, form, 422)
        give_back(SUBJECT, allowances, now)
    try:
        sharing.open_link(link, now)
    except sharing.UsedUp:
        return _over(request)
    path = reverse("review:shared", args=[token])
    response = HttpResponseRedirect(path, status=303)
    response.set_cookie(
        COOKIE,
        signing.dumps([str(link.uid), form.cleaned_data.get("name", "")], salt=SALT),
        max_age=LIFE,
        path=path,
        secure=settings.SITE_IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


def _guessers(request: HttpRequest, link: SharedLink) -> list[str]:
    """Whose wrong passwords are counted together, so that who guesses does not shut out who was invited."""
    return [*(f"password|{link.pk}|{network}" for network in networks_of(request)), f"password|{link.pk}"]


def _preview(
    request: HttpRequest,
    visitor: Visitor,
    now: datetime.datetime,
    *,
    status: int = 200,
    comment_form: CommentForm | None = None,
    decision_form: DecisionForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    link, texts = visitor.link, texts_of(request, visitor.link, visitor.token, now)
    publication = working_copy_of(link)
    codes = [text.language for text in texts]
    threads = [each for each in commenting.shown_of(publication, codes) if each.comment.link_id == link.pk]
    mine = {answer.language: answer for answer in Review.objects.filter(link=link).order_by("pk")}
    context = {
        "link": link,
        "visitor": visitor,
        "texts": [(text, languages.name_of(text.language), mine.get(text.language)) for text in texts],
        "threads": threads,
        "comment_form": comment_form or CommentForm(publication=publication, codes=codes),
        "decision_form": decision_form,
        "refusal": refusal,
        "done": DONE.get(request.GET.get("done", "")),
        "answer_path": reverse("review:answer", args=[visitor.token]),
    }
    return render(request, "review/shared.html", context, status=status)


@require_POST
@by_link
def answer(request: HttpRequest, link: SharedLink, token: str, now: datetime.datetime) -> HttpResponse:
    """A comment, or approval or a wish for changes of one language, from somebody who has opened the link."""
    visitor = _visitor(request, link, token)
    if visitor is None or not link.may_answer:
        return HttpResponseRedirect(reverse("review:shared", args=[token]), status=303)
    if wait := spend(SUBJECT, [Allowance(f"answers|{link.pk}", MOST_ANSWERS)], now):
        return _too_many(request, wait)
    if "verdict" in request.POST:
        return _decided(request, visitor, now)
    return _commented(request, visitor, now)


def _commented(request: HttpRequest, visitor: Visitor, now: datetime.datetime) -> HttpResponse:
    link = visitor.link
    publication = working_copy_of(link)
    form = CommentForm(request.POST, publication=publication, codes=link.codes())
    if not form.is_valid():
        return _preview(request, visitor, now, status=422, comment_form=form)
    field, language = form.chosen_place()
    commenting.write(
        publication,
        form.cleaned_data["text"],
        language=language,
        field=field,
        quote=form.cleaned_data["quote"],
        name=visitor.name,
        link=link,
    )
    return _thanks(visitor, "comment")


def _decided(request: HttpRequest, visitor: Visitor, now: datetime.datetime) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid() or form.cleaned_data["language"] not in visitor.link.codes():
        return _preview(request, visitor, now, status=422, decision_form=form)
    chosen = form.cleaned_data
    try:
        reviewing.answer_by_link(
            visitor.link,
            chosen["language"],
            chosen["verdict"],
            name=visitor.name,
            digest=chosen["digest"],
            sentence=chosen["sentence"],
        )
    except reviewing.TextChanged:
        refusal = _("The text was changed while you read it. This is how it reads now; please answer again.")
        return _preview(request, visitor, now, status=409, refusal=refusal)
    return _thanks(visitor, "approved" if chosen["verdict"] == Review.State.APPROVED else "sent-back")


def _thanks(visitor: Visitor, done: str) -> HttpResponse:
    path = reverse("review:shared", args=[visitor.token])
    return HttpResponseRedirect(f"{path}?done={done}#answers", status=303)


@require_safe
@by_link
def picture(
    request: HttpRequest, link: SharedLink, token: str, now: datetime.datetime, *, key: str, filename: str
) -> HttpResponseBase:
    """A rendition of a picture of this text, to those who have opened the link. Raises Http404.

    A preview of the whole site also shows pictures of other texts, if they are public: these are where they always are.
    """
    if _visitor(request, link, token) is None:
        raise Http404
    if shows_picture(link, key):
        return serve_rendition(key, filename)
    if link.release_id:
        return HttpResponseRedirect(f"{public_pictures()}{key}/{filename}")
    raise Http404


def site_path(token: str, rest: str) -> str:
    """The path of a page of readers in the preview of the whole site."""
    return f"{reverse('review:shared', args=[token])}site/{rest}"


@require_safe
@with_preview_policy
@by_link
def site(
    request: HttpRequest, link: SharedLink, token: str, now: datetime.datetime, *, rest: str
) -> HttpResponse:
    """A page of the whole site as it will be with the link's release, to those who have opened the link. Raises Http404."""
    if link.release is None:
        raise Http404
    if _visitor(request, link, token) is None:
        return HttpResponseRedirect(reverse("review:shared", args=[token]))
    if wait := spend(SUBJECT, [Allowance(f"pages|{link.pk}", MOST_PAGES)], now):
        return _too_many(request, wait)
    shown = SitePreview(
        link.release,
        site_path(token, ""),
        finish=lambda html: html.replace(public_pictures(), pictures_of(token)),
    )
    return shown.page(request, rest)
