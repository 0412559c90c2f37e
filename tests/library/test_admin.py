import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from tests.factories import make_superuser
from tests.library import uploads
from thinktank.accounts.roles import EDITORS
from thinktank.library import sandbox
from thinktank.library.intake import take_document, take_image
from thinktank.library.models import Document, Image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]

ADD, LIST, PICKER = "/admin/library/image/add/", "/admin/library/image/", "/admin/library/image/picker/"


@pytest.fixture
def desk():
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITORS))
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def guest():
    client = Client()
    client.force_login(User.objects.create_user("guest", is_staff=True))
    return client


def test_asks_for_a_file_and_its_words_in_every_language(desk):
    page = html.fromstring(desk.get(ADD).text)

    names = {element.get("name") for element in page.iter("input")}
    assert {"upload", "title", "alt_en", "alt_ru", "credit_en", "credit_ru"} <= names
    assert page.xpath("//form[@enctype='multipart/form-data']//input[@name='upload']")
    assert "Alternative text (Russian)" in page.text_content()


def test_takes_an_upload_with_its_words(desk):
    form = {
        "upload": uploads.upload(uploads.photo(), "Hall.jpg"),
        "alt_en": "A hall",
        "alt_ru": "Зал",
        "credit_ru": "ТАСС",
    }

    response = desk.post(ADD, form, follow=True)

    image = Image.objects.get()
    assert (image.title, image.alt_en, image.alt_ru, image.credit_ru) == ("Hall", "A hall", "Зал", "ТАСС")
    assert response.redirect_chain == [(LIST, 302)]
    assert LogEntry.objects.get().object_id == str(image.pk)


def test_one_person_adds_so_many_files_a_day_and_no_more(desk, settings):
    settings.UPLOADS_PER_DAY = 2
    add = "/admin/library/document/add/"
    files = [uploads.upload(uploads.pdf(pages), "a.pdf") for pages in (1, 2, 3)]

    def send(file, client=desk, address=add):
        file.seek(0)
        return client.post(address, {"upload": file})

    assert [send(file).status_code for file in files] == [302, 302, 429]
    refused = send(uploads.upload(uploads.photo(), "Hall.jpg"), address=ADD)
    assert (refused.status_code, "within a day" in refused.text) == (429, True)
    assert (Document.objects.count(), Image.objects.count()) == (2, 0)
    other = Client()
    other.force_login(make_superuser("root"))
    assert send(files[2], other).status_code == 302
    LogEntry.objects.update(action_time=timezone.now() - timedelta(hours=25))
    assert send(uploads.upload(uploads.photo(), "Hall.jpg"), address=ADD).status_code == 302


def test_opens_the_file_outside_any_transaction(desk, monkeypatch, settings):
    depths = []
    run = sandbox.subprocess.run
    monkeypatch.setattr(
        sandbox.subprocess,
        "run",
        lambda *a, **k: depths.append(len(connection.savepoint_ids)) or run(*a, **k),
    )

    desk.post(ADD, {"upload": uploads.upload(uploads.photo())})

    assert depths == [0]  # the test's own transaction has no savepoint; the admin's would be one


def test_warns_that_an_animation_will_not_move(desk):
    response = desk.post(ADD, {"upload": uploads.upload(uploads.gif_of(3), "Flag.gif")}, follow=True)
    page = desk.get(f"/admin/library/image/{Image.objects.get().pk}/change/").text

    assert "“Flag” is an animation. The site shows only its first frame" in response.text
    assert "1 × 1, GIF, first of 3 frames" in page


def test_warns_that_the_library_has_the_file_already(desk):
    take_image(uploads.upload(uploads.photo()), title="The hall", alt_en="A hall")

    response = desk.post(ADD, {"upload": uploads.upload(uploads.photo()), "alt_en": "Another"}, follow=True)

    assert "in the library already: “The hall”. Nothing was added." in response.text
    assert Image.objects.get().alt_en == "A hall"
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "status", "sentence"),
    [
        (b"<svg/>", "x.svg", 415, "This is not a picture we can show"),
        (uploads.photo()[:1500], "x.jpg", 422, "The file is broken or incomplete"),
        (uploads.png_bomb(9000, 9000), "x.png", 413, "at most 40 megapixels"),
        (b"", "x.png", 422, "The submitted file is empty"),
    ],
)
def test_refuses_a_bad_file_with_a_sentence_and_keeps_what_was_typed(desk, content, name, status, sentence):
    response = desk.post(ADD, {"upload": uploads.upload(content, name), "alt_en": "A hall with people"})

    assert response.status_code == status
    assert sentence in response.text
    assert "A hall with people" in response.text
    assert not Image.objects.exists()


def test_refuses_a_form_without_file_or_with_too_long_words(desk):
    assert desk.post(ADD, {"title": "x"}).status_code == 422
    assert desk.post(ADD, {"upload": uploads.upload(uploads.photo()), "alt_ru": "x" * 301}).status_code == 422
    assert desk.post(ADD, {"upload": "not a file"}).status_code == 422
    assert not Image.objects.exists()


def test_a_picture_uploaded_in_a_popup_is_chosen_at_once(desk):
    form = {"upload": uploads.upload(uploads.photo()), "_popup": "1"}

    first = desk.post(ADD, form)
    form["upload"].seek(0)
    again = desk.post(ADD, form)

    pk = Image.objects.get().pk
    for response in (first, again):
        assert "data-popup-response" in response.text
        assert f"&quot;value&quot;: &quot;{pk}&quot;" in response.text


def test_changes_words_but_never_the_file(desk):
    image = take_image(uploads.upload(uploads.photo()))
    key, sha256 = image.rendition_key, image.sha256

    forged = {"title": "Hall", "alt_ru": "Зал", "focal_x": "50", "focal_y": "50"}
    forged |= {"sha256": "0", "original": "../../etc/passwd", "uid": "0", "rendition_key": "x", "width": "9"}
    response = desk.post(f"{LIST}{image.pk}/change/", forged)

    image.refresh_from_db()
    assert response.status_code == 302
    assert (image.title, image.alt_ru, image.rendition_key, image.sha256) == ("Hall", "Зал", key, sha256)
    assert image.width == 200


def test_another_focal_point_makes_new_cards(desk, django_capture_on_commit_callbacks):
    image = take_image(uploads.upload(uploads.photo()))
    old_key = image.rendition_key

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{LIST}{image.pk}/change/", {"title": "Hall", "focal_x": "10", "focal_y": "90"})

    image.refresh_from_db()
    assert (image.title, image.focal_x, image.focal_y) == ("Hall", 10, 90)
    assert image.rendition_key != old_key


def test_a_focal_point_outside_the_picture_is_refused(desk):
    image = take_image(uploads.upload(uploads.photo()))

    response = desk.post(f"{LIST}{image.pk}/change/", {"title": "Hall", "focal_x": "101", "focal_y": "-1"})

    assert response.status_code == 422
    image.refresh_from_db()
    assert (image.focal_x, image.focal_y) == (50, 50)


@pytest.mark.django_db(transaction=True)
def test_the_focal_point_stays_when_the_cards_cannot_be_made(desk, settings):
    image = take_image(uploads.upload(uploads.photo()))
    settings.FREE_SPACE_FLOOR = 10**18

    response = desk.post(
        f"{LIST}{image.pk}/change/", {"title": "Hall", "focal_x": "10", "focal_y": "90"}, follow=True
    )

    image.refresh_from_db()
    assert (image.title, image.focal_x, image.focal_y) == ("Hall", 50, 50)
    assert "The focal point has not changed. There is no space left" in response.text


def test_lists_pictures_with_thumbnail_and_the_languages_they_are_described_in(
    desk, django_assert_max_num_queries
):
    for n in range(3):
        take_image(uploads.upload(uploads.photo(100 + n, 80)), title=f"Picture {n}", alt_ru="Зал")

    with django_assert_max_num_queries(13):
        page = html.fromstring(desk.get(LIST).text)

    assert len(page.xpath("//table[@id='result_list']//img[contains(@src, '/card-')]")) == 3
    assert page.xpath("//td[@class='field-described_in']/text()") == ["Russian"] * 3


def test_the_number_of_queries_does_not_grow_with_the_pictures(desk, frozen_cache_state):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(LIST)
        return len(captured)

    take_image(uploads.upload(uploads.photo(100, 80)))
    queries()
    few = queries()
    for n in range(4):
        take_image(uploads.upload(uploads.photo(110 + n, 80)))

    assert queries() == few


def test_nothing_is_ever_deleted_here(desk):
    image = take_image(uploads.upload(uploads.photo()))
    document = take_document(uploads.upload(uploads.pdf(), "x.pdf"))
    administrator = Client()
    administrator.force_login(User.objects.create_superuser("administrator"))

    for client in (desk, administrator):
        for url in (f"{LIST}{image.pk}/delete/", f"/admin/library/document/{document.pk}/delete/"):
            assert client.post(url, {"post": "yes"}).status_code == 403
        client.post(LIST, {"action": "delete_selected", "_selected_action": image.pk, "post": "yes"})
    assert (Image.objects.count(), Document.objects.count()) == (1, 1)


def test_takes_and_refuses_documents(desk):
    add = "/admin/library/document/add/"

    assert desk.post(add, {"upload": uploads.upload(uploads.pdf(), "Report.pdf")}).status_code == 302
    assert desk.post(add, {"upload": uploads.upload(b"%PDF-1.4 nonsense", "x.pdf")}).status_code == 422
    assert desk.post(add, {"upload": uploads.upload(uploads.photo(), "x.pdf")}).status_code == 415
    document = Document.objects.get()
    assert (document.title, document.pages) == ("Report", 3)
    assert desk.get(f"/admin/library/document/{document.pk}/change/").status_code == 200
    assert "Report.pdf" in desk.get("/admin/library/document/").text


@pytest.mark.parametrize(
    "url", [ADD, LIST, PICKER, "/admin/library/document/", "/admin/library/document/add/"]
)
def test_is_closed_to_staff_without_the_right_and_to_readers(guest, url):
    for method in ("get", "post"):
        assert getattr(guest, method)(url).status_code == 403
        assert getattr(Client(), method)(url).status_code == 302


def test_the_picker_shows_what_the_editor_of_texts_inserts(desk):
    image = take_image(uploads.upload(uploads.photo(), "Hall.jpg"), alt_en='A "hall"', alt_ru="Зал")

    page = html.fromstring(desk.get(PICKER, {"CKEditorFuncNum": "-3", "language": "ru"}).text)

    [choice] = page.xpath("//ul[@class='picker']//button")
    assert choice.get("data-path") == f"/library/{image.uid}/"
    assert choice.get("data-alt") == "Зал"
    assert page.xpath("//ul[@class='picker']")[0].get("data-callback") == "-3"
    assert page.xpath("//script[@type='module' and contains(@src, 'desk/picker.js')]")


def test_the_picker_finds_by_words_of_any_language(desk):
    take_image(uploads.upload(uploads.photo(100, 80)), title="First", alt_ru="Зал заседаний")
    take_image(uploads.upload(uploads.photo(101, 80)), title="Second", alt_en="A street")

    assert re.findall(r"<span>(.*)</span>", desk.get(PICKER, {"q": "заседаний"}).text) == ["First"]
    assert re.findall(r"<span>(.*)</span>", desk.get(PICKER, {"q": "street"}).text) == ["Second"]
    assert "No picture matches these words." in desk.get(PICKER, {"q": "nothing"}).text


@pytest.mark.parametrize("callback", ["", "alert(1)", '"><script>', "1" * 30, "1;2"])
def test_the_picker_accepts_only_a_number_as_callback(desk, callback):
    page = html.fromstring(
        desk.get(PICKER, {"CKEditorFuncNum": callback, "language": "xx", "page": "-1", "new": "x"}).text
    )

    assert page.xpath("//input[@name='CKEditorFuncNum']")[0].get("value") == ""


def test_uploads_from_the_picker_and_shows_the_new_picture_first(desk):
    take_image(uploads.upload(uploads.photo(100, 80)), title="Old")
    url = PICKER + "?CKEditorFuncNum=-3&language=ru"

    response = desk.post(
        url, {"upload": uploads.upload(uploads.photo(), "New.jpg"), "alt_ru": "Зал"}, follow=True
    )

    assert "CKEditorFuncNum=-3&language=ru&new=" in response.redirect_chain[0][0]
    assert re.findall(r"<span>(.*)</span>", response.text)[0] == "New"
    refused = desk.post(url, {"upload": uploads.upload(b"<svg/>", "x.svg")})
    assert (refused.status_code, "This is not a picture" in refused.text) == (415, True)
