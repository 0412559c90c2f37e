"""Any upload ends in a picture or a message, and the storages have exactly the files of the rows."""

import struct

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.library import uploads
from thinktank.library.intake import FileRefused, take_document, take_image
from thinktank.library.models import Document, Image

PICTURES = [
    uploads.photo_from_a_phone(),
    uploads.encoded(uploads.drawing(48, 32, "RGBA"), "PNG"),
    uploads.encoded(uploads.drawing(48, 32).convert("P"), "PNG", transparency=3),
    uploads.encoded(uploads.drawing(48, 32), "WEBP"),
    uploads.encoded(uploads.drawing(48, 32).convert("P"), "GIF"),
    uploads.encoded(uploads.drawing(48, 32), "AVIF", speed=10),
    uploads.encoded(uploads.drawing(48, 32, "CMYK"), "JPEG"),
]


def damaged(originals):
    """Real files with bytes changed, removed or repeated."""

    @st.composite
    def strategy(draw):
        content = bytearray(draw(st.sampled_from(originals)))
        for _ in range(draw(st.integers(0, 8))):
            content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
        start, end = sorted(draw(st.lists(st.integers(0, len(content)), min_size=2, max_size=2)))
        how = draw(st.sampled_from(["whole", "cut", "doubled", "end missing"]))
        pieces = {
            "whole": content,
            "cut": content[:start] + content[end:],
            "doubled": content[:end] + content[start:],
            "end missing": content[:end],
        }
        return bytes(pieces[how])

    return strategy()


def _assert_shelves_hold_what_the_rows_say(shelves):
    rows = [image.original.name for image in Image.objects.all()] + [
        d.file.name for d in Document.objects.all()
    ]
    keys = {image.rendition_key for image in Image.objects.all()}
    renditions = {name.split("/")[1] for name in shelves.files() if name.startswith("r/")}
    assert renditions == keys
    assert sorted(name for name in shelves.files() if not name.startswith("r/")) == sorted(rows)


PROPERTY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.django_db
@PROPERTY
@given(content=st.binary(max_size=400) | damaged(PICTURES), name=st.text(max_size=30) | st.just("x.png"))
def test_any_bytes_are_a_picture_or_a_sentence(shelves, content, name):
    upload = uploads.upload(content)
    upload._name = name
    try:
        image = take_image(upload)
    except ValidationError as refusal:
        assert refusal.messages
    else:
        assert image.pk
        assert image.width * image.height > 0
    _assert_shelves_hold_what_the_rows_say(shelves)


@pytest.mark.django_db
@PROPERTY
@given(
    content=st.binary(max_size=400).map(lambda tail: b"%PDF-1.4\n" + tail)
    | damaged([uploads.pdf(1), uploads.pdf(40)])
)
def test_any_bytes_are_a_document_or_a_sentence(shelves, content):
    try:
        document = take_document(uploads.upload(content, "x.pdf"))
    except ValidationError as refusal:
        assert refusal.messages
    else:
        assert document.pages > 0
    _assert_shelves_hold_what_the_rows_say(shelves)


def _gif_bomb():
    """Twenty bytes with the header of a picture of 65,535 pixels on each side."""
    return b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + uploads.gif_of(1)[19:]


def _cut_short(content):
    return content[: len(content) * 2 // 3]


# The kinds of pictures among Pillow's own samples: file name -> (bytes, why it is refused or "").
SAMPLES = {
    "header_of_another_chunk.png": (
        uploads.png(9, 9, 8, 2, b"\0" * 27).replace(b"IHDR", b"IHDX"),
        "not_picture",
    ),
    "decompression_bomb.gif": (_gif_bomb(), "too_many_pixels"),
    "place_in_exif.jpg": (uploads.photo_from_a_phone(1), ""),
    "turned_by_exif.jpg": (uploads.photo_from_a_phone(6), ""),
    "grey_profile.png": (
        uploads.encoded(uploads.drawing(48, 32, "L"), "PNG", icc_profile=uploads.linear_grey_profile()),
        "",
    ),
    "cmyk.jpg": (uploads.encoded(uploads.drawing(48, 32, "CMYK"), "JPEG"), ""),
    "transparent.webp": (uploads.encoded(uploads.drawing(48, 32, "RGBA"), "WEBP"), ""),
    "cut_short.png": (_cut_short(uploads.encoded(uploads.drawing(48, 32), "PNG")), "broken"),
    "cut_short.jpg": (_cut_short(uploads.photo()), "broken"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SAMPLES)
def test_a_picture_of_every_kind_is_taken_or_refused(shelves, name):
    content, refusal = SAMPLES[name]
    try:
        assert take_image(uploads.upload(content, name)).pk
        outcome = ""
    except FileRefused as error:
        outcome = error.code
    assert outcome == refusal
    _assert_shelves_hold_what_the_rows_say(shelves)
    assert storages["default"].location == str(shelves.public)
