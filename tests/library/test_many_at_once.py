"""Many files at once, where a file is used, and pictures that look like others."""

import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture

from tests.factories import make_article, make_editor, make_expert, make_image, picture_file, publish_now
from tests.library.uploads import encoded, upload
from tests.session import new_editor
from thinktank.library.intake import take_image
from thinktank.library.likeness import looks_like
from thinktank.library.models import Image
from thinktank.publishing.revisions.save import save_revision

ADD = "/admin/library/image/add/"


@pytest.fixture
def desk(db):
    client = Client()
    client.force_login(make_editor())
    return client


def scene(number, width=640, height=480):
    """Light and dark places, as in a photograph; of another number, another one."""
    places = Picture.frombytes("L", (12, 9), random.Random(number).randbytes(108))
    return places.resize((width, height), Picture.Resampling.BICUBIC).convert("RGB")


def send(desk, file):
    """What a script is told that uploads this file."""
    return desk.post(ADD, {"upload": file, "title": ""}, headers={"Accept": "application/json"})


def test_a_script_is_told_what_became_of_each_file(desk):
    stored = send(desk, picture_file(name="Зал заседаний.png"))
    image = Image.objects.get()
    assert stored.json()["title"] == "Зал заседаний"
    assert stored.json()["address"] == f"/admin/library/image/{image.pk}/change/"
    assert image.rendition_key in stored.json()["thumbnail"]
    refused = send(desk, SimpleUploadedFile("notes.txt", b"words"))
    assert (refused.status_code, "not a picture" in refused.json()["errors"][0]) == (415, True)
    assert Image.objects.count() == 1


def test_a_copy_in_another_size_and_format_is_stored_with_a_warning(desk):
    picture = scene(1)
    send(desk, upload(encoded(picture), "first.jpg"))
    copy = send(desk, upload(encoded(picture.resize((320, 240)), "PNG"), "small.png")).json()
    assert [other["title"] for other in copy["alike"]] == ["first"]
    assert copy["remarks"] == [
        "It looks like a picture that the library has already; choose which of them to use:"
    ]
    other = send(desk, upload(encoded(scene(2)), "other.jpg")).json()
    assert (other["alike"], other["remarks"]) == ([], [])
    page = desk.get(copy["address"]).content.decode()
    assert ">first</span>" in page


def test_pictures_of_one_tone_look_like_nothing(db):
    plain, other = make_image(), make_image()
    assert (plain.likeness, looks_like(other)) == ("", [])


def test_a_picture_says_where_it_is_used_in_covers_texts_editions_and_portraits(desk):
    image = make_image()
    figure = f'<figure><img src="/library/{image.uid}/" alt="x"></figure>'
    cover, text = make_article(cover=image), make_article(body_en=f"<p>Words.</p>{figure}")
    was = make_article(body_en=f"<p>Words.</p>{figure}")
    publish_now(was)
    was.body_en = "<p>Without it now.</p>"
    was.save()
    for article in (cover, text, was):
        save_revision(article, by=None)
    expert = make_expert(portrait=image)
    make_article()
    page = desk.get(f"/admin/library/image/{image.pk}/change/").content.decode()
    for path in [
        *(f"/admin/publishing/publication/{article.pk}/change/" for article in (cover, text, was)),
        f"/admin/experts/expert/{expert.pk}/change/",
    ]:
        assert path in page
    assert page.count("/admin/publishing/publication/") == 3 + ('/admin/publishing/publication/"' in page)


@pytest.mark.browser
def test_files_dropped_together_are_stored_one_by_one_and_a_bad_one_keeps_the_others(
    live_site, page, complaints, tmp_path
):
    complaints.expect("415")
    name, value = live_site.call(new_editor, "uploads")
    page.context.add_cookies([{"name": name, "value": value, "url": live_site.url}])
    files = []
    for title in ("Первый", "second"):
        (tmp_path / f"{title}.png").write_bytes(picture_file(320, 180).read())
        files.append(tmp_path / f"{title}.png")
    (tmp_path / "notes.txt").write_text("words")
    page.goto(ADD)
    page.fill("#id_credit_en", "Press centre")
    page.set_input_files("#id_upload", [files[0], tmp_path / "notes.txt", files[1]])
    page.locator(".uploads-said", has_text="In the library: 2. Refused: 1. Waiting: 0.").wait_for()
    assert page.locator(".uploads li.is-stored a").all_inner_texts() == ["Open “Первый”", "Open “second”"]
    assert "not a picture" in page.locator(".uploads li.is-refused").inner_text()
    assert live_site.call(credits_of, ["Первый", "second"]) == ["Press centre"] * 2
    page.goto(page.locator(".uploads li.is-stored a").first.get_attribute("href"))
    ring = page.locator("[role=application]")
    ring.press("ArrowRight")
    ring.press("Shift+ArrowUp")
    assert (page.input_value("#id_focal_x"), page.input_value("#id_focal_y")) == ("51", "40")


def credits_of(titles):
    return list(Image.objects.filter(title__in=titles).values_list("credit_en", flat=True))


def test_a_new_focal_point_gives_an_older_picture_its_likeness(db):
    from thinktank.library.intake import refocus

    image = take_image(upload(encoded(scene(3)), "old.jpg"))
    Image.objects.filter(pk=image.pk).update(likeness="")
    refocus(image, 20, 20)
    assert Image.objects.get(pk=image.pk).likeness == image.likeness != ""


def two_pictures():
    make_image(width=320, height=180, title="Briefing room")
    make_image(width=320, height=180, title="Briefing table")
    return new_editor("covers")


@pytest.mark.browser
def test_the_cover_is_chosen_by_its_picture(live_site, page):
    name, value = live_site.call(two_pictures)
    page.context.add_cookies([{"name": name, "value": value, "url": live_site.url}])
    page.goto("/admin/articles/article/add/")
    page.click("#id_cover + .select2-container .select2-selection")
    page.keyboard.type("Briefing")
    page.locator(".result-thumbnail").nth(1).wait_for()
    page.keyboard.press("Enter")
    page.locator(".field-cover .chosen-thumbnail").wait_for()
    page.fill("#id_title_en", "With a cover")
    page.click(".desk-buttons button[name=_continue]")
    page.locator(".messagelist .success").wait_for()
    shown = page.locator(".field-cover .chosen-thumbnail")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 320
