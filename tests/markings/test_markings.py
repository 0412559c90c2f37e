"""Markings stand beside every name, or on every page, on the days on which they are in force, and on no other."""

import datetime

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from lxml import html

from events.models import Session
from tests.desk.desk import fill_in, signed_in
from tests.factories import (
    make_article,
    make_editor,
    make_event,
    make_expert,
    make_organization,
    make_report,
    make_staff,
    make_superuser,
    publish_now,
)
from thinktank.accounts.roles import AUTHORS, PUBLISHERS, TRANSLATORS
from thinktank.markings.models import Marking
from thinktank.publishing.editions import generated_files as files
from thinktank.publishing.editions.generated_files import FileMaker, GeneratedFile, make_files
from thinktank.publishing.models import EditionFile

pytestmark = pytest.mark.django_db
ADD, LIST = "/admin/markings/marking/add/", "/admin/markings/marking/"
DAY = datetime.timedelta(days=1)
AGENT, AGENT_RU = "Performs the functions of a foreign agent", "Выполняет функции иностранного агента"


def mark(**fields):
    return Marking.objects.create(**{"words_en": AGENT, "words_ru": AGENT_RU} | fields)


@pytest.fixture
def anna():
    return make_expert(given_name_en="Anna", family_name_en="Orlova", slug_en="anna")


def article_by(expert, *languages):
    """A live article at /en/articles/bees/."""
    article = make_article(title_en="Bees", slug_en="bees", slug_ru="pchyoly")
    article.contributions.create(expert=expert, role="author")
    publish_now(article, *languages)
    return article


def shown(client, path, status=200):
    """The markings on a page: (words, language, whether they are prominent), as they follow each other."""
    response = client.get(path)
    assert response.status_code == status, path
    page = html.fromstring(response.content)
    found = page.xpath("//*[contains(concat(' ', @class, ' '), ' marking ')]")
    return [(each.text, each.get("lang"), "is-prominent" in each.get("class")) for each in found]


# At the desk


def test_publishers_editors_and_administrators_keep_them_and_nobody_else_sees_the_form(anna):
    for user in (make_staff(PUBLISHERS), make_editor(), make_superuser()):
        client = signed_in(user)
        typed = fill_in(client, ADD, words_en=AGENT, expert=str(anna.pk), is_prominent="on")
        assert client.post(ADD, typed).status_code == 302
        assert client.get(LIST).status_code == 200
    kept = Marking.objects.first()
    assert (Marking.objects.count(), kept.expert, kept.starts_on) == (3, anna, timezone.localdate())
    for user in (make_staff(AUTHORS), make_staff(f"{TRANSLATORS}ru")):
        assert {signed_in(user).get(path).status_code for path in (ADD, LIST)} == {403}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words_en": ""}, "Fill this in for at least one language."),
        ({"words_en": "<b>Agent</b>"}, "Write plain text: “&lt;b&gt;” would be shown as it stands."),
        ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "The end is before the start."),
        ({"starts_on": ""}, "This field is required."),
        ({"organization": "all"}, "Choose a person or an organisation, not both"),
    ],
)
def test_what_cannot_be_kept_is_answered_with_a_sentence_and_the_form_as_it_was_typed(anna, typed, sentence):
    client, institute = signed_in(make_superuser()), make_organization()
    typed = {"words_en": AGENT, "words_ru": "", "expert": str(anna.pk)} | typed
    if "organization" in typed:
        typed["organization"] = str(institute.pk)
    response = client.post(ADD, fill_in(client, ADD, **typed))
    assert response.status_code in (200, 422) and sentence in response.text
    assert f'value="{anna.pk}" selected' in response.text
    assert not Marking.objects.exists()


def test_what_has_been_in_force_is_ended_and_not_deleted(anna):
    begun, coming = mark(expert=anna), mark(expert=anna, starts_on=timezone.localdate() + DAY)
    client = signed_in(make_editor())
    answers = [
        client.post(f"{LIST}{each.pk}/delete/", {"post": "yes"}).status_code for each in (begun, coming)
    ]
    assert answers == [403, 302]
    assert list(Marking.objects.all()) == [begun]


# On pages


def test_a_persons_marking_stands_wherever_the_name_does(client, anna):
    institute = make_organization(name_en="Hive", slug_en="hive")
    anna.affiliations.create(organization=institute, role_en="Director")
    article = article_by(anna)
    article.title_en = "Bees again"
    article.save()
    publish_now(article)
    event = make_event(slug_en="day")
    event.contributions.create(expert=anna, role="speaker")
    Session.objects.create(event=event, title_en="Talk", title_ru="Речь", speakers_en="Anna Orlova")
    publish_now(event)
    before = article.editions.get(number=1).digest
    mark(expert=anna, is_prominent=True)
    said = (AGENT, None, True)
    pages = {f"/en/articles/bees/{rest}": 1 for rest in ("", "print/", "editions/1/")} | {
        "/en/events/day/": 2,  # among the people, and in the programme
        "/en/experts/anna/": 2,  # at the head, and on the card of the article
        "/en/experts/": 1,
        "/en/organizations/hive/": 1,
        "/en/articles/": 1,
        "/en/search/?q=bees": 1,
    }
    assert {path: shown(client, path) for path in pages} == {path: [said] * n for path, n in pages.items()}
    assert article.editions.get(number=1).digest == before


def test_an_organisations_marking_stands_beside_its_name(client):
    institute = make_organization(name_en="Hive", slug_en="hive")
    report = make_report(slug_en="honey")
    report.institutions.create(organization=institute, role="partner")
    publish_now(report)
    mark(organization=institute)
    for path in ("/en/reports/honey/", "/en/organizations/hive/", "/en/organizations/"):
        assert shown(client, path) == [(AGENT, None, False)], path


def test_words_of_one_language_stand_in_for_the_others_and_say_which_they_are(client, anna):
    article_by(anna, "en", "ru")
    mark(expert=anna, words_ru="")
    mark(words_en="", words_ru="16+")
    assert shown(client, "/en/articles/bees/") == [("16+", "ru", False), (AGENT, None, False)]
    assert shown(client, "/ru/articles/pchyoly/") == [("16+", None, False), (AGENT, "en", False)]


def test_the_sites_marking_is_on_every_page_those_of_errors_too_and_costs_no_query(
    client, anna, django_assert_num_queries, frozen_cache_state
):
    article_by(anna)
    mark(words_en="16+", words_ru="16+")
    for path, status in [("/en/", 200), ("/en/articles/", 200), ("/en/search/", 200), ("/en/nothing/", 404)]:
        assert shown(client, path, status)[0] == ("16+", None, False), path
    client.get("/en/articles/bees/")
    with django_assert_num_queries(4):
        assert shown(client, "/en/articles/bees/") == [("16+", None, False)]


def test_kept_pages_show_it_from_its_first_day_to_its_last_and_at_once_when_it_changes(
    client, anna, page_cache
):
    article_by(anna)
    today = timezone.localdate()
    path, said = "/en/articles/bees/", [(AGENT, None, False)]
    assert shown(client, path) == []
    marking = mark(expert=anna, starts_on=today + DAY, ends_on=today + 2 * DAY)
    for day, expected in [(0, []), (1, said), (2, said), (3, [])]:
        with time_machine.travel(timezone.now() + day * DAY, tick=False):
            assert (day, shown(client, path)) == (day, expected)
    marking.starts_on = today
    marking.save()
    assert shown(client, path) == said
    marking.delete()
    assert shown(client, path) == []


# Away from the site


@pytest.mark.parametrize("path", ["/en/feed.atom", "/en/feed.rss", "/en/feed.json", "/en/articles/bees.md"])
def test_feeds_and_markdown_say_it_in_full(client, anna, path):
    article_by(anna)
    mark(expert=anna, is_prominent=True)
    mark(words_en="16+ & more", words_ru="16+")
    text = html.fromstring(client.get(path).content).text_content() if path.endswith("rss") else None
    text = text or client.get(path).text
    assert f"Anna Orlova: {AGENT}" in text
    assert "16+ " in text


def test_a_file_that_shows_other_markings_is_not_sent_and_is_made_anew(client, anna, monkeypatch, page_cache):
    def status(path):
        response = client.get(path)
        response.getvalue()
        return response.status_code

    def make(edition, beside):
        return GeneratedFile(b"%PDF " + edition.title.encode(), "application/pdf", pages=1)

    pdf = EditionFile.Kind.PDF
    monkeypatch.setattr(files, "MAKERS", {pdf: FileMaker(pdf, make)})
    edition = article_by(anna).editions.get()
    other = publish_now(make_article(slug_en="wasps"))[0]
    for each in (edition, other):
        make_files.call(str(each.uid), pdf)
    path, wasps = "/en/articles/bees/pdf/", "/en/articles/wasps/pdf/"
    assert status(path) == status(wasps) == 200
    DBTaskResult.objects.all().delete()
    ends = timezone.localdate() + DAY
    mark(expert=anna, ends_on=ends)
    response = client.get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "is being made anew" in response.text
    assert status(wasps) == 200
    now = timezone.now()
    later = DBTaskResult.objects.filter(run_after__gt=now, run_after__lt=now + 9 * DAY).values_list(
        "run_after", flat=True
    )
    assert [timezone.localtime(moment) for moment in later] == [
        timezone.make_aware(datetime.datetime.combine(ends + DAY, datetime.time.min))
    ]
    assert files.ask_for_files_with_old_markings.call() == 1
    assert make_files.call(str(edition.uid), pdf) == 1
    assert status(path) == 200
    assert files.ask_for_files_with_old_markings.call() == 0
    with time_machine.travel(timezone.now() + 2 * DAY, tick=False):
        assert status(path) == 503
        assert files.ask_for_files_with_old_markings.call() == 1
    mark()
    assert (status(path), status(wasps)) == (503, 503)
    assert files.ask_for_files_with_old_markings.call() == 2
