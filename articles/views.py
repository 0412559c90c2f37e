from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.choices import Kind
from thinktank.delivery.decorators import public_page
from thinktank.library.files import serve_recording
from thinktank.library.sound import extension_of
from thinktank.publishing.public import history, pages
from thinktank.publishing.public.file_pages import TEN_MINUTES, file_page, numbered_file_page
from thinktank.publishing.public.lookup import find_at_address, find_numbered


def article_context(edition, content, newer):
    recording = content["facts"].get("recording")
    return {
        "recording": recording and recording | {"path": recording_path(edition, recording)},
        "numbered_recording_path": recording and recording_path(edition, recording, edition.number),
        "is_episode": edition.kind == Kind.AUDIO,
    }


def recording_path(edition, recording, number=None):
    """Where the recording of the live edition is, or that of the edition with this number."""
    place = f"editions/{number}/" if number else ""
    return f"{edition.get_absolute_url()}{place}recording.{extension_of(recording)}"


ROOM = pages.Room("article", "articles", _("Articles"), "articles/article_detail.html", article_context)


@public_page(reads=("kind", "page"))
def article_list(request):
    context = pages.list_context(request, ROOM)
    context["is_episodes"] = context["kind"] == Kind.AUDIO
    return render(request, "articles/article_list.html", context)


@public_page(max_age=10)
def article_detail(request, slug):
    return pages.edition_page(request, ROOM, slug)


@public_page(max_age=10)
def article_print(request, slug):
    return pages.edition_page(request, ROOM, slug, is_print=True)


@public_page
def article_editions(request, slug):
    return history.history_page(request, ROOM, slug)


@public_page(max_age=10)
def article_edition(request, slug, number):
    return pages.numbered_edition_page(request, ROOM, slug, number)


@public_page
def article_file(request, slug, kind):
    return file_page(request, ROOM, slug, kind)


@public_page(max_age=TEN_MINUTES, immutable=True)
def article_edition_file(request, slug, number, kind):
    return numbered_file_page(request, ROOM, slug, number, kind)


@public_page
def article_changes(request, slug, old, new):
    return history.changes_page(request, ROOM, slug, old, new)


@public_page
def article_recording(request, slug, extension):
    """The recording of the live edition; an older edition's stays at its number."""
    found = find_at_address(ROOM.type, ROOM.prefix, request.LANGUAGE_CODE, slug, timezone.now())
    return _serve_recording(request, found, extension)


@public_page
def article_edition_recording(request, slug, number, extension):
    found = find_numbered(ROOM.type, request.LANGUAGE_CODE, slug, number, timezone.now())
    return _serve_recording(request, found, extension)


def _serve_recording(request, found, extension):
    edition = found and found.edition
    if not edition or edition.language != request.LANGUAGE_CODE:
        raise Http404
    recording = edition.content["facts"].get("recording")
    if not recording or extension != extension_of(recording):
        raise Http404
    filename = f"{edition.slug}-{edition.language}-{edition.number}.{extension}"
    return serve_recording(request, recording, filename)
