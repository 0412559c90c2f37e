"""Links without an account open the preview of one text, until they are over, and nothing else (docs/security.md, T3)."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from tests.desk.desk import page, save, signed_in
from tests.desk.posting import text_of
from tests.factories import (
    PUBLICATION_MAKERS,
    make_article,
    make_editor,
    make_expert,
    make_image,
    publish_now,
)
from thinktank.publishing.models import Picture, Relation
from thinktank.publishing.revisions.save import save_revision
from thinktank.review.models import Comment, LinkOpening, Notice, Review, SharedLink
from thinktank.review.sharing import UsedUp, make_link, open_link, revoke
from thinktank.taxonomy.models import Series

pytestmark = pytest.mark.django_db
CANARY = "CANARY-of-the-text"
PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
}


@pytest.fixture
def vera():
    return make_editor("vera")


@pytest.fixture
def article(vera):
    article = make_article(
        created_by=vera, title_en=CANARY, body_en="<p>The first report was good.</p>", title_ru="Черновик"
    )
    save_revision(article, by=vera)
    return article


def link_to(text, vera, **chosen):
    """(link, path)"""
    fields = {"name": "Professor", "days": 1, "may_answer": True} | chosen
    link, address = make_link(text, by=vera, at=timezone.now(), **fields)
    return link, re.sub(r"^https?://[^/]+", "", address)


def opened(path, **typed):
    """A browser that has opened the link."""
    client = Client()
    response = client.post(path, {"name": "Prof. Orlova"} | typed)
    assert response.status_code == 303, response.content.decode()
    return client


# The door


def test_the_door_says_nothing_of_the_text_and_counts_no_opening(article, vera):
    link, path = link_to(article, vera)
    for method in (Client().get, Client().head):
        response = method(path)
        assert response.status_code == 200
        assert CANARY not in response.text
        assert {name: response.headers[name] for name in PRIVATE} == PRIVATE
        assert not response.cookies.get("sessionid")
    assert not LinkOpening.objects.exists()


def test_who_opens_it_sees_both_languages_side_by_side_and_each_opening_is_recorded(article, vera):
    link, path = link_to(article, vera)
    response = opened(path).get(path)
    assert response.status_code == 200
    assert {name: response.headers[name] for name in PRIVATE} == PRIVATE
    assert response.text.count("<article") == 2
    assert CANARY in response.text
    assert "Черновик" in response.text
    assert '<meta name="robots" content="noindex, nofollow">' in response.text
    assert "<script" not in response.text
    opened(path)
    assert link.openings.count() == 2
    shown = text_of(signed_in(vera).get(page(article, "review")))
    assert "opened 2 times" in shown


def test_a_link_to_one_language_shows_no_word_of_the_other(article, vera):
    _link, path = link_to(article, vera, language="ru")
    response = opened(path).get(path)
    assert "Черновик" in response.text
    assert CANARY not in response.text
    sent = {"language": "en", "digest": "", "verdict": "approved"}
    assert opened(path).post(f"{path}answer/", sent).status_code == 422
    assert not Review.objects.exists()


def test_the_name_of_an_id_stands_once_on_the_page(article, vera):
    Article.objects.update(
        body_en='<h2>One</h2><p>Text<span class="footnote">Note</span>.</p>',
        body_ru='<h2>Раз</h2><p>Текст<span class="footnote">Сноска</span>.</p>',
    )
    save_revision(Article.objects.get(), by=vera)
    _link, path = link_to(article, vera)
    ids = re.findall(r'\bid="([^"]+)"', opened(path).get(path).text)
    assert len(ids) == len(set(ids))


# What ends it


@pytest.mark.parametrize("what", ["revoked", "expired", "used up"])
def test_a_link_that_is_over_answers_410_and_tells_nothing(article, vera, what):
    link, path = link_to(article, vera, most_openings=1 if what == "used up" else None)
    visitor = opened(path)
    if what == "revoked":
        revoke(link)
    if what == "expired":
        SharedLink.objects.update(expires_at=timezone.now())
    for client in [Client()] if what == "used up" else [Client(), visitor]:
        for response in (
            client.get(path),
            client.head(path),
            client.post(path, {"name": "X"}),
            client.post(f"{path}answer/", {"text": "x"}),
        ):
            assert response.status_code == 410
            assert CANARY not in response.text
            assert {name: response.headers[name] for name in PRIVATE} == PRIVATE
    if what == "used up":
        assert visitor.get(path).status_code == 200, "Who has opened it reads on."


def test_a_link_is_not_opened_more_often_than_it_may(article, vera):
    link, _path = link_to(article, vera, most_openings=2)
    for _n in range(2):
        open_link(link, timezone.now())
    with pytest.raises(UsedUp):
        open_link(link, timezone.now())


def test_an_unknown_token_is_not_found_and_many_of_them_are_too_many(article, vera):
    _link, path = link_to(article, vera)
    client = Client()
    for wrong in ("/shared/x/", f"{path[:-2]}/", f"/shared/{'a' * 43}/"):
        response = client.get(wrong)
        assert response.status_code == 404
        assert CANARY not in response.text
    for _n in range(40):
        last = client.get("/shared/guess/")
    assert last.status_code == 429
    assert client.get(path).status_code == 200, "A link that is right opens."


def test_the_token_is_stored_nowhere(article, vera):
    _link, path = link_to(article, vera)
    token = path.split("/")[2]
    assert len(token) >= 43
    assert all(token not in str(row) for row in SharedLink.objects.values_list())


# Password


def test_a_password_is_asked_for_hashed_and_guessed_a_few_times_only(article, vera):
    link, path = link_to(article, vera, password="open sesame")
    assert "open sesame" not in link.password
    client, sent = Client(), {"name": "X", "password": "wrong"}
    wrong = client.post(path, sent)
    assert wrong.status_code == 422
    assert CANARY not in wrong.text
    assert opened(path, password="open sesame").get(path).status_code == 200
    for _n in range(12):
        last = client.post(path, sent)
    assert last.status_code == 429
    right = sent | {"password": "open sesame"}
    assert client.post(path, right).status_code == 429
    assert link.openings.count() == 1
    assert client.post(path, right, REMOTE_ADDR="203.0.113.9").status_code == 303  # from another network


def test_the_door_says_what_is_kept_of_who_answers(article, vera):
    _link, path = link_to(article, vera)
    assert "The name you give" in Client().get(path).text
    _link, path = link_to(article, vera, may_answer=False)
    assert "nothing else about you" in Client().get(path).text


# It opens nothing else


def test_the_cookie_of_one_link_opens_no_other(article, vera):
    other = make_article(title_en="CANARY-of-another")
    save_revision(other, by=vera)
    _link, path = link_to(article, vera)
    _other, other_path = link_to(other, vera)
    visitor = opened(path)
    cookie = next(iter(visitor.cookies.values()))
    assert cookie["path"] == path
    assert cookie["httponly"]
    stranger = Client()
    stranger.cookies[cookie.key] = cookie.value
    assert "CANARY" not in stranger.get(other_path).text
    for address in (page(article, "preview", "en"), page(article, "change"), "/admin/"):
        assert stranger.get(address).status_code == 302
    forged = Client()
    forged.cookies[cookie.key] = f"{cookie.value[:-2]}xx"
    assert CANARY not in forged.get(path).text


@pytest.mark.parametrize("make", PUBLICATION_MAKERS.values())
def test_the_preview_of_every_type_leaks_no_other_text(make, vera):
    """Related texts, the series, links in the text, people without a page: none of it is named when it is not public."""
    hidden = make(
        title_en="CANARY-hidden", title_ru="CANARY-скрыто", slug_en="canary-hidden", slug_ru="canary-hidden"
    )
    save_revision(hidden, by=vera)
    text = make(body_en=f'<p>See <a href="publication:{hidden.uid}">there</a>.</p>')
    Relation.objects.create(source=text, target=hidden, role=Relation.Role.REPORTS_ON)
    Relation.objects.create(source=hidden, target=text, role=Relation.Role.REPORTS_ON)
    series = Series.objects.create(name_en="CANARY-series", name_ru="CANARY-цикл", is_public=False)
    for position, part in enumerate((text, hidden)):
        series.parts.create(publication=part, position=position)
    save_revision(text, by=vera)
    _link, path = link_to(text, vera)
    shown = opened(path).get(path)
    assert shown.status_code == 200
    assert "CANARY" not in shown.text
    for secret in (hidden.uid, text.uid, series.uid, "canary-hidden", "/admin/", "/library/"):
        assert str(secret) not in shown.text, secret


def test_pictures_of_the_draft_are_seen_through_the_link_alone(vera):
    cover, theirs = make_image(), make_image(width=65)
    article = make_article(cover=cover)
    Picture.objects.create(publication=article, image=make_image(width=66), position=0)
    save_revision(article, by=vera)
    other = make_article(cover=theirs)
    save_revision(other, by=vera)
    link, path = link_to(article, vera)
    visitor = opened(path)
    html = visitor.get(path).text
    assert "/media/r/" not in html
    pictures = set(re.findall(rf'{re.escape(path)}pictures/[^\s",]+', html))
    assert len(pictures) >= 2
    for address in pictures:
        response = visitor.get(address)
        assert response.status_code == 200
        assert b"".join(response.streaming_content)  # which closes the file
        assert response.headers["Cache-Control"] == "private, no-store"
        assert Client().get(address).status_code == 404, "Who has not opened the link sees no picture."
        assert Client().get(address.replace(f"{path}pictures/", "/media/r/")).status_code == 404
    foreign = f"{path}pictures/{theirs.rendition_key}/64.webp"
    assert visitor.get(foreign).status_code == 404
    revoke(link)
    assert visitor.get(next(iter(pictures))).status_code == 410


def test_no_header_and_no_query_opens_a_draft_at_its_public_address(article, vera):
    _link, path = link_to(article, vera)
    visitor, token = opened(path), path.split("/")[2]
    address = f"/en/articles/{article.slug_en}/"
    for query in ("", f"?token={token}", "?preview=1", f"?shared={token}"):
        response = visitor.get(f"{address}{query}", headers={"x-preview": token})
        assert response.status_code == 404
        assert CANARY not in response.text


# Answers


def answer(client, path, article_page=None, **sent):
    return client.post(f"{path}answer/", sent)


def digest_on(client, path):
    return re.search(r'name="digest" value="([0-9a-f]{64})"', client.get(path).text)[1]


def test_approval_by_somebody_without_an_account_reaches_the_editors(article, vera):
    link, path = link_to(article, vera)
    client = opened(path)
    sent = {"language": "en", "digest": digest_on(client, path)}
    assert client.post(f"{path}answer/", sent | {"verdict": "sent back"}).status_code == 422
    done = client.post(f"{path}answer/", sent | {"verdict": "approved"}, follow=True)
    assert "Your approval has reached the editors." in done.text
    review = Review.objects.get()
    assert (review.decided_name, review.state, review.link) == ("Prof. Orlova", "approved", link)
    assert [(n.account, n.kind) for n in Notice.objects.all()] == [(vera, "approved")]
    shown = text_of(signed_in(vera).get(page(article, "review")))
    assert "Prof. Orlova (Professor, EN): approved" in shown
    assert "no review was asked for" in shown.lower(), "It does not stand for the review of the desk."


def test_please_change_is_worth_checking_before_publishing(article, vera):
    _link, path = link_to(article, vera)
    client = opened(path)
    sent = {"language": "en", "digest": digest_on(client, path), "verdict": "sent back"}
    client.post(f"{path}answer/", sent | {"sentence": "Name the source."})
    plan = text_of(signed_in(vera).get(page(article, "publish", "en")))
    assert "Prof. Orlova asks for a change in English: Name the source." in plan


def test_nobody_approves_by_link_what_was_changed_meanwhile(article, vera):
    _link, path = link_to(article, vera)
    client = opened(path)
    sent = {"language": "en", "digest": digest_on(client, path), "verdict": "approved"}
    save(signed_in(vera), article, title_en="Another title")
    response = client.post(f"{path}answer/", sent)
    assert response.status_code == 409
    assert "Another title" in response.text
    assert not Review.objects.exists()


def test_a_guest_sees_the_own_thread_and_no_remark_of_the_desk(article, vera):
    _link, path = link_to(article, vera)
    _other, other_path = link_to(article, vera)
    signed_in(vera).post(
        page(article, "review"), {"act": "comment", "place": ":en", "text": "CANARY-internal @vera"}
    )
    client = opened(path)
    sent = {"place": "body:en", "quote": "The first report", "text": "Which report?"}
    assert client.post(f"{path}answer/", sent).status_code == 303
    comment = Comment.objects.latest("pk")
    assert (comment.name, comment.written_by, comment.quote) == ("Prof. Orlova", None, "The first report")
    signed_in(vera).post(
        page(article, "review"), {"act": "reply", "comment": comment.pk, "text": "That of 2024."}
    )
    shown = client.get(path).text
    assert "Which report?" in shown
    assert "That of 2024." in shown
    assert "CANARY-internal" not in shown
    assert "Which report?" not in opened(other_path).get(other_path).text


def test_a_link_for_journalists_takes_no_answers_and_names_the_embargo(article, vera):
    _link, path = link_to(article, vera, may_answer=False, embargo="Not before 5 December, 10:00")
    client = Client()
    assert "Not before 5 December" in client.get(path).text
    assert client.post(path).status_code == 303
    shown = client.get(path).text
    assert "Not before 5 December" in shown
    assert "<textarea" not in shown
    client.post(f"{path}answer/", {"place": ":en", "text": "x"})
    assert not Comment.objects.exists()


def test_answers_are_taken_from_those_who_opened_the_link_and_with_a_token_against_forgery(article, vera):
    _link, path = link_to(article, vera)
    assert Client().post(f"{path}answer/", {"place": ":en", "text": "x"}).status_code == 303
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"name": "X"}).status_code == 403
    elsewhere = opened(path)
    response = elsewhere.post(
        f"{path}answer/", {"place": ":en", "text": "x"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert response.status_code == 403
    assert not Comment.objects.exists()


def test_an_editor_makes_a_link_that_is_shown_once_and_revokes_it(article, vera):
    client = signed_in(vera)
    sent = {"act": "share", "name": "Professor", "days": "14", "may_answer": "on", "most_openings": "3"}
    made = client.post(page(article, "review"), sent, follow=True)
    [path] = set(re.findall(r"/shared/[\w-]{43}/", made.text))
    link = SharedLink.objects.get()
    assert link.expires_at - link.made_at == datetime.timedelta(days=14)
    assert opened(path).get(path).status_code == 200
    assert path not in client.get(page(article, "review")).text
    client.post(page(article, "review"), {"act": "revoke", "row": link.pk})
    assert Client().get(path).status_code == 410
    assert client.post(page(article, "review"), sent | {"days": "365"}).status_code == 422


def test_a_published_text_and_a_deleted_one(article, vera):
    _link, path = link_to(article, vera)
    publish_now(article, "en")
    assert opened(path).get(path).status_code == 200
    draft = make_article()
    save_revision(draft, by=vera)
    _link, path = link_to(draft, vera)
    signed_in(vera).post(page(draft, "delete"), {"post": "yes"})
    assert Client().get(path).status_code == 404


def test_people_are_named_without_a_way_to_pages_that_are_not_public(vera):
    expert = make_expert(is_public=False)
    article = make_article()
    article.contributions.create(expert=expert, name_en="Anna", name_ru="Анна", role="author", position=0)
    save_revision(article, by=vera)
    _link, path = link_to(article, vera)
    shown = opened(path).get(path).text
    assert "Anna" in shown
    assert str(expert.uid) not in shown
