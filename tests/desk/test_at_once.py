"""Two editors act at the same moment, against the real server and its two processes."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.utils import timezone

from articles.models import Article
from tests.desk.posting import form_values
from tests.factories import make_article
from tests.live_site import open_site
from tests.session import cookie_of, new_editor
from thinktank.publishing.models import Edition, Revision
from thinktank.publishing.revisions.save import save_revision

EDITORS = 4


def save_one():
    article = make_article()
    save_revision(article, by=None)
    return article.pk


def outcome(pk):
    """(title, revisions, editions, how many of them are live) of an article."""
    editions = Edition.objects.filter(publication=pk)
    live = editions.live(timezone.now()).count()
    revisions = Revision.objects.filter(publication=pk).count()
    return [Article.objects.get(pk=pk).title_en, revisions, editions.count(), live]


def titles(pk):
    """Every title that was saved after the first."""
    revisions = Revision.objects.filter(publication=pk, number__gt=1)
    return sorted(revision.snapshot["words"]["en"]["title"] for revision in revisions)


class _Answer:
    def __init__(self, answer):
        self.status, self.url, self.content = answer.status, answer.url, answer.read()


class Editor:
    """An editor with a browser's cookies, whose requests may run in a thread."""

    def __init__(self, site, name):
        self.site, cookies = site, http.cookiejar.CookieJar()
        cookies.set_cookie(cookie_of(site.url, *site.call(new_editor, name)))
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))

    def open(self, path, values=None):
        data = urllib.parse.urlencode(values, doseq=True).encode() if values else None
        try:
            return _Answer(self.opener.open(f"{self.site.url}{path}", data, timeout=60))
        except urllib.error.HTTPError as error:
            return _Answer(error)


@pytest.fixture(scope="module")
def editors():
    with open_site(settings.DATABASES["default"]) as site:
        yield [Editor(site, f"editor-{number}") for number in range(EDITORS)]


def all_at_once(editors, path, values_of):
    with ThreadPoolExecutor(len(editors)) as pool:
        return sorted(answer.status for answer in pool.map(lambda e: e.open(path, values_of[e]), editors))


def test_editors_who_save_in_the_same_instant_are_all_saved_and_every_version_is_kept(editors):
    site = editors[0].site
    for _ in range(3):
        pk = site.call(save_one)
        path = f"/admin/articles/article/{pk}/change/"
        values = {
            editor: form_values(editor.open(path)) | {"title_en": f"By {number}", "_continue": "1"}
            for number, editor in enumerate(editors)
        }
        assert all_at_once(editors, path, values) == [200] * EDITORS
        assert site.call(titles, pk) == ["By 0", "By 1", "By 2", "By 3"]
        assert site.call(outcome, pk)[1] == 1 + EDITORS


def test_of_editors_who_publish_in_the_same_instant_one_publishes(editors):
    site = editors[0].site
    for _ in range(3):
        pk = site.call(save_one)
        path = f"/admin/articles/article/{pk}/publish/en/"
        values = {editor: form_values(editor.open(path)) | {"_publish": "1"} for editor in editors}
        assert all_at_once(editors, path, values) == [200, *[409] * (EDITORS - 1)]
        assert site.call(outcome, pk)[1:] == [1, 1, 1]
