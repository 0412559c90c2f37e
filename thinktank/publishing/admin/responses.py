"""Responses of the pages of one publication: showing a template, and redirecting after an act."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join

from thinktank.accounts.history_notes import in_every_language
from thinktank.publishing.models import Publication

if TYPE_CHECKING:
    from thinktank.publishing.admin.publication import PublicationAdmin


def show(
    request: HttpRequest,
    admin: PublicationAdmin,
    publication: Publication,
    template: str,
    *,
    title: str,
    status: int = 200,
    **context: Any,
) -> TemplateResponse:
    return TemplateResponse(
        request,
        f"admin/publication/{template}.html",
        admin.admin_site.each_context(request)
        | {
            "title": title,
            "subtitle": str(publication),
            "opts": admin.opts,
            "original": publication,
            "publication": publication,
            "change_url": admin.change_url(publication),
            "media": admin.media,
        }
        | context,
        status=status,
    )


def done(
    request: HttpRequest,
    admin: PublicationAdmin,
    publication: Publication,
    say: Callable[[], str],
    *,
    to: str | None = None,
    links: Iterable[tuple[str, str]] = (),
) -> HttpResponseRedirect:
    """Report what was done, log it in the history, and redirect to the form or to the path `to`.

    `say()` returns the sentence in the active language; `links` are (path, text), shown behind it.
    """
    ways = format_html_join("", ' <a href="{}">{}</a>', links)
    admin.message_user(request, format_html("{}{}", say(), ways))
    admin.log_change(request, publication, in_every_language(say))
    return HttpResponseRedirect(to or admin.change_url(publication))
