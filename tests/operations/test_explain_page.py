"""`manage.py explain_page` explains what a page shows, or why there is none."""

import io

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from polls.changes import polls_tag
from tests.factories import make_article, publish_now
from thinktank.delivery.cache_tags import SITE_WIDE, list_tag, publication_tag
from thinktank.delivery.models import Invalidation
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import save_revision
from thinktank.ratings.changes import ratings_tag

pytestmark = pytest.mark.django_db
NOW = "2026-11-24 09:00:00Z"
IN_MOSCOW = "2026-11-24 12:00:00+03:00"


def explain(path):
    """[(name, value)] of the lines."""
    out = io.StringIO()
    call_command("explain_page", path, stdout=out)
    return [tuple(part.strip() for part in line.split(":", 1)) for line in out.getvalue().splitlines()]


@pytest.fixture
def article():
    with time_machine.travel(NOW, tick=False):
        article = make_article(title_en="Bees")
        publish_now(article, "en")
        yield article


def test_an_article_is_explained_by_edition_revision_tags_and_times(article, page_cache):
    article.title_en = "Wasps"
    article.save()
    save_revision(article, by=None)
    said = explain("/en/articles/bees/")
    revision = Edition.objects.get().revision.number
    tag = publication_tag(article.uid)
    assert said == [
        ("path", "/en/articles/bees/"),
        ("view", "articles:article_detail"),
        ("status", "200"),
        ("type", "article"),
        ("publication", str(article.uid)),
        ("edition", f"1 (en), live from {IN_MOSCOW}"),
        ("revision", f"{revision}, saved {IN_MOSCOW}"),
        ("newer revision", f"{revision + 1}, saved {IN_MOSCOW}, not in this edition"),
        ("tag", f"list:article, last invalidated {IN_MOSCOW}"),
        ("tag", f"{polls_tag(article.pk)}, not invalidated in the last 60 minutes"),
        ("tag", f"{tag}, last invalidated {IN_MOSCOW}"),
        ("tag", f"{ratings_tag(article.pk)}, not invalidated in the last 60 minutes"),
        ("tag", f"{SITE_WIDE}, not invalidated in the last 60 minutes"),
        ("next expiry", "2026-11-25 00:00:00+03:00"),
        ("cacheable", "yes, for 300 s at most; by browsers for 10 s"),
        ("last copy", "none on this machine's disk"),
    ]


def test_the_last_copy_is_reported_as_fresh_or_not(article, page_cache):
    Client().get("/en/articles/bees/")
    assert explain("/en/articles/bees/")[-1] == ("last copy", f"rendered {IN_MOSCOW}, fresh")
    Invalidation.objects.create(tag=publication_tag(article.uid), at=timezone.now())
    assert explain("/en/articles/bees/")[-1] == ("last copy", f"rendered {IN_MOSCOW}, invalidated since")


def test_a_withdrawn_edition_is_reported_with_the_end_of_its_interval():
    article = make_article(title_en="Bees")
    publish_now(article, "en")
    withdraw(article, "en", public_note="It was wrong.", now=timezone.now())
    said, edition = dict(explain("/en/articles/bees/")), Edition.objects.get()
    begin, end = (
        timezone.localtime(at).isoformat(sep=" ", timespec="seconds")
        for at in (edition.live_from, edition.live_until)
    )
    assert said["status"] == "410"
    assert said["edition"] == f"1 (en), live from {begin} until {end} (withdrawn)"
    assert said["cacheable"] == "no: the page cache is off (PAGE_CACHE=0)"


def test_a_list_and_a_page_without_tags_are_reported_with_their_tags(article):
    said = explain("http://testserver/en/articles/?page=1")
    assert [value.split(",")[0] for name, value in said if name == "tag"] == [list_tag("article"), SITE_WIDE]
    assert ("tags", "any: every invalidation makes this page old") in explain("/sitemap.xml")


def test_a_private_page_is_not_cacheable():
    path = reverse("polls:poll_vote", kwargs={"slug": "bees"})
    assert explain(path)[-1] == ("cacheable", "no: the view is private")


@pytest.mark.parametrize(
    "path, sentence",
    [
        ("/en/articles/ants/", "There is no page at /en/articles/ants/: the view articles:article_detail found nothing there."),
        ("/en/no/such/page/", "There is no page at /en/no/such/page/: no URL pattern of the site matches it."),
        ("en/articles/bees/", "“en/articles/bees/” is no path of the site: it must begin with a slash."),
        ("http://elsewhere.example/en/", "“http://elsewhere.example/en/” is at another site: this one is http://testserver."),
        ("/en/articles/?q=%00", "The site refuses “/en/articles/?q=%00” with status 400."),
    ],
)  # fmt: skip
def test_an_unknown_path_prints_a_sentence_and_exits_with_status_1(path, sentence):
    with pytest.raises(CommandError) as error:
        explain(path)
    assert (str(error.value), error.value.returncode) == (sentence, 1)
