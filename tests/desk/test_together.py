"""One act on several texts: a page says what will happen, and then what became of each."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from tests.desk.desk import signed_in
from tests.desk.posting import form_values, text_of
from tests.factories import (
    make_article,
    make_editor,
    make_event,
    make_report,
    make_staff,
    make_topic,
    publish_now,
)
from thinktank.accounts.roles import AUTHORS, PUBLISHERS
from thinktank.desk.models import Trashed
from thinktank.publishing.models import Edition, Publication
from thinktank.publishing.revisions.save import newest_number, save_revision
from thinktank.review.models import Notice, Review

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return signed_in(make_editor("vera"))


def saved(make=make_article, **fields):
    publication = make(**fields)
    save_revision(publication, by=None)
    return publication


def page_of(act, *texts):
    keys = "&".join(f"text={text.pk}" for text in texts)
    return f"{reverse('admin:publishing_together', args=[act])}?{keys}"


def shown(desk, act, *texts, **typed):
    """[fields of the page's form, its text]"""
    response = desk.get(page_of(act, *texts))
    assert response.status_code == 200
    return form_values(response) | typed, text_of(response)


def do(desk, act, values):
    return desk.post(page_of(act).partition("?")[0], values | {"_do": "1"})


def live(text):
    return set(
        Edition.objects.live(timezone.now()).filter(publication=text.pk).values_list("language", flat=True)
    )


def test_the_list_leads_to_the_page_of_the_act_with_what_was_chosen(desk):
    first, second = saved(), saved(make_report)
    for name, keys in (("articles_article", [first.pk]), ("publishing_publication", [first.pk, second.pk])):
        address = reverse(f"admin:{name}_changelist")
        answer = desk.post(address, {"action": "publish", "_selected_action": keys})
        assert answer.headers["Location"] == page_of("publish", *(Publication(pk=key) for key in keys))
    assert "action" not in form_values(desk.get(f"{address}?_popup=1"), "changelist-form")


def test_publishes_what_can_be_and_names_per_text_what_prevents_the_rest(desk):
    ready, event = saved(title_en="Ready"), saved(make_event, title_en="At noon")
    empty = dict.fromkeys(("standfirst_en", "standfirst_ru", "body_en", "body_ru"), "")
    broken, before = saved(title_en="Broken", **empty), saved(title_en="Live already")
    publish_now(before)
    values, said = shown(desk, "publish", ready, broken, event, before, languages=["en"])
    assert "Broken: English: There is no text. Russian: There is no text." in said.replace(" :", ":")
    answer = do(desk, "publish", values)
    assert "This is what happens with what you chose." in text_of(answer)
    assert "It has nothing new in the chosen languages." in text_of(answer)
    assert not Edition.objects.filter(publication=ready.pk).exists()
    answer = do(desk, "publish", form_values(answer))
    assert answer.status_code == 200
    assert [live(each) for each in (ready, event, broken)] == [{"en"}, {"en"}, set()]
    assert "Done with 2 texts." in text_of(answer)
    assert "English: There is no text." in text_of(answer)


def test_a_text_that_was_saved_after_the_page_was_shown_is_left_alone_and_named(desk):
    first, second = saved(title_en="First"), saved(title_en="Second")
    values, _said = shown(desk, "publish", first, second)
    second.title_en = "Changed"
    save_revision(second, by=None)
    answer = do(desk, "publish", values)
    assert (live(first), live(second)) == ({"en", "ru"}, set())
    assert "Somebody saved or published it after this page was shown." in text_of(answer)
    assert do(desk, "publish", values).status_code == 409


def test_withdraws_with_a_note_and_waits_for_all_processes_once(desk, monkeypatch):
    texts = [saved(), saved()]
    for text in texts:
        publish_now(text, "en", "ru")
    values, said = shown(desk, "withdraw", *texts)
    assert "is withdrawn with all its editions" in said
    assert do(desk, "withdraw", values).status_code == 422
    waits = []
    monkeypatch.setattr("thinktank.delivery.cache_tags._wait", lambda: waits.append(1))
    answer = do(desk, "withdraw", values | {"public_note": "Published too early."})
    assert answer.status_code == 200
    assert [live(text) for text in texts] == [set(), set()]
    assert set(Edition.objects.values_list("public_note", flat=True)) == {"Published too early."}


def test_moves_drafts_to_the_trash_and_keeps_what_was_public(desk):
    draft, public = saved(title_en="Never shown"), saved()
    publish_now(public, "en", "ru")
    values, said = shown(desk, "trash", draft, public)
    assert "It has been published or scheduled" in said
    answer = do(desk, "trash", values)
    assert [row.name for row in Trashed.objects.all()] == ["Never shown"]
    assert list(Publication.objects.values_list("pk", flat=True)) == [public.pk]
    assert "It is in the trash." in text_of(answer)


def test_adds_a_topic_as_a_new_revision_and_asks_for_a_review(desk):
    article, colleague, topic = saved(), make_editor("oleg"), make_topic(name_en="Trade")
    values, _said = shown(desk, "topic", article, topic=topic.pk)
    assert do(desk, "topic", values).status_code == 200
    assert list(article.topics.all()) == [topic]
    assert newest_number(article) == 2
    assert "It has this topic already." in text_of(
        do(desk, "topic", shown(desk, "topic", article, topic=topic.pk)[0])
    )
    values, said = shown(desk, "review", article, assignee=colleague.pk)
    assert do(desk, "review", values).status_code == 200
    assert set(Review.objects.values_list("language", "assignee")) == {
        ("en", colleague.pk),
        ("ru", colleague.pk),
    }
    assert Notice.objects.filter(account=colleague).count() == 1


def test_each_text_is_asked_of_the_policy_and_each_act_offered_to_who_may_do_it():
    author = make_staff(AUTHORS)
    client, own, foreign = (
        signed_in(author),
        saved(created_by=author, title_en="Own"),
        saved(title_en="Of others"),
    )
    assert client.get(page_of("publish", own)).status_code == 403
    values, said = shown(client, "trash", own, foreign)
    assert "Own" in said and "Of others" not in said
    forged = values | {"text": [own.pk, foreign.pk], f"seen_{foreign.pk}": "x"}
    assert do(client, "trash", forged).status_code == 200
    assert list(Publication.objects.values_list("pk", flat=True)) == [foreign.pk]
    publisher = signed_in(make_staff(PUBLISHERS))
    assert publisher.get(page_of("topic", foreign)).status_code == 403
    assert "Your account may not do this with it." not in shown(publisher, "publish", foreign)[1]


def test_odd_addresses_and_too_many_texts(desk):
    assert desk.get(page_of("nothing", saved())).status_code == 404
    for query in ("", "?text=x&text=-1&text=99999999999999999999&text=12345"):
        assert desk.get(reverse("admin:publishing_together", args=["publish"]) + query).status_code == 302
    for _n in range(51):
        make_article()
    answer = desk.post(
        reverse("admin:articles_article_changelist"),
        {"action": "publish", "select_across": "1", "_selected_action": [Article.objects.first().pk]},
        follow=True,
    )
    assert "That is more than 50 texts." in text_of(answer)


def test_the_page_of_an_act_without_compiling_asks_as_much_for_many_texts_as_for_one(
    desk, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for texts in ([saved()], [saved() for _n in range(6)]):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.get(page_of("topic", *texts))
        asked.append(len(queries))
    assert asked[0] == asked[1]
