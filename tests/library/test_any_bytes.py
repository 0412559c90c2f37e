"""Whatever is uploaded, the answer is a picture or a sentence, and the shelves hold what the rows say."""

from pathlib import Path

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
    """Real files with bytes changed, cut off, doubled."""

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


@pytest.mark.once
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


@pytest.mark.once
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


# Public test pictures that are not part of this repository, beside it where a developer has put them.
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "images"
EXPECTED = {
    "broken.png": "not_picture",
    "decompression_bomb.gif": "too_many_pixels",
    "exif_gps.jpg": (True, None),
    "hopper_orientation_6.jpg": (True, None),
    "icc_profile.png": (True, None),
    "pil_sample_cmyk.jpg": (True, None),
    "transparent.webp": (True, None),
    "truncated_image.png": "broken",
    "truncated_jpeg.jpg": "broken",
}


@pytest.mark.once
@pytest.mark.django_db
def test_the_sample_pictures_of_pillow_are_taken_or_refused(shelves, capsys):
    if not SAMPLES.is_dir():
        with capsys.disabled():
            print(f"\n(no sample pictures in {SAMPLES.name}: checked with our own files only)")
        return
    for name, expected in EXPECTED.items():
        try:
            outcome = (take_image(uploads.upload((SAMPLES / name).read_bytes(), name)).pk is not None, None)
        except FileRefused as refusal:
            outcome = refusal.code
        assert outcome == expected, name
    _assert_shelves_hold_what_the_rows_say(shelves)
    assert storages["default"].location == str(shelves.public)
