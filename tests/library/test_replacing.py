"""Another file in the place of one in the library: drafts have it, what was published keeps the one it was published with."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import (
    make_article,
    make_editor,
    make_expert,
    make_image,
    make_report,
    make_staff,
    picture_file,
    publish_now,
)
from tests.library import sounds, uploads
from thinktank.accounts.roles import AUTHORS
from thinktank.library import intake
from thinktank.library.intake import take_document, take_image, take_recording
from thinktank.library.models import Document, EarlierFile, Image
from thinktank.pages.views.renditions import is_shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    client = Client()
    client.force_login(make_editor())
    return client


def replace_page(stored):
    return f"/admin/library/{stored._meta.model_name}/{stored.pk}/replace/"


def replace(desk, stored, file, shown=None):
    return desk.post(replace_page(stored), {"upload": file, "shown": shown or stored.sha256})


def content_of(response):
    return b"".join(response.streaming_content)


def test_a_live_report_sends_its_pdf_until_it_is_published_again(desk, client):
    report = make_report(pdf_en=take_document(uploads.upload(uploads.pdf(1), "a.pdf")))
    [first] = publish_now(report)
    pdf = Document.objects.get()
    live, of_first = f"{first.get_absolute_url()}pdf/", f"{first.get_absolute_url()}editions/1/pdf/"
    before = content_of(client.get(live))

    response = replace(desk, pdf, uploads.upload(uploads.pdf(3), "b.pdf"))

    pdf.refresh_from_db()
    with pdf.file.open() as file:
        new = file.read()
    assert (response.status_code, pdf.pages, pdf.filename, pdf.title) == (302, 3, "b.pdf", "a")
    assert content_of(client.get(live)) == before
    publish_now(report)
    assert content_of(client.get(live)) == new != before
    assert content_of(client.get(of_first)) == before


def test_a_picture_keeps_its_words_and_focal_point_and_stays_private_until_published(desk, monkeypatch):
    monkeypatch.setattr(intake, "CLOCKS_DIFFER", timedelta(0))
    image = make_image(alt_en="A hall", credit_ru="ТАСС", focal_x=20)
    article = make_article(cover=image)
    [edition] = publish_now(article)
    old_key = image.rendition_key

    assert replace(desk, image, picture_file(width=80)).status_code == 302

    image = Image.objects.get()
    assert (image.width, image.alt_en, image.credit_ru, image.focal_x) == (80, "A hall", "ТАСС", 20)
    edition.refresh_from_db()
    assert edition.content["cover"]["_files"]["key"] == old_key != image.rendition_key
    now = timezone.now()
    assert (is_shown(old_key, now), is_shown(image.rendition_key, now)) == (True, False)
    [again] = publish_now(article)
    assert again.content["cover"]["sha256"] == image.sha256
    assert is_shown(image.rendition_key, again.live_from)


def test_the_page_says_before_the_press_what_will_change(desk):
    image = make_image()
    publish_now(make_article(title_en="Published", cover=image))
    make_expert(given_name_en="Vera", family_name_en="Orlova", portrait=image)

    page = " ".join(desk.get(replace_page(image)).text.split())

    assert (
        "Published</a>: The draft has the new file at once. The published text keeps the present one" in page
    )
    assert "Vera Orlova</a>: Shows the new file at once." in page


@pytest.mark.parametrize(
    ("file", "status", "sentence"),
    [
        (lambda: uploads.upload(uploads.pdf(), "a.pdf"), 415, "This is not a picture we can show"),
        (lambda: uploads.upload(uploads.photo(), "a.jpg"), 422, "under the title “The hall”"),
        (lambda: uploads.upload(uploads.gif_of(1), "b.gif"), 422, "This is the file that is here already"),
        (lambda: uploads.upload(uploads.png_bomb(9000, 9000), "x.png"), 413, "at most 40 megapixels"),
        (lambda: "", 422, "This field is required"),
    ],
)
def test_a_file_that_cannot_replace_it_is_refused_and_changes_nothing(desk, file, status, sentence):
    take_image(uploads.upload(uploads.photo(), "x.jpg"), title="The hall")
    image = take_image(uploads.upload(uploads.gif_of(1), "a.gif"))

    response = replace(desk, image, file())

    assert (response.status_code, sentence in response.text) == (status, True)
    assert Image.objects.get(pk=image.pk).sha256 == image.sha256
    assert not EarlierFile.objects.exists()


def test_a_full_disk_is_answered_507_and_changes_nothing(desk, settings):
    recording = take_recording(uploads.upload(sounds.mp3(), "a.mp3"))
    settings.FREE_SPACE_FLOOR = 10**18

    response = replace(desk, recording, uploads.upload(sounds.mp3(80), "b.mp3"))

    assert (response.status_code, "Nothing was stored" in response.text) == (507, True)
    assert not EarlierFile.objects.exists()


def test_of_two_who_replace_it_the_second_is_asked_to_look_again(desk):
    image = make_image()
    seen = image.sha256
    assert replace(desk, image, picture_file(width=80), seen).status_code == 302
    first = Image.objects.get().sha256

    late = replace(desk, image, picture_file(width=96), seen)

    assert (late.status_code, "Somebody replaced this file" in late.text) == (409, True)
    assert Image.objects.get().sha256 == first
    assert f'value="{first}"' in late.text


def test_who_may_not_change_pictures_may_not_replace_them():
    image = make_image()
    author = Client()
    author.force_login(make_staff(AUTHORS))

    assert author.get(replace_page(image)).status_code == 403
    assert replace(author, image, picture_file(width=80)).status_code == 403
