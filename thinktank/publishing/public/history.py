"""The public pages of a publication's history: the list of its editions, and what changed between two of them."""

import datetime
from collections.abc import Mapping
from typing import cast

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils import timezone

from thinktank.addresses.alternates import absolute, translations_at
from thinktank.delivery.cache_tags import publication_tag
from thinktank.delivery.decorators import tag_response
from thinktank.language import languages
from thinktank.publishing.field_words import fields_of
from thinktank.publishing.models import Edition
from thinktank.publishing.public.compare import compare_editions
from thinktank.publishing.public.lookup import LookupResult, find_at_address, find_two
from thinktank.publishing.public.pages import breadcrumbs_of, gone_page, respond
from thinktank.publishing.public.past import day_asked, redirect_to_edition_on
from thinktank.publishing.publication_types import Context, PublicationType

SAID = ("kind", "title", "standfirst", "dated", "content")  # the columns of what an edition says


def history_page(request: HttpRequest, publication_type: PublicationType, slug: str) -> HttpResponse:
    """All editions of a publication in this language that may still be read."""
    now = timezone.now()
    answer = find_at_address(publication_type.name, publication_type.prefix, request.LANGUAGE_CODE, slug, now)
    if answer and answer.moved_to:
        return HttpResponsePermanentRedirect(f"{answer.moved_to}editions/")
    if answer is None or answer.edition is None:
        return respond(request, publication_type, answer, now)
    edition = answer.edition
    tag_response(request, publication_tag(edition.publication_uid))
    day = day_asked(request)
    if day and (then := redirect_to_edition_on(edition, day)):
        return then
    of_this_text = Edition.objects.filter(
        publication_uid=edition.publication_uid, language=edition.language, live_from__lte=now
    )
    on_record = of_this_text.on_record(now).for_lists().select_related("translates").order_by("-number")
    history = list(on_record)
    context = {
        "edition": edition,
        "history": [_entry(past, history[i + 1 : i + 2], now) for i, past in enumerate(history)],
        "day_without": day,
        "n_gone": of_this_text.count() - len(history),
        "breadcrumbs": breadcrumbs_of(publication_type, edition),
        "canonical": absolute(f"{edition.get_absolute_url()}editions/"),
        "translations": translations_at(_histories(edition, now), edition.language),
    }
    return render(request, "publishing/edition_list.html", context)


def _histories(edition: Edition, now: datetime.datetime) -> dict[str, str]:
    """{language: path} of the lists of editions in every language that has editions on record."""
    newest = Edition.objects.filter(publication_uid=edition.publication_uid).on_record(now).for_lists()
    return {each.language: f"{each.get_absolute_url()}editions/" for each in newest.order_by("number")}


def _entry(edition: Edition, before: list[Edition], now: datetime.datetime) -> Context:
    is_live = edition.is_live(now)
    path = edition.get_absolute_url()
    return {
        "edition": edition,
        "is_live": is_live,
        "path": path if is_live else f"{path}editions/{edition.number}/",
        "before": before[0].printed if before else None,
        "changes_path": f"{path}editions/{before[0].number}-{edition.number}/" if before else "",
        "original_language": languages.name_after_in(edition.translates.language)
        if edition.translates
        else "",
        "digest": edition.digest.rpartition(":")[2],
    }


def changes_page(
    request: HttpRequest, publication_type: PublicationType, slug: str, old: int, new: int
) -> HttpResponse:
    """The page that shows what changed from one edition to a later one. Redirects when the numbers are swapped."""
    if old >= new:
        base = request.path.removesuffix(f"{old}-{new}/")
        return HttpResponsePermanentRedirect(f"{base}{new}-{old}/" if old > new else f"{base}{new}/")
    now = timezone.now()
    found = find_two(publication_type.name, request.LANGUAGE_CODE, slug, (old, new), now)
    if found is None:
        return _history_elsewhere(request, publication_type, slug, now)
    editions, history = found
    if isinstance(editions, LookupResult):
        return gone_page(request, cast(Edition, editions.gone), now)
    tag_response(request, publication_tag(history[0].publication_uid))
    response = render(
        request, "publishing/edition_changes.html", _changes(publication_type, editions, history, now)
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _history_elsewhere(
    request: HttpRequest, publication_type: PublicationType, slug: str, now: datetime.datetime
) -> HttpResponseRedirect:
    """Redirect to the history in this language: the language switch keeps the slug and numbers of the other one."""
    answer = find_at_address(publication_type.name, publication_type.prefix, request.LANGUAGE_CODE, slug, now)
    path = answer and answer.moved_to
    if answer and answer.edition and answer.edition.language != request.LANGUAGE_CODE:
        path = answer.edition.get_absolute_url()
    if not path:
        raise Http404
    return HttpResponseRedirect(f"{path}editions/")


def _changes(
    publication_type: PublicationType,
    editions: Mapping[int, Edition],
    history: list[Edition],
    now: datetime.datetime,
) -> Context:
    old, new = (editions[number] for number in sorted(editions))
    base = f"{new.get_absolute_url()}editions/"
    numbers = [past.number for past in history]
    before = next((n for n in numbers if n < old.number), None)
    after = next((n for n in reversed(numbers) if n > new.number), None)
    return {
        "edition": new,
        "old": old,
        "new": new,
        "sides": [_side(side, base, now) for side in (old, new)],
        "said": [past for past in reversed(history) if old.number < past.number <= new.number],
        "differences": compare_editions(fields_of(publication_type.name), old, new),
        "are_equal": all(getattr(old, name) == getattr(new, name) for name in SAID),
        "base": base,
        "canonical": absolute(f"{base}{old.number}-{new.number}/"),
        "path_before": f"{base}{before}-{old.number}/" if before else "",
        "path_after": f"{base}{new.number}-{after}/" if after else "",
        "breadcrumbs": [*breadcrumbs_of(publication_type, new), (new.title, new.get_absolute_url())],
    }


def _side(edition: Edition, base: str, now: datetime.datetime) -> Context:
    is_live = edition.is_live(now)
    path = edition.get_absolute_url() if is_live else f"{base}{edition.number}/"
    return {"edition": edition, "path": path, "is_live": is_live}
