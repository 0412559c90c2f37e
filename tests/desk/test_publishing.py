import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.desk.desk import fill_in, page, publish, save
from tests.desk.posting import add_row, form_values, text_of
from tests.factories import (
    make_affiliation,
    make_article,
    make_event,
    make_image,
    make_organization,
    publish_now,
)
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.publish import publish as publish_edition
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db


def saved(publication, **fields):
    for name, value in fields.items():
        setattr(publication, name, value)
    publication.save()
    save_revision(publication, by=None)
    return publication


def editions(publication, language="en"):
    return list(Edition.objects.filter(publication_id=publication.pk, language=language).order_by("number"))


def in_days(days):
    return timezone.localtime() + datetime.timedelta(days=days)


def as_typed(moment):
    return moment.strftime("%Y-%m-%dT%H:%M")


def test_the_button_saves_first_and_leads_to_the_plan(desk):
    article = make_article()
    address = page(article, "change")
    values = fill_in(desk, address, title_en="Newly typed", _publish="en")
    response = desk.post(address, values)
    assert response.headers["Location"] == page(article, "publish", "en")
    article.refresh_from_db()
    assert article.title_en == "Newly typed"
    assert editions(article) == []


def test_opening_the_plan_writes_nothing(desk):
    article = saved(make_article())
    text = text_of(desk.get(page(article, "publish", "en")))
    assert (
        "English, edition 1 (first): goes live now. This is the language you chose. Text of revision 1, the newest"
        in text
    )
    assert editions(article) == []


def test_publishing_makes_exactly_what_the_plan_said(desk, editor):
    article = saved(make_article())
    response = publish(desk, article, "en")
    assert response.headers["Location"] == page(article, "change")
    [edition] = editions(article)
    assert edition.is_live(timezone.now())
    assert edition.made_by == editor
    assert editions(article, "ru") == []
    assert Client().get(edition.get_absolute_url()).status_code == 200


def test_a_blocking_problem_is_named_and_nothing_is_published(desk):
    article = saved(make_article(body_en="", standfirst_en=""))
    response = desk.get(page(article, "publish", "en"))
    assert "English: There is no text." in text_of(response)
    assert publish(desk, article, "en").status_code == 422
    assert editions(article) == []


def test_a_later_moment_is_shown_as_a_plan_before_anything_happens(desk):
    article, moment = saved(make_article()), in_days(3)
    response = publish(desk, article, "en", when="later", at=as_typed(moment))
    assert response.status_code == 200
    assert "Nothing has been done yet." in text_of(response)
    assert f"Schedule in English for {moment.day}" in text_of(response)
    assert editions(article) == []


def schedule(client, article, moment, language="en"):
    shown = publish(client, article, language, when="later", at=as_typed(moment))
    return client.post(page(article, "publish", language), form_values(shown) | {"_publish": "1"})


def test_a_confirmed_moment_schedules_the_edition_in_the_sites_time_zone(desk):
    article, moment = saved(make_article()), in_days(3)
    assert schedule(desk, article, moment).status_code == 302
    [edition] = editions(article)
    assert edition.live_from == moment.replace(second=0, microsecond=0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Choose a date and time."),
        ("yesterday", "Enter a valid date/time."),
        ("9999-12-31T23:59", "Check the year."),
        ("2099-01-01T00:00", "That is more than ten years away."),
        ("2001-01-01T00:00", "That time has passed."),
    ],
)
def test_an_impossible_moment_is_refused_with_a_sentence(desk, typed, sentence):
    article = saved(make_article())
    response = publish(desk, article, "en", when="later", at=typed)
    assert response.status_code in {200, 422}
    assert sentence in text_of(response)
    assert "goes live now" not in text_of(response)
    assert editions(article) == []


def test_publishing_now_rebuilds_what_is_scheduled_unless_told_to_cancel_it(desk):
    article, moment = saved(make_article()), in_days(3)
    schedule(desk, article, moment)
    saved(article, title_en="Newer words")
    text = text_of(desk.get(page(article, "publish", "en")))
    assert "English, edition 1 (first): goes live now." in text
    assert "English, edition 1.1 (facts only): goes live on" in text
    publish(desk, article, "en")
    assert [(e.number, e.title) for e in editions(article)] == [(1, "Newer words"), (2, "Newer words")]


def test_publishing_now_can_cancel_what_is_scheduled(desk):
    article = saved(make_article())
    schedule(desk, article, in_days(3))
    shown = publish(desk, article, "en", waiting="cancel")
    assert len(editions(article)) == 1
    desk.post(page(article, "publish", "en"), form_values(shown) | {"_publish": "1"})
    [edition] = editions(article)
    assert edition.is_live(timezone.now())


def test_a_change_of_facts_names_the_other_language_and_keeps_its_old_words(desk):
    event = make_event(title_ru="Старые слова")
    publish_now(event, "en", "ru")
    saved(event, title_ru="Новые слова", status="cancelled")
    text = text_of(desk.get(page(event, "publish", "en")))
    assert (
        "Russian, edition 1.1 (facts only): goes live now. Details shared by all languages have changed"
        in text
    )
    publish(desk, event, "en")
    newest = editions(event, "ru")[-1]
    assert (newest.title, newest.content["facts"]["status"]) == ("Старые слова", "cancelled")


def test_publishing_is_refused_with_409_when_another_editor_saved_after_the_plan_was_shown(desk):
    article = saved(make_article())
    address = page(article, "publish", "en")
    values = fill_in(desk, address, _publish="1")
    saved(article, title_en="Meanwhile")
    response = desk.post(address, values)
    assert response.status_code == 409
    assert "this is the current plan" in text_of(response)
    assert editions(article) == []


def test_pressing_the_button_twice_publishes_once(desk):
    article = saved(make_article())
    address = page(article, "publish", "en")
    values = fill_in(desk, address, _publish="1")
    assert [desk.post(address, values).status_code for _ in range(2)] == [302, 409]
    assert len(editions(article)) == 1


def test_what_changed_and_the_correction_reach_the_edition(desk):
    article = make_article()
    publish_now(article, "en")
    saved(article, title_en="Mended")
    refused = publish(desk, article, "en", note="The title", correction="Eleven, not ten.", is_minor="on")
    publish(desk, article, "en", note="The title", correction="Eleven, not ten.")
    newest = editions(article)[-1]
    assert (newest.number, newest.note, newest.correction, newest.is_minor) == (
        2,
        "The title",
        "Eleven, not ten.",
        False,
    )
    assert refused.status_code == 422
    assert "A correction is not a minor change" in text_of(refused)


def test_a_later_moment_is_never_called_now(desk):
    article = saved(make_article())
    publish_now(article, "en")
    address = page(article, "publish", "en")
    shown = [
        desk.post(address, fill_in(desk, address, when="later", at=at, _show="1")).content.decode()
        for at in ("", "2001-01-01T10:00")
    ]
    assert "Schedule in English" in shown[0]
    assert not any("Publish in English now" in each for each in shown)
    assert "The text is the same" not in shown[1]


def test_a_translation_sent_once_more_translates_what_it_did(desk):
    article = saved(make_article())
    publish_now(article, "en", "ru")
    saved(article, title_en="Mended")
    publish(desk, article, "en")
    saved(article, accepts_ratings=False)
    publish(desk, article, "ru")
    russian = article.editions.filter(language="ru").order_by("number").last()
    assert russian.translates.number == 1


def test_words_that_are_restored_translate_what_they_did(desk):
    article = saved(make_article(title_ru="Первый"))
    publish_now(article, "en", "ru")
    saved(article, title_en="Second", title_ru="Второй")
    publish_now(article, "en", "ru")
    saved(article, title_ru="Первый")
    publish(desk, article, "ru")
    editions = article.editions.filter(language="ru").order_by("number")
    assert [edition.translates.number for edition in editions] == [1, 2, 1]


def test_what_is_missing_is_named(desk):
    image = make_image(title="Hall", alt_ru="")
    organization = make_organization(name_en="Institute of Europe", name_ru="")
    article = make_article(cover=image)
    article.institutions.create(organization=organization, role="publisher")
    article.contributions.create(name_en="Nora Ray", name_ru="")
    shown = text_of(desk.get(page(saved(article), "publish", "ru")))
    for sentence in (
        "The picture “Hall” has no alternative text in this language.",
        "The name of the organisation “Institute of Europe” is missing in this language.",
        "The name of “Nora Ray” is missing in this language.",
    ):
        assert sentence in shown


def test_warns_of_an_affiliation_taken_over_before_the_institution_had_a_name(desk):
    affiliation = make_affiliation(role_ru="Директор", organization=make_organization(name_ru=""))
    article = make_article()
    address = page(article, "change")
    values = fill_in(desk, address, _continue="1")
    desk.post(address, add_row(values, "contributions", expert=str(affiliation.expert.pk), role="author"))
    organization = affiliation.organization
    organization.name_ru = "Институт"
    organization.save()
    shown = text_of(desk.get(page(article, "publish", "ru")))
    assert "the affiliation reads “Директор”, the expert’s page says “Директор (Институт)”" in shown


def test_a_preview_leads_back_and_to_the_other_language(desk):
    article = saved(make_article())
    shown = html.fromstring(desk.get(page(article, "preview", "en")).content.decode())
    links = shown.xpath("//div[contains(@class, 'is-preview')]//a/@href")
    assert links == [page(article, "change"), page(article, "preview", "ru"), page(article, "publish", "en")]
    assert "Not available in" not in shown.text_content()


def test_the_plan_shows_what_readers_will_find_changed(desk):
    article = make_article(body_en="<p>One.</p><p>Two.</p>")
    publish_now(article, "en")
    saved(article, body_en="<p>One.</p><p>Three.</p>")
    shown = desk.get(page(article, "publish", "en")).content.decode()
    assert "<del>Two.</del>" in shown
    assert "<ins>Three.</ins>" in shown


def test_an_address_that_another_text_was_published_at_first_blocks_publishing(desk):
    first, second = saved(make_article(slug_en="bees")), saved(make_article(slug_en="bees"))
    publish(desk, first, "en")
    response = publish(desk, second, "en")
    assert response.status_code == 422
    assert "The address “bees” (English) is already taken" in text_of(response)
    assert editions(second) == []


@pytest.mark.parametrize("language", ["xx", "EN", "en-gb"])
def test_an_unknown_language_is_not_found(desk, language):
    article = saved(make_article())
    address = f"/admin/articles/article/{article.pk}/publish/{language}/"
    assert desk.get(address).status_code == 404


@pytest.mark.parametrize("key", ["999999", "x", "_2F", "1%00"])
def test_an_unknown_publication_is_not_found(desk, key):
    assert desk.get(f"/admin/articles/article/{key}/publish/en/").status_code in {400, 404}


# Lists and states


def states(client, publication):
    """The states that the list shows, by language."""
    opts = type(publication)._meta
    tree = html.fromstring(client.get(f"/admin/{opts.app_label}/{opts.model_name}/").content.decode())
    [row] = [
        tr
        for tr in tree.xpath("//table[@id='result_list']/tbody/tr")
        if str(publication) in tr.text_content()
    ]
    return [
        "".join(row.xpath(f".//td[contains(@class, 'field-state_{code}')]/text()")).strip()
        for code in ("en", "ru")
    ]


def test_the_list_names_the_state_of_each_language(desk):
    article = saved(make_article(title_ru=""))
    assert states(desk, article) == ["draft", "—"]
    publish(desk, article, "en")
    assert states(desk, article) == ["live, edition 1", "—"]
    saved(article, title_en="Newer")
    assert states(desk, article) == ["live, edition 1 · newer draft", "—"]
    withdraw(article, "en", public_note="Wrong.", now=timezone.now())
    assert states(desk, article)[0] == "withdrawn · newer draft"


def test_a_draft_in_one_language_does_not_make_the_other_look_changed(desk):
    article = make_article()
    publish_now(article, "en", "ru")
    saved(article, body_ru="<p>Другой текст</p>")
    assert states(desk, article) == ["live, edition 1", "live, edition 1 · newer draft"]


def test_old_words_issued_with_new_facts_still_wait_for_their_newer_draft(desk):
    event = make_event()
    publish_now(event, "en", "ru")
    saved(event, title_ru="Недописано", status="cancelled")
    publish(desk, event, "en")
    assert states(desk, event) == ["live, edition 1.1", "live, edition 1.1 · newer draft"]


def test_a_scheduled_and_an_outdated_language_are_called_so(desk):
    article = make_article(original_language="en")
    publish_now(article, "en", "ru")
    saved(article, body_en="<p>Quite another text.</p>")
    publish_edition(article, ["en"], by=None, now=timezone.now())
    english, russian = states(desk, article)
    assert russian == "live, edition 1 · translation outdated"
    moment = datetime.datetime(2035, 12, 5, 10, tzinfo=timezone.get_default_timezone())
    publish_edition(article, ["ru"], by=None, now=timezone.now(), at=moment)
    assert "scheduled for 5 December 2035, 10:00" in states(desk, article)[1]


def test_the_list_asks_as_many_questions_for_many_articles_as_for_few(desk, frozen_cache_state):
    def add_article():
        publish_now(article := make_article(), "en", "ru")
        saved(article, title_en=f"Newer {article.pk}")

    def count():
        with CaptureQueriesContext(connection) as context:
            assert desk.get("/admin/articles/article/").status_code == 200
        return len(context)

    add_article()
    few = count()
    for _ in range(5):
        add_article()
    # Three for numbers: new reports and files that could not be made, for the menu; texts of the type, for the filters.
    assert count() == few <= 18


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state_en=live", "Live one"),
        ("state_en=scheduled", "Waiting one"),
        ("state_en=draft", "Draft one"),
        ("state_en=ended", "Gone one"),
    ],
)
def test_lists_are_filtered_by_the_state_of_a_language(desk, query, found):
    publish_now(make_article(title_en="Live one"), "en")
    saved(make_article(title_en="Draft one"))
    waiting = saved(make_article(title_en="Waiting one"))
    publish_edition(waiting, ["en"], by=None, now=timezone.now(), at=in_days(3))
    publish_now(gone := make_article(title_en="Gone one"), "en")
    withdraw(gone, "en", public_note="Wrong.", now=timezone.now())
    text = text_of(desk.get(f"/admin/articles/article/?{query}"))
    assert [title for title in ("Live one", "Draft one", "Waiting one", "Gone one") if title in text] == [
        found
    ]


@pytest.mark.parametrize(
    "query",
    ["q=ПЧЁЛЫ", "q=bees", "kind=news", "kind=nothing", "state_ru=x", "o=9.x", "p=999", "q=%25", "type=x"],
)
def test_any_query_of_a_list_is_answered(desk, query):
    saved(make_article(title_en="Bees", title_ru="Пчёлы"))
    assert desk.get(f"/admin/articles/article/?{query}").status_code in {200, 302}
    assert desk.get(f"/admin/publishing/publication/?{query}").status_code in {200, 302}


def test_a_search_finds_titles_in_every_language(desk):
    saved(make_article(title_en="Bees", title_ru="Пчёлы"))
    saved(make_article(title_en="Wasps", title_ru="Осы"))
    text = text_of(desk.get("/admin/articles/article/", {"q": "пчёлы"}))
    assert "Bees" in text
    assert "Wasps" not in text


def test_save_shows_the_form_again_with_its_state(desk):
    article = make_article()
    response = save(desk, article)
    assert response.headers["Location"] == page(article, "change")
    assert "English draft" in text_of(desk.get(page(article, "change")))
