"""Every edition has a kind and a printed number; a correction says in public what was wrong, on every way it is published."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone
from lxml import html

from tests.desk.desk import fill_in, page, signed_in
from tests.factories import make_article, make_editor, publish_now
from thinktank.publishing.editions.plan import CannotPublish
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.triggers import drop_triggers
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.digests import digest_of
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db


def saved(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()
    save_revision(article, by=None)
    return article


def names(article, language="en"):
    rows = article.editions.filter(language=language).order_by("number")
    return [(row.made_as, row.printed) for row in rows]


def test_the_kind_follows_from_what_has_changed_and_the_number_from_the_kind():
    article = make_article()
    publish_now(article, "en", "ru")
    saved(article, title_en="Second")
    publish(article, ["en"], by=None)
    saved(article, title_en="Secnod")
    publish(article, ["en"], by=None, is_minor=True)
    saved(article, title_en="Second again")
    publish(article, ["en"], by=None, correction="It said Secnod.")
    saved(article, kind="analysis")
    publish(article, ["en"], by=None)
    publish(article, ["en"], by=None, made_as=Edition.Made.REVISION)
    assert names(article) == [
        ("first", "1"),
        ("revision", "2"),
        ("revision", "2.1"),
        ("correction", "2.2"),
        ("facts", "2.3"),
        ("revision", "3"),
    ]
    assert names(article, "ru") == [("first", "1"), ("facts", "1.1")]


def test_a_scheduled_edition_that_is_made_again_after_another_is_no_longer_the_first():
    article, now = saved(make_article()), timezone.now()
    publish(article, ["en"], by=None, at=now + datetime.timedelta(days=1))
    publish(article, ["en"], by=None, now=now)
    assert names(article) == [("first", "1"), ("facts", "1.1")]


def test_editions_from_before_there_were_kinds_keep_their_number_and_digest(client):
    article = make_article(slug_en="old")
    [old] = publish_now(article)
    drop_triggers(connection)
    Edition.objects.filter(pk=old.pk).update(made_as="", printed_number="", number=4)
    old.refresh_from_db()
    was = digest_of(old)
    assert "made_as" not in str(was) and old.printed == "4"
    saved(article, title_en="New words")
    publish(article, ["en"], by=None, is_minor=True)
    assert names(article) == [("", "4"), ("revision", "4.1")]
    assert client.get("/en/articles/old/editions/5/").status_code == 200
    old.refresh_from_db()
    assert digest_of(old) == was


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"made_as": "correction"}, "English: a correction needs a sentence for readers"),
        ({"made_as": "correction", "correction": {"ru": "Не то."}}, "English: a correction needs"),
        (
            {"made_as": "revision", "correction": "Wrong."},
            "with a sentence under “Correction” is a correction",
        ),
        ({"made_as": "facts"}, "not only facts have changed"),
    ],
)
@pytest.mark.parametrize("later", [None, datetime.timedelta(hours=1)])
def test_a_kind_that_does_not_fit_is_refused_now_and_for_later(options, sentence, later):
    article = make_article()
    publish_now(article, "en", "ru")
    saved(article, title_en="Other", title_ru="Другое")
    now = timezone.now()
    with pytest.raises(CannotPublish, match=sentence):
        publish(article, ["en", "ru"], by=None, now=now, at=later and now + later, **options)
    assert names(article) == [("first", "1")]


def test_the_publishing_pages_ask_for_the_sentence_beside_its_field_and_keep_what_was_typed():
    article = make_article()
    publish_now(article, "en", "ru")
    saved(article, title_en="Eleven", title_ru="Одиннадцать")
    desk = signed_in(make_editor())
    both = page(article, "publish_all")
    typed = fill_in(
        desk, both, _publish="1", made_as="correction", correction_en="Ten was wrong.", note_ru="Так"
    )
    response = desk.post(both, typed)
    assert response.status_code == 422
    form = html.fromstring(response.content).get_element_by_id("id_correction_ru")
    assert form.get("aria-invalid") == "true"
    assert response.text.count("Say what was wrong and is now right.") == 1
    assert "Ten was wrong." in response.text and "Так" in response.text
    assert names(article) == [("first", "1")]
    assert desk.post(both, typed | {"correction_ru": "Было десять."}).status_code == 302
    assert names(article) == names(article, "ru") == [("first", "1"), ("correction", "1.1")]


def test_readers_see_kind_and_printed_number_and_addresses_go_by_the_running_one(client):
    article = make_article(slug_en="bees")
    publish_now(article)
    saved(article, title_en="Eleven bees")
    publish(article, ["en"], by=None, correction="There are eleven.")
    listed = html.fromstring(client.get("/en/articles/bees/editions/").content)
    heads = listed.xpath("//ol[@class='edition-history']//h2/a")
    assert [each.text for each in heads] == ["Edition 1.1", "Edition 1"]
    assert [each.get("href") for each in heads] == ["/en/articles/bees/", "/en/articles/bees/editions/1/"]
    kinds = listed.xpath("//ol[@class='edition-history']//p[@class='kicker']/span/text()")
    assert kinds == ["Current", "Correction"]
    assert "Edition 1.1 of" in client.get("/en/articles/bees/editions/2/").text
    cited = client.get("/en/articles/bees/editions/2/cite/bib/").text
    assert "1.1" in cited and "/editions/2/" in cited
    assert "From edition 1 to edition 1.1" in client.get("/en/articles/bees/editions/1-2/").text


def test_a_correction_leads_to_what_it_changed_below_the_text_and_in_feeds(client):
    article = make_article(slug_en="bees")
    publish_now(article)
    saved(article, title_en="Eleven bees")
    publish(article, ["en"], by=None, correction="There are eleven.")
    path = "/en/articles/bees/editions/1-2/"
    page_ = html.fromstring(client.get("/en/articles/bees/").content)
    assert page_.xpath("//p[@class='correction']/a/@href") == [path]
    assert not html.fromstring(client.get("/en/articles/bees/print/").content).xpath(
        "//p[@class='correction']/a"
    )
    followed = {
        feed: client.get(feed).json()["items"]
        for feed in ("/en/feed.json", "/en/articles/bees/editions/feed.json")
    }
    for feed, items in followed.items():
        corrected = [item for item in items if item["title"] == "Correction: Eleven bees"]
        assert len(corrected) == 1 and "There are eleven." in corrected[0]["content_html"], feed
        assert path in corrected[0]["content_html"], feed
    [text] = [item for item in followed["/en/feed.json"] if item["title"] == "Eleven bees"]
    assert "<strong>Correction.</strong> There are eleven." in text["content_html"]
