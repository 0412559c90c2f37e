"""A preview of the whole site as it will be when a release has gone live: pages whose links stay in the preview.

It shows the front page, lists, archives, people, subjects and pages of publications. Forms in it do nothing, and nothing of
it is kept by a cache.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from django.conf import settings
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override

from thinktank.addresses.models import AddressTaken
from thinktank.delivery.page_cache import allowed_query
from thinktank.desk.preview import as_a_reader, public_answer
from thinktank.language import languages
from thinktank.publishing.editions.plan_each import Planned
from thinktank.publishing.editions.rehearse import release_rehearsed
from thinktank.publishing.models import Release

HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "private, no-store"}
with_preview_policy = csp_override(
    settings.SECURE_CSP | {"form-action": [CSP.NONE], "connect-src": [CSP.NONE]}
)
# The names of the addresses that it shows
SHOWN = re.compile(r"home|archive(_year|_month)?|\w+_(list|detail|print|editions|edition|changes)")
LINK = re.compile(r'(<a\b[^>]*?\bhref=")([^"]+)')
MAIN = '<main class="page" id="main" tabindex="-1">'


@dataclass(frozen=True)
class SitePreview:
    """`prefix`: the path that stands before those of readers. `release_page`: only for those who may open it.

    `finish` changes the HTML last.
    """

    release: Release
    prefix: str
    release_page: str = ""
    finish: Callable[[str], str] = field(default=str)

    def page(self, request: HttpRequest, rest: str) -> HttpResponse:
        """The page at this path of readers, without its first slash. Raises Http404 for a path without a language."""
        path, language = f"/{rest}", rest.partition("/")[0]
        if language not in languages.codes():
            raise Http404
        with translation.override(language):
            reader = as_a_reader(request, path, language)
            try:
                answer, html = self._rehearsed(reader, request)
            except (Http404, Resolver404):
                return self._say(reader, 404, _("This page is not part of the preview."))
            except (AddressTaken, IntegrityError):
                return self._say(
                    reader, 409, _("One of the texts is being published right now. Open the page again.")
                )
        if 300 <= answer.status_code < 400:
            return HttpResponse(
                status=302, headers=HEADERS | {"Location": self._inside(answer.headers["Location"])}
            )
        return self._response(html, answer.status_code, language)

    def _rehearsed(self, reader: Any, request: HttpRequest) -> tuple[HttpResponse, str]:
        match = resolve(reader.path)
        if not (getattr(match.func, "is_public", False) and SHOWN.fullmatch(match.url_name or "")):
            raise Http404
        reader.GET = allowed_query(request, cast(Any, match.func).reads)
        with release_rehearsed(self.release) as left_out:
            answer = public_answer(reader)
            html = answer.content.decode() if "html" in answer.headers.get("Content-Type", "") else ""
        return answer, html.replace(MAIN, MAIN + self._notice(left_out), 1)

    def _notice(self, left_out: list[Planned]) -> str:
        context = {
            "release": self.release,
            "release_page": self.release_page,
            "left_out": [text.publication for text in left_out],
        }
        return render_to_string("publishing/_site_preview.html", context)

    def _say(self, reader: Any, status: int, sentence: str) -> HttpResponse:
        reader.GET = reader.GET.copy()
        context = {"sentence": sentence, "front_page": f"/{reader.LANGUAGE_CODE}/"}
        html = render_to_string("publishing/not_in_site_preview.html", context, reader)
        return self._response(html, status, reader.LANGUAGE_CODE)

    def _response(self, html: str, status: int, language: str) -> HttpResponse:
        html = LINK.sub(lambda found: found[1] + self._inside(found[2]), html).replace(
            "<form ", "<form inert "
        )
        return HttpResponse(
            self.finish(html), status=status, headers=HEADERS | {"Content-Language": language}
        )

    def _inside(self, address: str) -> str:
        """The same page in the preview; other addresses stay as they are."""
        path = address.removeprefix(settings.SITE_ORIGIN)
        if path == "/":
            path = f"/{languages.codes()[0]}/"
        is_page = any(path.startswith(f"/{code}/") for code in languages.codes())
        return self.prefix + path[1:] if is_page else address
