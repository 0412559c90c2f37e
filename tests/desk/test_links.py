"""Links in a text: checked on saving and publishing, and found by name."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.desk.desk import page, save
from tests.desk.posting import text_of
from tests.factories import make_article, make_editor, make_expert, make_topic
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db

DEAD = '<p>See <a href="/en/articles/no-such-thing/">the report</a>.</p>'
SENTENCE = (
    "A link leads to a page of this site that does not exist: “the report” (/en/articles/no-such-thing/)."
)


def ask(client, **question):
    return client.get(reverse("admin:publishing_link_targets"), question)


def found(client, **question):
    return [
        (each["kind"], each["name"], each["address"]) for each in ask(client, **question).json()["results"]
    ]


def test_a_broken_link_is_reported_on_saving_and_before_publishing(desk):
    article = make_article()
    response = save(desk, article, body_en=DEAD)
    assert SENTENCE in text_of(desk.get(response.headers["Location"]))
    assert SENTENCE in text_of(desk.get(page(article, "publish", "en")))


def test_a_placeholder_for_a_picture_blocks_publishing(desk):
    article = make_article()
    save(desk, article, body_en="<p>⟦🖼 picture: Map⟧</p>")
    text = text_of(desk.get(page(article, "publish", "en")))
    assert "Fix first English: A pasted picture is still missing: “⟦🖼 picture: Map⟧”." in text


def test_targets_of_links_are_found_by_name_and_by_identifier(desk):
    article = make_article(title_en="Orlova on the norms")
    save_revision(article, by=None)
    expert = make_expert(given_name_en="Anna", family_name_en="Orlova")
    make_topic(name_en="Norms")
    entries = [
        ("Article", "Orlova on the norms", f"publication:{article.uid}"),
        ("Expert", "Anna Orlova", f"subject:{expert.uid}"),
    ]
    assert [entry[1:] for entry in found(desk, q="orlova")] == [entry[1:] for entry in entries]
    assert found(desk, address=f"subject:{expert.uid}") == entries[1:]
    assert found(desk, q="  ") == found(desk, q="%_") == found(desk, address="subject:x", q="") == []


def test_names_that_begin_with_what_was_typed_come_first(desk):
    names = ["Norms", "Abnormal norms", "New norms"]
    for name in names:
        save_revision(make_article(title_en=name), by=None)
        make_topic(name_en=name)
    assert [name for _kind, name, _address in found(desk, q="nor")][0] == "Norms"
    for query in (
        {"app_label": "publishing", "model_name": "relation", "field_name": "target"},
        {"app_label": "articles", "model_name": "article", "field_name": "topics"},
    ):
        results = desk.get(reverse("admin:autocomplete"), query | {"term": "NOR"}).json()["results"]
        assert len(results) == len(names)
        assert results[0]["text"].startswith("Norms")


def test_link_targets_leave_out_what_an_account_may_not_view(desk):
    make_article(title_en="Orlova")
    make_expert(given_name_en="Anna", family_name_en="Orlova")
    assert ask(Client(), q="orlova").status_code == 302
    guest = make_editor("guest")
    guest.groups.clear()
    guest.user_permissions.add(Permission.objects.get(codename="view_expert"))
    client = Client()
    client.force_login(guest)
    assert [name for _kind, name, _address in found(client, q="orlova")] == ["Anna Orlova"]
