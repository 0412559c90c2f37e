import pytest
from django.template import Context, Template
from lxml import html

from tests.library import uploads
from thinktank.library.intake import take_image
from thinktank.library.pictures import image_url, picture_html

RECORD = {
    "uid": "7d3c5f0e-0000-4000-8000-000000000001",
    "sha256": "ab",
    "width": 1000,
    "height": 600,
    "alt": 'A "hall" <b>&',
    "credit": "",
    "_files": {"key": "0" * 32, "widths": [320, 640, 960, 1000], "cards": [320, 640, 960]},
}


def _parsed(markup):
    return html.fragment_fromstring(markup)


def test_offers_every_format_best_first_and_jpeg_for_the_rest():
    picture = _parsed(picture_html(RECORD, "full", "50vw"))

    assert [source.get("type") for source in picture.iter("source")] == ["image/avif", "image/webp"]
    assert picture.xpath("//source")[0].get("srcset").split(", ") == [
        f"/media/r/{'0' * 32}/{width}.avif {width}w" for width in (320, 640, 960, 1000)
    ]
    image = picture.xpath("//img")[0]
    assert image.get("src") == f"/media/r/{'0' * 32}/960.jpeg"
    assert image.get("srcset").startswith(f"/media/r/{'0' * 32}/320.jpeg 320w, ")
    assert {element.get("sizes") for element in picture.iter("source", "img")} == {"50vw"}


def test_reserves_the_space_the_picture_will_need():
    whole, card = (_parsed(picture_html(RECORD, shape)).xpath("//img")[0] for shape in ("full", "card"))

    assert (whole.get("width"), whole.get("height")) == ("1000", "600")
    assert (card.get("width"), card.get("height")) == ("960", "540")
    assert card.get("src") == f"/media/r/{'0' * 32}/card-960.jpeg"


def test_escapes_the_words():
    markup = picture_html(RECORD)

    assert "<b>" not in markup
    assert _parsed(markup).xpath("//img")[0].get("alt") == RECORD["alt"]


def test_a_decorative_picture_has_an_empty_alternative_text():
    assert _parsed(picture_html(RECORD | {"alt": ""})).xpath("//img")[0].get("alt") == ""


def test_needs_no_inline_style():
    assert "style" not in picture_html(RECORD)


def test_loads_late_unless_told_otherwise():
    late, early = (_parsed(picture_html(RECORD, eager=eager)).xpath("//img")[0] for eager in (False, True))

    assert (late.get("loading"), late.get("fetchpriority")) == ("lazy", None)
    assert (early.get("loading"), early.get("fetchpriority")) == (None, "high")


def test_the_tag_draws_the_same_and_nothing_without_a_record():
    template = Template('{% load library %}{% picture record "card" sizes="30vw" loading="eager" %}')

    assert template.render(Context({"record": RECORD})) == picture_html(RECORD, "card", "30vw", eager=True)
    assert template.render(Context({"record": None})) == ""
    assert template.render(Context()) == ""


def test_the_address_of_one_rendition_is_that_of_the_next_wider_one():
    assert image_url(RECORD, width=700).endswith("/960.jpeg")
    assert image_url(RECORD, width=5000, extension="webp").endswith("/1000.webp")
    assert image_url(RECORD, "card", width=320).endswith("/card-320.jpeg")


@pytest.mark.django_db
def test_every_address_it_names_answers(admin_client, shelves):
    image = take_image(uploads.upload(uploads.photo(700, 500)))

    for shape in ("full", "card"):
        picture = _parsed(picture_html(image.record("en"), shape))
        for element in picture.iter("source", "img"):
            for candidate in element.get("srcset").split(", "):
                response = admin_client.get(candidate.split(" ")[0])
                assert response.status_code == 200
                assert b"".join(response.streaming_content)


@pytest.mark.django_db
def test_draws_without_a_query(django_assert_num_queries, shelves):
    record = take_image(uploads.upload(uploads.photo(100, 80))).record("en")

    with django_assert_num_queries(0):
        picture_html(record)
