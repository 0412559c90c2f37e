from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from thinktank.delivery.pages import public_page
from thinktank.publishing import history, pages
from thinktank.publishing.file_pages import TEN_MINUTES, file_page, numbered_file_page

ROOM = pages.Room("article", "articles", _("Articles"), "articles/article_detail.html")


@public_page(reads=("kind", "page"))
def article_list(request):
    return render(request, "articles/article_list.html", pages.list_context(request, ROOM))


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
