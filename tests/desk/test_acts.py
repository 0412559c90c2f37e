import datetime

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests.desk.desk import fill_in, page
from tests.desk.posting import form_values, text_of
from tests.desk.test_publishing import as_typed, editions, in_days, saved, schedule
from tests.factories import make_article, make_event, make_superuser, make_topic, publish_now
from thinktank.publishing.models import Contribution, Revision, StillValid
from thinktank.publishing.revisions.snapshot import take_snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db):
    client = Client()
    client.force_login(make_superuser("root"))
    return client


def live_article(*languages, **fields):
    article = make_article(**fields)
    publish_now(article, *languages or ["en"])
    return article


def act(client, publication, name, *args, **typed):
    """Open the page of an act and send its form."""
    address = page(publication, name, *args)
    return client.post(address, fill_in(client, address, **typed))


# Withdraw, expire, cancel


def test_withdrawing_needs_a_note_for_readers(desk):
    article = live_article()
    response = act(desk, article, "withdraw", "en", public_note="  ")
    assert response.status_code == 422
    assert editions(article)[0].is_live(timezone.now())


def test_withdrawing_answers_readers_410_with_the_note_and_leaves_the_other_language(desk):
    article = live_article("en", "ru")
    act(desk, article, "withdraw", "en", public_note="The figures were wrong.")
    english, russian = editions(article)[0], editions(article, "ru")[0]
    gone = Client().get(english.get_absolute_url())
    assert gone.status_code == 410
    assert "The figures were wrong." in gone.content.decode()
    assert Client().get(russian.get_absolute_url()).status_code == 200


def test_an_edition_that_is_not_live_can_neither_be_withdrawn_nor_get_an_end(desk):
    article = saved(make_article())
    for name in ("withdraw", "expire", "correct", "cancel"):
        response = desk.get(page(article, name, "en"))
        assert response.status_code == 409, name
        assert '<form class="plan-form"' not in response.text


def test_an_end_can_be_set_and_the_page_names_it(desk):
    article, moment = live_article(), in_days(2)
    act(desk, article, "expire", "en", at=as_typed(moment))
    assert editions(article)[0].live_until == moment.replace(second=0, microsecond=0)
    assert "live, edition 1, until" in text_of(desk.get(page(article, "change")))


def test_an_end_in_the_past_is_refused(desk):
    article = live_article()
    response = act(desk, article, "expire", "en", at=as_typed(in_days(-2)))
    assert response.status_code == 422
    assert editions(article)[0].live_until is None


def test_cancelling_deletes_only_editions_that_were_never_live(desk):
    article = live_article(title_en="Live words")
    saved(article, title_en="Coming words")
    schedule(desk, article, in_days(3))
    act(desk, article, "cancel", "en")
    [edition] = editions(article)
    assert (edition.title, edition.live_until) == ("Live words", None)


# Correct, still valid, duplicate


def test_a_correction_starts_from_the_live_words_and_keeps_the_draft(desk):
    article = live_article(title_en="Live words")
    draft = saved(article, title_en="Half a draft")
    act(desk, article, "correct", "en")
    article.refresh_from_db()
    assert article.title_en == "Live words"
    assert (
        Revision.objects.get(publication=draft, number=2).snapshot["words"]["en"]["title"] == "Half a draft"
    )
    assert Revision.objects.get(publication=draft, number=3).saved_by.username == "vera"


def test_a_correction_does_not_undo_facts_that_were_issued_since(desk):
    """The Russian words are older than the cancellation; correcting them must not un-cancel the event."""
    event = make_event(title_ru="Живые слова")
    publish_now(event, "en", "ru")
    saved(event, title_ru="Черновик", status="cancelled")
    publish_now(event, "en")
    act(desk, event, "correct", "ru")
    event.refresh_from_db()
    assert (event.title_ru, event.status) == ("Живые слова", "cancelled")


def test_a_correction_keeps_the_draft_of_a_language_that_is_not_live(desk):
    article = live_article("en")
    saved(article, title_en="Draft", title_ru="Черновик перевода")
    act(desk, article, "correct", "en")
    article.refresh_from_db()
    assert article.title_ru == "Черновик перевода"


def test_an_editor_can_confirm_that_a_translation_is_still_valid(desk):
    article = live_article("en", "ru", original_language="en")
    saved(article, body_en="<p>Quite another text.</p>")
    publish_now(article, "en")
    assert "translation outdated" in text_of(desk.get(page(article, "change")))
    desk.post(page(article, "still_valid", "ru"))
    assert StillValid.objects.count() == 1
    assert "translation outdated" not in text_of(desk.get(page(article, "change")))


def test_a_duplicate_has_everything_but_identity_address_day_and_editions(desk, editor):
    article = live_article("en", "ru", title_ru="Заголовок", dated=datetime.date(2024, 3, 1))
    article.topics.add(make_topic())
    Contribution.objects.create(publication=article, name_en="Guest", name_ru="Гость")
    response = desk.post(page(article, "duplicate"))
    copy = Article.objects.exclude(pk=article.pk).get()
    assert response.headers["Location"] == page(copy, "change")
    assert copy.uid != article.uid
    assert (copy.dated, copy.created_by) == (None, editor)
    assert copy.title_en == f"{article.title_en} (copy)"
    assert copy.slug_en != article.slug_en
    assert editions(copy) == []
    old, new = take_snapshot(article), take_snapshot(copy)
    assert new["terms"] == old["terms"]
    assert [part["words"] for part in new["parts"]["contributions"]] == [
        part["words"] for part in old["parts"]["contributions"]
    ]
    assert Revision.objects.filter(publication=copy).count() == 1


# Revisions and editions


def test_two_revisions_are_compared_word_by_word(desk):
    article = saved(make_article(body_en="<p>Ten norms.</p>"))
    saved(article, body_en="<p>Eleven norms.</p>")
    shown = desk.get(page(article, "compare"), {"old": "1", "new": "2"}).content.decode()
    assert "<del>Ten</del><ins>Eleven</ins> norms." in shown


@pytest.mark.parametrize(
    "query", [{"old": "9"}, {"old": "x"}, {"new": "-1"}, {"old": "99999999999999999999"}, {}]
)
def test_a_comparison_with_any_query_is_answered(desk, query):
    article = saved(make_article())
    assert desk.get(page(article, "compare"), query).status_code in {200, 404}


def test_restoring_a_revision_makes_a_new_one(desk):
    article = saved(make_article(title_en="First"))
    saved(article, title_en="Second")
    desk.post(page(article, "restore", 1))
    article.refresh_from_db()
    assert article.title_en == "First"
    assert Revision.objects.filter(publication=article).count() == 3


def test_restoring_a_revision_that_uses_a_deleted_object_is_refused_and_names_it(desk):
    topic = make_topic()
    article = make_article()
    article.topics.add(topic)
    saved(article)
    article.topics.clear()
    saved(article, title_en="Second")
    topic.delete()
    response = desk.post(page(article, "restore", 1), follow=True)
    assert "no longer exists" in text_of(response)
    article.refresh_from_db()
    assert article.title_en == "Second"


def test_hostile_text_is_shown_as_text_in_comparisons(desk):
    article = saved(make_article(title_en="Old"))
    saved(
        article, title_en="<img src=x onerror=alert(1)>", standfirst_en="</script><script>alert(1)</script>"
    )
    for address in (page(article, "compare"), page(article, "revision", 2), page(article, "publish", "en")):
        shown = desk.get(address).content.decode()
        assert "<img src=x" not in shown
        assert "<script>alert" not in shown


def test_the_editions_page_links_to_the_numbered_public_pages(desk):
    article = live_article()
    saved(article, title_en="Second")
    publish_now(article, "en")
    shown = desk.get(page(article, "editions", "en")).content.decode()
    for edition in editions(article):
        address = f"{edition.get_absolute_url()}editions/{edition.number}/"
        assert address in shown
        assert Client().get(address).status_code == 200


# Preview


def test_a_preview_is_the_page_that_readers_would_get(desk):
    article = saved(
        make_article(title_en="Not yet", body_en="<h2>Part</h2><p>Words.<span data-footnote>Note.</span></p>")
    )
    response = desk.get(page(article, "preview", "en"))
    assert response.status_code == 200
    assert "Not yet" in text_of(response)
    assert "Note." in text_of(response)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self';"
    )
    assert editions(article) == []


def test_a_preview_in_russian_speaks_russian_whatever_the_desk_speaks(desk):
    article = saved(make_article())
    response = desk.get(page(article, "preview", "ru"), headers={"accept-language": "en"})
    assert '<html lang="ru">' in response.content.decode()


def test_an_empty_language_can_be_previewed(desk):
    article = saved(make_article(title_ru="", standfirst_ru="", body_ru=""))
    assert desk.get(page(article, "preview", "ru")).status_code == 200


# Deleting and erasing


def test_a_draft_never_published_can_be_deleted_with_its_revisions(root):
    article = saved(make_article())
    root.post(page(article, "delete"), {"post": "yes"})
    assert not Article.objects.exists()
    assert not Revision.objects.exists()


def test_a_published_article_cannot_be_deleted_and_the_page_says_why(root):
    article = live_article()
    assert "withdraw it instead" in text_of(root.get(page(article, "delete")))
    response = root.post(page(article, "delete"), {"post": "yes"})
    assert response.status_code == 409
    assert Article.objects.exists()


def test_erasing_asks_for_a_reason_and_leaves_a_tombstone(root):
    article = live_article()
    address = page(article, "erase", "en", 1)
    assert root.post(address, fill_in(root, address, reason="", sure="on")).status_code == 422
    assert root.post(address, fill_in(root, address, reason="Court order 7")).status_code == 422
    root.post(address, fill_in(root, address, reason="Court order 7", sure="on"))
    [edition] = editions(article)
    assert (edition.title, edition.erasure_reason) == ("", "Court order 7")
    assert "erased" in text_of(root.get(page(article, "editions", "en")))
    assert root.get(address).status_code == 409


def test_editors_cannot_erase(desk):
    article = live_article()
    assert desk.get(page(article, "erase", "en", 1)).status_code == 403
    assert desk.post(page(article, "erase", "en", 1), {"reason": "x", "sure": "on"}).status_code == 403


def test_publishing_acts_are_logged_in_the_history_of_the_desk(desk):
    article = live_article()
    act(desk, article, "withdraw", "en", public_note="Wrong.")
    assert "Withdrawn in English." in text_of(desk.get(page(article, "history")))


@pytest.mark.parametrize("name", ["duplicate"])
def test_views_that_change_something_accept_only_post(desk, name):
    assert desk.get(page(saved(make_article()), name)).status_code == 405


def test_the_scheduled_form_of_another_page_is_not_a_confirmation(desk):
    article = live_article()
    response = desk.post(page(article, "publish", "en"), {"_publish": "1", "when": "now"})
    assert response.status_code == 409
    assert len(editions(article)) == 1
    assert form_values(response)["basis"]
