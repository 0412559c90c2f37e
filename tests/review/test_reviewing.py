"""Reviews on the desk: asking, deciding, what changes after it; comments; and who is told of what."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from tests.desk.desk import page, save, signed_in
from tests.desk.posting import text_of
from tests.factories import make_article, make_editor, make_staff, make_superuser, publish_now
from thinktank.accounts.permissions import can
from thinktank.accounts.roles import AUTHORS, PUBLISHERS, STATISTICS
from thinktank.publishing.editions.erase import erase
from thinktank.publishing.revisions.save import save_revision
from thinktank.review.models import Assignment, Comment, DeskLanguage, Notice, Review
from thinktank.review.notices import send_notice
from thinktank.review.retention import forget_old_notices
from thinktank.review.reviewing import standings_of

pytestmark = pytest.mark.django_db
NEW = "/admin/notices/"


@pytest.fixture
def vera():
    return make_editor("vera", first_name="Vera", email="vera@example.org")


@pytest.fixture
def anna():
    return make_editor("anna", first_name="Anna", email="anna@example.org")


@pytest.fixture
def article(vera):
    article = make_article(created_by=vera, body_en="<p>The first report was good. It was long.</p>")
    save_revision(article, by=vera)
    return article


def act(user, article, what, **fields):
    return signed_in(user).post(page(article, "review"), {"act": what, **fields})


def asked(article, vera, anna):
    act(
        vera,
        article,
        "ask",
        languages=["en"],
        assignee=anna.pk,
        due="2100-12-05",
        note="The figures, please.",
    )
    return Review.objects.get()


def digest(article, language="en"):
    return standings_of(article)[language].digest


def approve(account, article, **fields):
    sent = {"language": "en", "digest": digest(article), "verdict": "approved"} | fields
    return act(account, article, "decide", **sent)


def notices():
    return [(notice.account.username, notice.kind) for notice in Notice.objects.order_by("pk")]


# Asking and deciding


def test_the_form_says_who_is_asked_until_when_and_the_person_asked_is_told(article, vera, anna):
    assert "no review was asked for" in text_of(signed_in(vera).get(page(article, "change")))
    asked(article, vera, anna)
    assert "waiting for Anna, by 5 December 2100" in text_of(signed_in(vera).get(page(article, "change")))
    assert notices() == [("anna", "asked")]
    first = text_of(signed_in(anna).get("/admin/"))
    assert "1 notice waits for you" in first
    shown = text_of(signed_in(anna).get(NEW))
    assert "You are asked to review it" in shown
    assert "The figures, please." in shown
    assert "Nothing waits for you" in text_of(signed_in(vera).get(NEW))


def test_approval_is_of_the_text_that_was_seen_and_ends_when_it_is_saved_changed(article, vera, anna):
    asked(article, vera, anna)
    assert approve(anna, article).status_code == 302
    assert standings_of(article)["en"].is_approved
    assert notices() == [("anna", "asked"), ("vera", "approved")]
    save(signed_in(vera), article, standfirst_ru="Другое предложение.")
    assert standings_of(Article.objects.get())["en"].is_approved, "Another language is another text."
    save(signed_in(vera), article, standfirst_en="Another sentence.")
    standing = standings_of(Article.objects.get())["en"]
    assert (standing.is_approved, standing.is_changed) == (False, True)
    assert "changed since Anna approved it on" in text_of(signed_in(vera).get(page(article, "change")))
    assert notices()[2:] == [("anna", "changed"), ("vera", "changed")]
    save(signed_in(vera), article, standfirst_en="And another one.")
    assert len(notices()) == 4, "Each approval is told of once."
    save(signed_in(vera), article, standfirst_en="What it says in a sentence.")
    assert standings_of(Article.objects.get())["en"].is_approved, "It is the approved text again."


def test_changed_facts_ask_again_too(article, vera, anna):
    asked(article, vera, anna)
    approve(anna, article)
    save(signed_in(vera), article, dated="2030-01-01")
    assert standings_of(Article.objects.get())["en"].is_changed


def test_nobody_approves_a_text_that_was_saved_while_they_read_it(article, vera, anna):
    asked(article, vera, anna)
    seen = digest(article)
    save(signed_in(vera), article, title_en="Another title")
    response = approve(anna, article, digest=seen)
    assert response.status_code == 422
    assert "was saved after you had opened it" in text_of(response)
    assert Review.objects.get().state == Review.State.ASKED


def test_sending_back_takes_a_sentence(article, vera, anna):
    asked(article, vera, anna)
    refused = approve(anna, article, verdict="sent back")
    assert refused.status_code == 422
    assert "Say in a sentence what should change." in text_of(refused)
    approve(anna, article, verdict="sent back", sentence="The table is wrong.")
    assert "sent back by Anna" in text_of(signed_in(vera).get(page(article, "change")))
    assert "The table is wrong." in text_of(signed_in(vera).get(page(article, "change")))
    assert notices()[-1] == ("vera", "sent back")


def test_an_author_decides_when_asked_and_not_about_the_own_request_or_unasked(article, vera):
    author, other = make_staff(AUTHORS, username="boris"), make_staff(AUTHORS, username="gleb")
    asked(article, vera, author)
    assert approve(other, article).status_code == 404, "Another author does not see the text."
    assert can(author, "preview", article)
    assert not can(author, "write", article)
    assert approve(author, article).status_code == 302
    own = make_article(created_by=author)
    save_revision(own, by=author)
    act(author, own, "ask", languages=["en"], assignee=author.pk)
    assert approve(author, own).status_code == 403


@pytest.mark.parametrize("name", ["share", "assign", "revoke", "unassign"])
def test_an_author_shares_and_assigns_nothing(name):
    author = make_staff(AUTHORS)
    article = make_article(created_by=author)
    save_revision(article, by=author)
    assert act(author, article, name, row="1", name="X", days="1", account=author.pk).status_code == 403


def test_who_may_not_see_drafts_has_no_page_of_reviews(article):
    for account in (make_staff(STATISTICS), make_staff()):
        assert signed_in(account).get(page(article, "review")).status_code == 403
        assert act(account, article, "comment", place=":en", text="x").status_code == 403
    assert not Comment.objects.exists()


def test_an_unknown_act_does_nothing(article, vera):
    for sent in ({}, {"act": "dance"}):
        assert signed_in(vera).post(page(article, "review"), sent).status_code == 422


def test_the_plan_says_what_is_not_approved(article, vera, anna):
    address = page(article, "publish", "en")
    assert "not approved" not in text_of(signed_in(vera).get(address))
    asked(article, vera, anna)
    assert "The text in English is not approved: waiting for Anna" in text_of(signed_in(vera).get(address))
    approve(anna, article)
    assert "not approved" not in text_of(signed_in(vera).get(address))
    save(signed_in(vera), article, title_en="Another title")
    assert "is not approved: changed since Anna" in text_of(signed_in(vera).get(address))


def test_an_assigned_author_writes_the_text_until_taken_off(article, vera):
    author = make_staff(AUTHORS, username="boris")
    act(vera, article, "assign", account=author.pk)
    assert notices() == [("boris", "assigned")]
    assert save(signed_in(author), article, title_en="By Boris").status_code == 302
    assert Article.objects.get().title_en == "By Boris"
    act(vera, article, "unassign", row=Assignment.objects.get().pk)
    assert signed_in(author).get(page(article, "preview", "en")).status_code == 404


# Comments


def test_a_comment_stays_at_its_passage_and_says_what_it_was_about(article, vera, anna):
    asked(article, vera, anna)
    act(anna, article, "comment", place="body:en", quote="The first report", text="Which one?")
    comment = Comment.objects.get()
    assert (comment.quote, comment.after.strip()) == ("The first report", "was good. It was long.")
    shown = text_of(signed_in(vera).get(page(article, "change")))
    assert "Which one?" in shown
    assert "has been changed" not in shown
    save(signed_in(vera), article, body_en="<p>New. <b>The first report</b> was good. It was long.</p>")
    assert "has been changed" not in text_of(signed_in(vera).get(page(article, "change")))
    save(signed_in(vera), article, body_en="<p>All of it is new.</p>")
    shown = text_of(signed_in(vera).get(page(article, "change")))
    assert "The passage is no longer in the text. It read: The first report" in shown


def test_replies_mentions_and_resolving_tell_those_concerned_and_nobody_else(article, vera, anna):
    boris = make_editor("boris")
    make_editor("uninvolved")
    asked(article, vera, anna)
    act(anna, article, "comment", place=":en", text="Ask @boris, or @nobody; mail me at a@vera.example")
    assert notices()[1:] == [("boris", "mentioned"), ("vera", "commented")]
    comment = Comment.objects.get()
    act(vera, article, "reply", comment=comment.pk, text="Yes.")
    assert notices()[3:] == [("anna", "commented")]
    act(vera, article, "resolve", row=comment.pk)
    comment.refresh_from_db()
    assert comment.resolved_by == vera
    act(boris, article, "resolve", row=comment.pk)
    comment.refresh_from_db()
    assert comment.resolved_at is None
    assert len(notices()) == 4


def test_who_may_not_see_the_text_is_told_nothing_of_it(article, vera):
    make_staff(AUTHORS, username="gleb")
    act(vera, article, "comment", place=":en", text="@gleb look")
    assert notices() == []


def test_a_comment_of_another_text_is_neither_answered_nor_resolved(article, vera):
    other = make_article()
    save_revision(other, by=None)
    act(vera, other, "comment", place=":en", text="Theirs")
    foreign = Comment.objects.get().pk
    assert act(vera, article, "reply", comment=foreign, text="x").status_code == 404
    assert act(vera, article, "resolve", row=foreign).status_code == 404


def test_a_script_gets_the_panel_alone(article, vera):
    client = signed_in(vera)
    sent = {"act": "comment", "place": "title:en", "text": "Shorter?"}
    part = client.post(page(article, "review"), sent, headers={"X-Review-Panel": "1"})
    assert part.status_code == 200
    assert part.text.lstrip().startswith("<section")
    assert "Shorter?" in part.text
    wrong = client.post(page(article, "review"), sent | {"text": ""}, headers={"X-Review-Panel": "1"})
    assert wrong.status_code == 422
    assert "errorlist" in wrong.text


# Notices and mails


def test_notices_are_dealt_with_one_by_one_or_all_and_only_by_their_owner(article, vera, anna):
    asked(article, vera, anna)
    act(vera, article, "comment", place=":en", text="@anna please")
    first, second = Notice.objects.order_by("pk")
    signed_in(vera).post(NEW, {"done": first.pk})
    signed_in(vera).post(NEW)
    assert Notice.objects.filter(done_at=None).count() == 2
    signed_in(anna).post(NEW, {"done": "x" * 20})
    signed_in(anna).post(NEW, {"done": first.pk})
    assert list(Notice.objects.filter(done_at=None)) == [second]
    signed_in(anna).post(NEW)
    assert not Notice.objects.filter(done_at=None).exists()


def test_one_mail_for_each_event_in_the_language_of_the_desk(article, vera, anna, settings):
    settings.HAS_MAIL_SERVER = True
    article.title_en = "R&D <budget>"
    article.save()
    DeskLanguage.objects.create(account=anna, language="ru")
    asked(article, vera, anna)
    notice = Notice.objects.get()
    send_notice.call(notice.pk)
    send_notice.call(notice.pk)
    [sent] = mail.outbox
    assert sent.to == ["anna@example.org"]
    assert sent.subject.startswith("Вас просят")
    assert "The figures, please." in sent.body
    assert page(article, "review") in sent.body
    approve(anna, article)
    send_notice.call(Notice.objects.latest("pk").pk)
    assert mail.outbox[1].to == ["vera@example.org"]
    assert "R&D <budget>" in mail.outbox[1].body, "What people write is not escaped as HTML."


def test_no_mail_goes_to_an_account_that_may_no_longer_see_the_text(article, vera, anna, settings):
    settings.HAS_MAIL_SERVER = True
    asked(article, vera, anna)
    anna.groups.clear()
    send_notice.call(Notice.objects.get().pk)
    assert mail.outbox == []


def test_old_notices_are_deleted(article, vera, anna):
    asked(article, vera, anna)
    assert forget_old_notices(timezone.now() + datetime.timedelta(days=89)) == 0
    assert forget_old_notices(timezone.now() + datetime.timedelta(days=91)) == 1


def test_erasing_a_text_erases_what_remarks_quote_of_it(article, vera, anna):
    asked(article, vera, anna)
    act(anna, article, "comment", place="body:en", quote="The first report", text="CANARY")
    [edition] = publish_now(Article.objects.get(), "en")
    erase(edition, "A court order.", by=make_superuser())
    comment = Comment.objects.get()
    assert (comment.quote, comment.before, comment.after, comment.text) == ("", "", "", "—")
    assert Review.objects.get().note == ""


def test_a_publisher_reviews_and_shares(article):
    publisher = make_staff(PUBLISHERS)
    form = signed_in(publisher).get(page(article, "change"))
    assert "Ask for a review" in form.text
    assert "Links without an account" in form.text


def test_the_list_of_notices_is_the_same_number_of_queries_for_many(
    article, vera, anna, django_assert_max_num_queries
):
    asked(article, vera, anna)
    for n in range(10):
        act(vera, article, "comment", place=":en", text=f"@anna {n}")
    client = signed_in(anna)
    client.get(NEW)
    with django_assert_max_num_queries(12):
        assert client.get(NEW).text.count("notices__one") == 11


def test_the_page_of_notices_is_for_staff(client):
    assert client.get(NEW).status_code == 302
    assert reverse("admin:notices") == NEW
