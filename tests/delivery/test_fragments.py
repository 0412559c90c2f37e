"""A cached page, and one made of cached fragments, is the page that would be rendered anew, after every act that shows on it."""

import datetime
import difflib

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from polls.models import Poll
from tests.desk.desk import page
from tests.desk.posting import form_values
from tests.factories import (
    make_article,
    make_event,
    make_expert,
    make_image,
    make_organization,
    make_report,
    make_superuser,
    make_topic,
    publish_now,
)
from tests.polls.making import Reader, make_poll
from tests.ratings.test_rate import give
from thinktank.delivery import cache_tags, fragments
from thinktank.library.models import new_rendition_key
from thinktank.pages.models import FrontPage, SiteSettings
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.editions.generated_files import GeneratedFile, _keep
from thinktank.publishing.models import (
    Contribution,
    Edition,
    EditionFile,
    Publication,
    Relation,
    SeriesPart,
)
from thinktank.taxonomy.models import Series

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
PATHS = [
    "/en/articles/bees/",
    "/ru/articles/bees/",
    "/en/articles/bees/print/",
    "/en/articles/bees/editions/1/",
]


@pytest.fixture
def shown(client, page_cache):
    """`shown()`: the pages of the article, as cached, from what is held of them and, to compare, from nothing."""

    def get(path):
        page = client.get(path)
        return page.status_code, page.text

    def pages():
        cached = {path: get(path) for path in PATHS}
        page_cache.clear()
        from_held = {path: get(path) for path in PATHS}
        page_cache.clear()
        fragments.clear_fragments()
        anew = {path: get(path) for path in PATHS}
        assert_same_pages(from_held, anew)
        assert_same_pages(cached, anew)
        return {path: text for path, (_status, text) in anew.items()}

    return pages


def assert_same_pages(pages, anew):
    """Name the lines that differ; the pages are long."""
    for path, (status, text) in anew.items():
        lines = difflib.unified_diff(pages[path][1].splitlines(), text.splitlines(), n=0, lineterm="")
        assert (pages[path][0], "\n".join(lines)) == (status, ""), path


@pytest.fixture
def bees():
    article = make_article(
        title_en="On bees", slug_en="bees", slug_ru="bees", dated=datetime.date(2024, 5, 2),
        body_en="<p>Far.</p><h2>How far</h2><p>Very.</p>", body_ru="<p>Далеко.</p>",
    )  # fmt: skip
    article.topics.add(make_topic(name_en="Insects", slug_en="insects", slug_ru="insects"))
    publish_now(article, "en", "ru")
    return article


def _again(article, language="en", **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    publish_now(article, language)


def _poll(bees):
    make_poll(beside=[bees], question_en="Which way?", question_ru="Куда?")


def _vote(bees):
    Reader().vote(bees.polls.get(), 1)


def _rate(bees):
    give(bees, *[4] * 6)


def _new_edition(bees):
    _again(bees, standfirst_en="Further than you think.")


def _new_translation(bees):
    _again(bees, "ru", title_ru="О пчёлах и мёде")


def _relation(bees):
    event = make_event(title_en="Fair", slug_en="fair")
    publish_now(event, "en", "ru")
    Relation.objects.create(
        source=bees.publication_ptr, target=event.publication_ptr, role=Relation.Role.REPORTS_ON
    )


def _retitled_neighbour(bees):
    _again(Edition.objects.filter(slug="fair").first().publication.event, title_en="The great fair")


def _neighbour(bees):
    publish_now(make_article(title_en="On ants", dated=datetime.date(2024, 5, 1)), "en", "ru")


def _similar(bees):
    report = make_report(title_en="Insects of Europe")
    report.topics.set(bees.topics.all())
    publish_now(report, "en", "ru")


def _site_name(bees):
    SiteSettings.objects.update_or_create(
        defaults={"name_en": "Institute of Bees", "name_ru": "Институт пчёл"}
    )


def _expert(bees):
    expert = make_expert(family_name_en="Orlova", slug_en="orlova", slug_ru="orlova")
    Contribution.objects.create(publication=bees, expert=expert, name_en="A. Orlova", name_ru="А. Орлова")
    publish_now(bees, "en")


def _renamed_expert_page(bees):
    expert = bees.contributions.get().expert
    expert.slug_en = "anna-orlova"
    expert.save()


def _series(bees):
    series = Series.objects.create(name_en="Letters", name_ru="Письма", slug_en="letters", slug_ru="letters")
    SeriesPart.objects.create(series=series, publication=bees.publication_ptr, position=1)
    _again(bees, standfirst_en="Part one.")


def _another_part(bees):
    """A part that is published when the series and the pages of its other parts are there."""
    report = make_report(title_en="On wasps")
    SeriesPart.objects.create(series=Series.objects.get(), publication=report.publication_ptr, position=2)
    Series.objects.get().save()  # as the desk saves it with its parts
    publish_now(report, "en", "ru")


def _retitled_part(bees):
    _again(
        Edition.objects.filter(slug="on-wasps").first().publication.report, title_en="On wasps and hornets"
    )


def _withdrawn_part(bees):
    withdraw(
        Edition.objects.filter(slug="on-wasps").first().publication,
        "en",
        public_note="Wrong.",
        now=timezone.now(),
    )


def _a_link_to_a_draft(bees):
    other = make_report(title_en="Linked", slug_en="linked")
    _again(bees, body_en=f'<p>See <a href="publication:{other.uid}">the other</a>.</p>')


def _its_publication(bees):
    publish_now(Publication.objects.get(title_en="Linked").report, "en")


def _withdrawn_neighbour(bees):
    withdraw(Publication.objects.get(title_en="On ants"), "en", public_note="Wrong.", now=timezone.now())


def _retitled_similar(bees):
    _again(Publication.objects.get(title_en="Insects of Europe").report, title_en="Insects of Asia")


def _file(bees):
    edition = Edition.objects.live(timezone.now()).get(publication=bees, language="en")
    _keep(EditionFile.Kind.PDF, edition, None, GeneratedFile(b"%PDF-1.7", "application/pdf", pages=12))


def _no_more_ratings(bees):
    bees.accepts_ratings = False
    bees.save()


def _poll_closed(bees):
    poll = bees.polls.get()
    poll.closes_at = timezone.now()
    poll.save()


def _save_on_the_desk(bees, **typed):
    client, address = Client(), page(bees, "change")
    client.force_login(User.objects.filter(is_superuser=True).first() or make_superuser())
    assert client.post(address, form_values(client.get(address)) | typed).status_code == 302


def _poll_removed(bees):
    _save_on_the_desk(bees, **{"Poll_publications-0-DELETE": "on"})


def _poll_placed(bees):
    values = {"Poll_publications-TOTAL_FORMS": "1", "Poll_publications-0-poll": str(Poll.objects.get().pk)}
    _save_on_the_desk(bees, **values)


def _relation_removed(bees):
    """As the desk deletes rows that an editor who saves over another one's version has not seen."""
    Relation.objects.filter(source=bees).delete()


def _part_removed(bees):
    SeriesPart.objects.filter(publication=bees).delete()


def _withdrawn_translation(bees):
    withdraw(bees, "ru", public_note="Wrong.", now=timezone.now())


ACTS = [
    _poll, _vote, _rate, _new_edition, _new_translation, _relation, _retitled_neighbour, _neighbour, _similar,
    _retitled_similar, _site_name, _expert, _renamed_expert_page, _series, _another_part, _retitled_part,
    _withdrawn_part, _a_link_to_a_draft, _its_publication, _withdrawn_neighbour, _file, _no_more_ratings,
    _poll_closed, _poll_removed, _poll_placed, _relation_removed, _part_removed, _withdrawn_translation,
]  # fmt: skip


def test_every_act_shows_on_the_pages_at_once(bees, shown):
    before = shown()
    for act in ACTS:
        act(bees)
        after = shown()
        assert after != before, act.__name__
        before = after


def test_a_changed_picture_shows_at_once_wherever_it_is_read_live(client, page_cache):
    """The logo of the site and of an organisation, the portrait of an expert."""
    picture = make_image(alt_en="Before")
    SiteSettings.objects.update_or_create(defaults={"name_en": "Institute", "logo": picture})
    make_organization(slug_en="institute", logo=picture)
    make_expert(slug_en="orlova", portrait=picture)
    paths = [
        "/en/",
        "/en/organizations/",
        "/en/organizations/institute/",
        "/en/experts/",
        "/en/experts/orlova/",
    ]
    assert all(picture.rendition_key in client.get(path).text for path in paths)
    before, picture.rendition_key = picture.rendition_key, new_rendition_key()
    picture.save()
    for path in paths:
        text = client.get(path).text
        assert (before in text, picture.rendition_key in text) == (False, True), path


def test_a_poll_that_becomes_public_shows_on_the_front_page_at_once(client, page_cache):
    poll = make_poll(question_en="Which way?", is_public=False)
    FrontPage.objects.update_or_create(defaults={"poll": poll})
    assert "Which way?" not in client.get("/en/").text
    poll.is_public = True
    poll.save()
    assert "Which way?" in client.get("/en/").text


def test_what_the_clock_changes_shows_when_its_moment_comes(bees, shown):
    now = timezone.now()
    make_poll(beside=[bees], closes_at=now + DAY)
    bees.title_en = "On bees, later"
    bees.save()
    publish_now(bees, "en", at=now + 2 * DAY)
    seen = [shown()[PATHS[0]]]
    for days in (1, 2):
        with time_machine.travel(now + days * DAY):
            seen.append(shown()[PATHS[0]])
    assert ["poll__form" in page for page in seen] == [True, False, False]
    assert ["On bees, later" in page for page in seen] == [False, False, True]


def test_nothing_is_held_of_what_was_erased(bees, client, admin_user, monkeypatch):
    monkeypatch.setattr(cache_tags, "READ_EVERY", 0)
    _again(bees, title_en="On wasps")
    assert "On bees" in client.get(PATHS[-1]).text
    erase(Edition.objects.get(publication=bees, language="en", number=1), "A court.", by=admin_user)
    assert client.get(PATHS[-1]).status_code == 410
    assert "On bees" not in client.get(PATHS[0]).text


def test_an_erasure_empties_the_memory_of_a_process(bees, client, admin_user, page_cache):
    _again(bees, title_en="On wasps")
    for path in (PATHS[0], PATHS[-1], "/en/"):
        client.get(path)
    client.get(PATHS[0])
    assert len(page_cache) and fragments.bytes_in_use()
    erase(Edition.objects.get(publication=bees, language="en", number=1), "A court.", by=admin_user)
    cache_tags.cache_state()
    assert (len(page_cache), fragments.bytes_in_use()) == (0, 0)


def test_made_again_from_the_same_answers_nothing_is_rendered(bees, client, monkeypatch):
    client.get(PATHS[0])

    def rendered(*_arguments):
        raise AssertionError("rendered again")

    monkeypatch.setattr("django.template.loader_tags.IncludeNode.render", rendered)
    assert "How far" in client.get(PATHS[0]).text


def test_a_count_is_taken_once_until_something_under_its_key_changes(bees, client, monkeypatch):
    monkeypatch.setattr(cache_tags, "READ_EVERY", 0)

    def counted_anew():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/en/articles/").status_code == 200
        return any("COUNT(" in query["sql"] and "edition" in query["sql"] for query in queries)

    assert [counted_anew(), counted_anew()] == [True, False]
    publish_now(make_event(), "en")
    assert not counted_anew()
    publish_now(make_article(), "en")
    assert [counted_anew(), counted_anew()] == [True, False]
