"""Authors, translators, publishers and readers of statistics may do on the desk what their role says, and no more."""

import re
from html import unescape

import pytest
from django.urls import reverse

from articles.models import Article
from tests.desk.desk import fill_in, page, save, signed_in
from tests.desk.posting import add_row
from tests.factories import (
    PUBLICATION_MAKERS,
    make_article,
    make_editor,
    make_event,
    make_expert,
    make_staff,
    make_topic,
    publish_now,
)
from thinktank.accounts.permissions import can
from thinktank.accounts.roles import AUTHORS, PUBLISHERS, STATISTICS, TRANSLATORS
from thinktank.publishing.models import Contribution, Revision
from thinktank.publishing.revisions.save import save_revision
from thinktank.publishing.revisions.snapshot import take_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_staff(AUTHORS)


@pytest.fixture
def translator():
    return make_staff(f"{TRANSLATORS}ru")


def saved(make=make_article, **fields):
    publication = make(**fields)
    save_revision(publication, by=None)
    return publication


def snapshot_of(publication):
    return take_snapshot(type(publication).objects.get(pk=publication.pk))


# Authors


def test_an_author_writes_saves_and_previews_the_own_text_and_adds_people_to_it(author):
    client, expert = signed_in(author), make_expert()
    add = reverse("admin:articles_article_add")
    typed = fill_in(client, add, title_en="Written by its author", kind="news", _continue="1")
    client.post(add, add_row(typed, "contributions", expert=str(expert.pk), role="author"))
    article = Article.objects.get()
    assert (article.title_en, article.created_by) == ("Written by its author", author)
    assert article.contributions.get().name_en == str(expert)
    assert save(client, article, standfirst_en="In one sentence.").status_code == 302
    assert Article.objects.get().standfirst_en == "In one sentence."
    assert client.get(page(article, "preview", "en")).status_code == 200


@pytest.mark.parametrize("name", ["publish", "withdraw", "expire", "cancel", "correct", "still_valid"])
def test_an_author_publishes_nothing_not_even_the_own_text(author, name):
    article = saved(created_by=author)
    publish_now(article, "en")
    client, to = signed_in(author), page(article, name, "en")
    assert {client.get(to).status_code, client.post(to).status_code} <= {403, 405}
    form = client.get(page(article, "change")).text
    assert 'name="_publish"' not in form
    assert 'name="_preview"' in form


@pytest.mark.parametrize("make", PUBLICATION_MAKERS.values())
def test_an_author_sees_no_text_of_others_by_any_address(author, make):
    theirs = saved(make, title_en="CANARY-of-others")
    client = signed_in(author)
    opts = type(theirs)._meta
    for name in ("change", "history", "revisions", "delete", "duplicate"):
        for method in (client.get, client.post):
            response = method(page(theirs, name), follow=True)
            assert "CANARY" not in response.text, name
    for name in ("preview", "publish", "editions"):
        assert client.get(page(theirs, name, "en")).status_code == 404, name
    lists = [
        reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        reverse("admin:publishing_publication_changelist"),
    ]
    for address in [*lists, *(f"{each}?q=canary" for each in lists)]:
        assert client.get(address).status_code == 200
        assert "CANARY" not in client.get(address).text
    for name in ("calendar", "checks", "broken_links"):
        assert client.get(reverse(f"admin:publishing_{name}")).status_code == 403, name
    for address in ("/admin/", "/admin/trash/", f"{reverse('admin:find')}?q=canary"):
        assert "CANARY" not in client.get(address).text, address
    targets = client.get(reverse("admin:publishing_link_targets"), {"q": "canary"})
    assert targets.json() == {"results": []}
    query = {"term": "canary", "app_label": "publishing", "model_name": "relation", "field_name": "target"}
    assert client.get("/admin/autocomplete/", query).json()["results"] == []


def test_what_an_author_sends_for_a_text_of_others_is_not_saved(author):
    theirs = saved()
    typed = fill_in(signed_in(make_editor()), page(theirs, "change"), title_en="Taken over", _continue="1")
    before = snapshot_of(theirs)
    response = signed_in(author).post(page(theirs, "change"), typed)
    assert response.status_code == 409
    assert snapshot_of(theirs) == before


def test_an_author_deletes_an_own_draft_and_no_text_that_was_public(author):
    draft, public = saved(created_by=author), saved(created_by=author)
    publish_now(public, "en")
    assert can(author, "delete", draft)
    assert not can(author, "delete", public)
    assert not can(author, "delete", saved())


def test_an_author_chooses_topics_and_people_and_changes_none(author):
    client, topic = signed_in(author), make_topic()
    query = {"term": topic.name_en, "app_label": "articles", "model_name": "article", "field_name": "topics"}
    found = client.get("/admin/autocomplete/", query).json()["results"]
    assert [row["text"] for row in found] == [str(topic)]
    assert client.post(page(topic, "change"), {"name_en": "Mine"}).status_code == 403


# Translators


def test_a_translator_saves_the_words_of_the_own_language(translator):
    article = saved()
    row = Contribution.objects.create(publication=article, name_en="Anna", name_ru="", role="author")
    save_revision(article, by=None)
    typed = {
        "title_ru": "Переведённый заголовок",
        "body_ru": "<p>Переведённый текст.</p>",
        "contributions-0-name_ru": "Анна",
    }
    assert save(signed_in(translator), article, **typed).status_code == 302
    article.refresh_from_db()
    row.refresh_from_db()
    assert (article.title_ru, article.body_ru, row.name_ru) == (
        "Переведённый заголовок",
        "<p>Переведённый текст.</p>",
        "Анна",
    )
    assert Revision.objects.filter(publication_id=article.pk).order_by("-number")[0].saved_by == translator


def test_whatever_a_translator_sends_nothing_but_the_words_of_the_language_is_saved(translator):
    event = saved(make_event)
    Contribution.objects.create(publication=event, name_en="Anna", name_ru="Анна", role="author", position=0)
    Contribution.objects.create(
        publication=event, name_en="Boris", name_ru="Борис", role="author", position=1
    )
    save_revision(event, by=None)
    before = snapshot_of(event)
    address, topic = page(event, "change"), make_topic()
    whole = fill_in(signed_in(make_editor()), address)  # every field, as for somebody who may change them
    sent = whole | {
        "title_en": "Changed", "body_en": "<p>Changed.</p>", "slug_en": "changed", "kind": "lecture", "topics": str(topic.pk),
        "starts_at_0": "2031-01-01", "status": "cancelled", "accepts_ratings": "", "original_language": "ru",
        "contributions-0-DELETE": "on", "contributions-1-name_en": "Changed", "contributions-1-role": "speaker",
        "contributions-1-position": "0", "title_ru": "Новый заголовок", "_continue": "1",
    }  # fmt: skip
    sent = add_row(sent, "contributions", name_ru="Лишний", role="author")
    signed_in(translator).post(address, sent)
    after = snapshot_of(event)
    assert without_title(after) == without_title(before)
    changed = after["words"]["ru"]["title"]
    assert changed in ("Новый заголовок", before["words"]["ru"]["title"])


def without_title(snapshot):
    words = {code: {**texts} for code, texts in snapshot["words"].items()}
    del words["ru"]["title"]
    return snapshot | {"words": words}


def test_the_form_keeps_the_words_alone_even_when_no_field_of_it_is_closed(translator, monkeypatch):
    """The second lock: what was saved is compared, whatever the form let through."""
    monkeypatch.setattr("thinktank.publishing.admin.permissions.close_for_translators", lambda *_: None)
    article = saved()
    before = snapshot_of(article)
    typed = {"title_en": "Changed", "kind": "analysis", "title_ru": "Новый заголовок"}
    assert save(signed_in(translator), article, **typed).status_code == 302
    after = snapshot_of(article)
    assert after["words"]["ru"]["title"] == "Новый заголовок"
    assert without_title(after) == without_title(before)


def test_a_translator_is_shown_the_other_fields_and_cannot_type_in_them(translator):
    form = signed_in(translator).get(page(saved(), "change")).text
    for name, is_open in {"title_en": False, "kind": False, "title_ru": True, "standfirst_ru": True}.items():
        field = form[form.index(f'name="{name}"') :].split(">")[0]
        assert ("disabled" not in field) is is_open, name
    assert 'name="_publish"' not in form


@pytest.mark.parametrize("name", ["restore", "duplicate"])
def test_a_translator_changes_the_whole_text_by_no_other_address(translator, name):
    article = saved()
    args = [1] if name == "restore" else []
    assert signed_in(translator).post(page(article, name, *args)).status_code == 403


def test_a_translator_begins_and_deletes_nothing(translator):
    client, article = signed_in(translator), saved()
    assert client.get(reverse("admin:articles_article_add")).status_code == 403
    assert client.post(page(article, "delete")).status_code == 403
    assert client.post(page(make_topic(), "change"), {"name_ru": "Тема"}).status_code == 403


# Publishers and readers of statistics


def test_a_publisher_publishes_and_withdraws_and_writes_nothing():
    client, article = signed_in(make_staff(PUBLISHERS)), saved()
    form = client.get(page(article, "change"))
    assert form.status_code == 200
    assert page(article, "publish", "en") in form.text
    assert 'name="_continue"' not in form.text
    assert client.post(page(article, "change"), {"title_en": "Changed"}).status_code == 403
    address = page(article, "publish", "en")
    assert client.post(address, fill_in(client, address, _publish="1")).status_code == 302
    assert article.editions.count() == 1
    assert client.get(page(article, "withdraw", "en")).status_code == 200
    assert client.get(page(article, "correct", "en")).status_code == 403


def test_a_reader_of_statistics_sees_readership_and_nothing_else():
    client, article = signed_in(make_staff(STATISTICS)), saved()
    assert client.get("/admin/readership/readership/").status_code == 200
    for address in ("/admin/articles/article/", "/admin/library/image/", page(article, "change")):
        assert client.get(address).status_code == 403
    assert client.get(page(article, "preview", "en")).status_code == 403


def test_somebody_with_two_roles_may_do_what_either_may():
    both, theirs = make_staff(AUTHORS, f"{TRANSLATORS}ru"), saved()
    own = saved(created_by=both)
    assert can(both, "write", own)
    assert not can(both, "write", theirs)
    assert can(both, "translate", theirs)
    assert save(signed_in(both), own, title_en="Mine").status_code == 302
    assert save(signed_in(both), theirs, title_en="Mine").status_code == 302
    assert [text.title_en for text in Article.objects.order_by("pk")] == [theirs.title_en, "Mine"]


def test_every_link_that_an_author_sees_opens(author):
    client, own = signed_in(author), saved(created_by=author)
    publish_now(own, "en", "ru")
    start = [reverse("admin:index"), reverse("admin:publishing_publication_changelist")]
    start += [reverse("admin:articles_article_changelist"), page(own, "change"), page(own, "editions", "en")]
    links = {
        link
        for address in start
        for link in re.findall(r'<a\b[^>]*\bhref="(/admin/[^"#]*)', client.get(address).text)
    }
    assert reverse("admin:publishing_publication_changelist") in links
    closed = {link for link in links if client.get(unescape(link)).status_code not in {200, 302}}
    assert closed == set()
