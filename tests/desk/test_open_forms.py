"""What is typed into a form is kept without saving, offered to the person who typed it, and to nobody else."""

import json
import uuid
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone

from tests.desk.desk import fill_in, page, signed_in
from tests.desk.posting import add_row, form_values, text_of
from tests.factories import make_article, make_editor, make_superuser
from thinktank.desk import open_form_views, open_forms
from thinktank.desk.models import OpenForm
from thinktank.publishing.models import Revision
from thinktank.publishing.revisions.save import save_revision

pytestmark = pytest.mark.django_db
HEARD_AT = "/admin/open-form/"
ADD = "/admin/articles/article/add/"


@pytest.fixture
def article(db):
    article = make_article(title_en="Before")
    save_revision(article, by=None)
    return article


def tell(client, place, key, form=None, **more):
    """What the script of a page sends."""
    sent = {"key": key, "place": place} | more
    if form is not None:
        sent["form"] = urlencode(form, doseq=True)
    return client.post(HEARD_AT, sent)


def type_into(client, place, **typed):
    """Open a form, type, and let it be kept; return its fields."""
    fields = fill_in(client, place, **typed)
    assert tell(client, place, fields["open_form"], fields).status_code == 200
    return fields


def test_what_was_typed_is_offered_again_with_its_rows_and_saves_no_revision(desk, article):
    place = page(article, "change")
    fields = fill_in(desk, place, title_en="After", title_ru="После", body_ru="<p>Текст</p>")
    add_row(fields, "contributions", name_en="Ann", role="author")
    add_row(fields, "contributions", name_en="Bob", role="editor")
    assert json.loads(tell(desk, place, fields["open_form"], fields).content)["kept_at"]

    offered = desk.get(place)
    assert "was not saved. It is kept." in text_of(offered)
    assert form_values(offered)["title_en"] == "Before"
    shown = desk.get(f"{place}?open_form={fields['open_form']}")
    again = form_values(shown)
    assert shown.status_code == 200
    assert "This is what you typed before." in text_of(shown)
    names = [
        "title_en",
        "title_ru",
        "body_ru",
        "contributions-0-name_en",
        "contributions-1-name_en",
        "contributions-1-role",
    ]
    assert {name: again[name] for name in names} == {name: fields[name] for name in names}
    assert (again["open_form"], again["based_on"]) == (fields["open_form"], "1")
    assert Revision.objects.count() == 1

    assert desk.post(place, again | {"_continue": "1"}).status_code == 302
    article.refresh_from_db()
    assert (article.title_en, article.title_ru, article.contributions.count()) == ("After", "После", 2)
    assert not OpenForm.objects.exists()


def test_a_form_of_something_new_is_kept_too_and_stands_on_the_first_page(desk):
    fields = type_into(desk, ADD, title_en="Nothing but a title")
    first = text_of(desk.get("/admin/"))
    assert "Typed and not saved" in first
    assert "New: article" in first
    again = form_values(desk.get(f"{ADD}?open_form={fields['open_form']}"))
    assert again["title_en"] == "Nothing but a title"
    desk.post(ADD, again | {"_continue": "1"})
    assert "Typed and not saved" not in text_of(desk.get("/admin/"))


def test_an_hour_of_keeping_is_one_row_and_no_revision(desk, article):
    place = page(article, "change")
    fields = fill_in(desk, place)
    for n in range(40):
        tell(desk, place, fields["open_form"], fields | {"title_en": f"After {n}"})
    assert (OpenForm.objects.count(), Revision.objects.count()) == (1, 1)
    desk.post(place, fields | {"title_en": "After all", "_continue": "1"})
    assert (OpenForm.objects.count(), Revision.objects.count()) == (0, 2)


def test_a_form_that_was_refused_is_still_kept(desk, article):
    place = page(article, "change")
    fields = type_into(desk, place, title_en="", dated="never")
    answer = desk.post(place, fields | {"_continue": "1"})
    assert answer.status_code == 422
    assert form_values(answer)["open_form"] == fields["open_form"]
    assert OpenForm.objects.get().packed


def test_a_form_that_is_again_as_it_was_is_not_offered(desk, article):
    place = page(article, "change")
    fields = type_into(desk, place, title_en="After")
    assert json.loads(tell(desk, place, fields["open_form"], {}).content)["kept_at"] == ""
    assert "was not saved" not in text_of(desk.get(place))


def test_nobody_else_sees_discards_or_changes_what_was_typed(desk, article):
    place = page(article, "change")
    key = type_into(desk, place, title_en="Of Vera alone")["open_form"]
    for other in (signed_in(make_editor("boris")), signed_in(make_superuser("root"))):
        assert "was not saved" not in text_of(other.get(place))
        assert "Typed and not saved" not in text_of(other.get("/admin/"))
        answer = other.get(f"{place}?open_form={key}", follow=True)
        assert "no longer kept" in text_of(answer)
        assert "Of Vera alone" not in answer.text
        other.post(f"{HEARD_AT}{key}/discard/")
        assert tell(other, place, key, {"title_en": "Stolen"}).status_code == 400
    assert "Of Vera alone" in desk.get(f"{place}?open_form={key}").text


def test_it_is_discarded_by_the_person_who_typed_it(desk, article):
    place = page(article, "change")
    key = type_into(desk, place, title_en="After")["open_form"]
    assert desk.post(f"{HEARD_AT}{key}/discard/").headers["Location"] == place
    assert desk.post(f"{HEARD_AT}{key}/discard/").headers["Location"] == "/admin/"
    assert "no longer kept" in text_of(desk.get(f"{place}?open_form={key}", follow=True))


@pytest.mark.parametrize(
    "place",
    [
        "",
        "/",
        "/en/",
        "/admin/",
        "/admin/articles/article/",
        "/admin/no/such/",
        "http://example.org/admin/",
        "\x00",
    ],
)
def test_only_forms_of_the_desk_are_heard(desk, place):
    assert tell(desk, place, uuid.uuid4(), {"a": "b"}).status_code == 400
    assert not OpenForm.objects.exists()


def test_a_form_that_is_not_open_to_somebody_is_not_heard(desk, article):
    assert tell(desk, "/admin/auth/user/add/", uuid.uuid4(), {"username": "mallory"}).status_code == 400
    nobody = signed_in(make_editor("nobody"))
    nobody.session.flush()
    assert tell(nobody, page(article, "change"), uuid.uuid4(), {}).status_code in (302, 403)


def test_an_author_hears_nothing_of_texts_of_others(article):
    author = make_editor("author")
    author.groups.set([Group.objects.get(name="thinktank.authors")])
    place = page(article, "change")
    tell(signed_in(make_editor("anna")), place, uuid.uuid4(), typed="1")
    assert tell(signed_in(author), place, uuid.uuid4()).status_code == 400
    own = make_article(created_by=author)
    save_revision(own, by=author)
    assert tell(signed_in(author), page(own, "change"), uuid.uuid4()).status_code == 200


@pytest.mark.parametrize("key", ["", "1", "x" * 400, "é"])
def test_a_form_without_a_key_is_refused(desk, article, key):
    assert tell(desk, page(article, "change"), key, {}).status_code == 400


def test_fields_that_no_form_has_are_harmless(desk, article):
    place, key = page(article, "change"), uuid.uuid4()
    sent = {
        "key": key,
        "place": place,
        "form": "title_en=%ED%A0%80&&;=&contributions-TOTAL_FORMS=99999&\x00=1&based_on=x",
    }
    assert desk.post(HEARD_AT, sent).status_code in (200, 400)
    assert desk.get(f"{place}?open_form={key}").status_code in (200, 302, 422)


def test_no_password_is_kept(db):
    root, key = make_superuser("root"), uuid.uuid4()
    sent = {"username": "new", "password1": "Klarer-Fluss", "csrfmiddlewaretoken": "t"}
    assert tell(signed_in(root), f"/admin/auth/user/{root.pk}/change/", key, sent).status_code == 200
    assert [name for name, _values in OpenForm.objects.get(key=key).fields] == ["username"]


def test_a_browser_in_which_somebody_else_has_signed_in_keeps_nothing(desk, article):
    place = page(article, "change")
    fields = fill_in(desk, place)
    boris = signed_in(make_editor("boris"))
    answer = tell(boris, place, fields["open_form"], fields, typed_by=fields["typed_by"])
    assert answer.status_code == 409
    assert not OpenForm.objects.exists()


# Who else is here


def others(answer):
    return json.loads(answer.content)["others"]


def test_others_are_told_who_has_the_form_open_since_when_and_in_which_text(desk, article):
    place = page(article, "change")
    anna = make_editor("anna", first_name="Anna", last_name="Orlova")
    with time_machine.travel("2026-03-02 07:14:00Z", tick=False) as clock:
        assert others(tell(signed_in(anna), place, uuid.uuid4(), typed="1", typed_in="ru")) == []
        clock.shift(5)
        key = uuid.uuid4()
        [sentence] = others(tell(desk, place, key))
        assert sentence.startswith("Anna Orlova has had this open since ")
        assert sentence.endswith("and is typing in Russian.")
        clock.shift(30)
        [sentence] = others(tell(desk, place, key))
        assert "typing" not in sentence
        clock.shift(30)
        assert others(tell(desk, place, key)) == []


def test_two_windows_of_one_person_are_one_person_and_oneself_is_nobody_else(desk, article):
    place, anna = page(article, "change"), signed_in(make_editor("anna"))
    tell(anna, place, uuid.uuid4())
    tell(anna, place, uuid.uuid4(), typed="1")
    tell(desk, place, uuid.uuid4())
    assert len(others(tell(desk, place, uuid.uuid4()))) == 1


def test_who_writes_something_new_is_alone(desk):
    tell(signed_in(make_editor("anna")), ADD, uuid.uuid4(), typed="1")
    assert others(tell(desk, ADD, uuid.uuid4())) == []


# How long


def test_what_nobody_came_back_for_is_forgotten(desk, article):
    place = page(article, "change")
    type_into(desk, place, title_en="After")
    tell(desk, place, uuid.uuid4())
    at = timezone.now()
    assert open_forms.forget_old_forms(at + timedelta(hours=23)) == 0
    assert open_forms.forget_old_forms(at + timedelta(hours=25)) == 1
    assert open_forms.forget_old_forms(at + timedelta(days=29)) == 0
    assert open_forms.forget_old_forms(at + timedelta(days=31)) == 1


def test_the_oldest_of_many_kept_forms_are_forgotten(desk, monkeypatch):
    monkeypatch.setattr(open_form_views, "MOST_KEPT", 3)
    keys = [uuid.uuid4() for _ in range(5)]
    for key in keys:
        tell(desk, ADD, key, {"title_en": "x"})
    assert set(OpenForm.objects.values_list("key", flat=True)) == set(keys[2:])
