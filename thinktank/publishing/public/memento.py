"""The versions of a text in time, for programs: RFC 7089 (Memento).

The original resource is the address of the text (`/en/articles/x/`), its mementos are the numbered editions, the TimeGate and
the TimeMap are below the list of editions. A memento's moment is when the edition went live. What was withdrawn or erased
has no memento.
"""

import datetime
from collections.abc import Iterable
from email.utils import parsedate_to_datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from thinktank.addresses.alternates import absolute
from thinktank.delivery.cache_tags import publication_tag
from thinktank.delivery.decorators import tag_response
from thinktank.publishing.models import Edition
from thinktank.publishing.public.lookup import LookupResult, find_at_address
from thinktank.publishing.public.pages import gone_page
from thinktank.publishing.public.version_links import (
    LINK_FORMAT,
    http_date,
    link_header,
    memento_moment,
    memento_path,
)
from thinktank.publishing.publication_types import PublicationType


class NotADate(ValueError):
    """The header Accept-Datetime is no date of RFC 9110, section 5.6.7."""


def timemap(request: HttpRequest, publication_type: PublicationType, slug: str) -> HttpResponse:
    """Every edition on record with its moment, in link format (RFC 7089, section 5)."""
    now = timezone.now()
    found = _found(request, publication_type, slug, now)
    if isinstance(found, HttpResponse):
        return found
    tag_response(request, publication_tag(found.publication_uid))
    lines = _timemap_lines(found, list(_mementos(found, now)))
    return HttpResponse(",\n".join(lines) + "\n", content_type=f"{LINK_FORMAT}; charset=utf-8")


def _timemap_lines(edition: Edition, mementos: list[Edition]) -> Iterable[str]:
    own = absolute(edition.get_absolute_url())
    yield f'<{own}>; rel="original"'
    yield f'<{own}editions/timegate/>; rel="timegate"'
    span = f'; from="{http_date(mementos[0].live_from)}"; until="{http_date(mementos[-1].live_from)}"'
    yield f'<{own}editions/timemap/>; rel="self"; type="{LINK_FORMAT}"{span if mementos else ""}'
    for n, row in enumerate(mementos):
        ends = [name for name, at in (("first", 0), ("last", len(mementos) - 1)) if n == at]
        relation = " ".join([*ends, "memento"])
        yield f'<{absolute(memento_path(row))}>; rel="{relation}"; datetime="{http_date(row.live_from)}"'


@require_safe
def timegate(request: HttpRequest, publication_type: PublicationType, slug: str) -> HttpResponseBase:
    """Redirect to the edition that was live at the moment in Accept-Datetime (RFC 7089, section 4.5).

    Without the header, to the newest; before the first one, to the first. 400 for what is no date.
    """
    now = timezone.now()
    found = _found(request, publication_type, slug, now)
    if isinstance(found, HttpResponse):
        return found
    try:
        moment = asked_moment(request) or now
    except NotADate:
        return HttpResponse("Accept-Datetime is no HTTP date.\n", status=400, content_type="text/plain")
    mementos = list(_mementos(found, now))
    chosen = next((row for row in reversed(mementos) if memento_moment(row) <= moment), mementos[0])
    response = HttpResponse(status=302, headers={"Location": memento_path(chosen), "Vary": "Accept-Datetime"})
    response["Link"] = link_header(found, mementos[::-1], is_memento=False) + (
        f', <{absolute(found.get_absolute_url())}>; rel="original"'
    )
    response["Cache-Control"] = "private, no-store"
    return response


def asked_moment(request: HttpRequest) -> datetime.datetime | None:
    """The moment in Accept-Datetime, or None. Raises NotADate."""
    asked = request.headers.get("Accept-Datetime", "").strip()
    if not asked:
        return None
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError as error:
        raise NotADate from error
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def _mementos(edition: Edition, now: datetime.datetime) -> Iterable[Edition]:
    """The editions of its text on record, the oldest first."""
    own = Edition.objects.filter(publication_uid=edition.publication_uid, language=edition.language)
    return own.on_record(now).for_lists().order_by("number")


def _found(
    request: HttpRequest, publication_type: PublicationType, slug: str, now: datetime.datetime
) -> Edition | HttpResponse:
    """An edition of the text at this address, or where it went, or what became of it. Raises Http404."""
    answer: LookupResult | None = find_at_address(
        publication_type.name, publication_type.prefix, request.LANGUAGE_CODE, slug, now
    )
    if answer and answer.moved_to:
        rest = request.path.removeprefix(request.path.partition("editions/")[0])
        return HttpResponsePermanentRedirect(answer.moved_to + rest)
    if answer and answer.gone:
        return gone_page(request, answer.gone, now)
    if not answer or not answer.edition or answer.edition.language != request.LANGUAGE_CODE:
        raise Http404
    return answer.edition
