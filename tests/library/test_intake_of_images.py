import io
import resource
import struct
import subprocess

import pytest
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import OperationalError, connection
from django.utils import translation
from PIL import Image as Picture
from PIL import PngImagePlugin

from tests.library import uploads
from thinktank.library.intake import FileRefused, refocus, take_image
from thinktank.library.models import Image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelves")]


@pytest.fixture
def opened(shelves):
    """Opens a rendition: opened(image, "640.webp")."""

    def open_(image, name):
        with Picture.open(shelves.public / "r" / image.rendition_key / name) as rendition:
            return rendition.copy()

    return open_


def _near(colour, wanted, by=12):
    return all(abs(a - b) <= by for a, b in zip(colour, wanted, strict=True))


def test_takes_a_photo_with_its_words(settings):
    image = take_image(uploads.upload(uploads.photo(), "Круглый_стол.JPG"), alt_en="A hall", alt_ru="Зал")

    image.refresh_from_db()
    assert (image.title, image.media_type, image.width, image.height) == (
        "Круглый стол",
        "image/jpeg",
        200,
        150,
    )
    assert (image.alt_en, image.alt_ru) == ("A hall", "Зал")


@pytest.mark.once
def test_makes_every_rendition_its_record_names_and_no_other(shelves):
    image = take_image(uploads.upload(uploads.photo(2000, 1500)))

    record = image.record("en")["_files"]
    assert (record["widths"], record["cards"]) == ([320, 640, 960, 1280, 1920], [320, 640, 960])
    stems = [str(width) for width in record["widths"]] + [f"card-{width}" for width in record["cards"]]
    wanted = [
        f"r/{image.rendition_key}/{stem}.{extension}"
        for stem in stems
        for extension in ("avif", "webp", "jpeg")
    ]
    assert shelves.files() == sorted([*wanted, image.original.name])


@pytest.mark.once
def test_renditions_have_the_size_in_their_names(opened):
    image = take_image(uploads.upload(uploads.photo(1000, 600)))

    for name, size in [
        ("320", (320, 192)),
        ("1000", (1000, 600)),
        ("card-320", (320, 180)),
        ("card-960", (960, 540)),
    ]:
        for extension in ("avif", "webp", "jpeg"):
            assert opened(image, f"{name}.{extension}").size == size


@pytest.mark.once
@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 2), (1, 900), (900, 1), (7000, 300), (319, 320)])
def test_takes_pictures_of_odd_shapes(opened, width, height):
    image = take_image(uploads.upload(uploads.encoded(uploads.drawing(width, height), "PNG"), "x.png"))

    for each in image.record("en")["_files"]["widths"]:
        assert opened(image, f"{each}.webp").width == each <= width
    for each in image.record("en")["_files"]["cards"]:
        assert opened(image, f"card-{each}.webp").width == each <= width


@pytest.mark.once
def test_a_very_tall_picture_gets_narrower_copies_that_keep_its_shape(opened):
    image = take_image(uploads.upload(uploads.photo(1000, 8000)))

    widest = opened(image, f"{image.widths()[-1]}.jpeg")
    assert widest.width * widest.height <= 6_100_000
    assert widest.height / widest.width == pytest.approx(8, rel=0.01)


@pytest.mark.once
@pytest.mark.parametrize("orientation", range(1, 9))
def test_turns_the_picture_as_the_camera_was_held(opened, orientation):
    image = take_image(uploads.upload(uploads.photo_from_a_phone(orientation)))

    shown = opened(image, f"{image.width}.jpeg").convert("RGB")
    assert shown.size == (image.width, image.height) == ((240, 160) if orientation < 5 else (160, 240))
    middle_x, middle_y = image.width // 2, image.height // 2
    red_side = {1: (middle_x, 5), 2: (middle_x, 5), 3: (middle_x, -5), 4: (middle_x, -5)} | {
        5: (5, middle_y), 6: (-5, middle_y), 7: (-5, middle_y), 8: (5, middle_y)
    }  # fmt: skip
    x, y = red_side[orientation]
    assert _near(shown.getpixel((x % image.width, y % image.height)), (255, 0, 0), by=25)


@pytest.mark.once
def test_a_photo_held_upright_is_as_sharp_as_one_held_across(opened):
    """The JPEG is decoded at a reduced scale, which must not depend on the longer side."""
    stripes = Picture.new("L", (4000, 10))
    stripes.putdata([255 if x // 2 % 2 else 0 for x in range(4000)] * 10)
    exif = Picture.Exif()
    exif[0x0112] = 6
    content = uploads.encoded(stripes.resize((4000, 3000), Picture.Resampling.NEAREST), exif=exif, quality=90)

    image = take_image(uploads.upload(content))

    shown = opened(image, "1920.jpeg").convert("L")
    down = [shown.getpixel((900, y)) for y in range(1000, 1100)]
    assert max(down) - min(down) > 100


@pytest.mark.once
@pytest.mark.parametrize("file_format", ["JPEG", "WEBP", "PNG"])
def test_is_turned_by_what_browsers_turn_it_by_alone(file_format):
    """Orientations in XMP and in old ImageMagick profiles are ignored."""
    told = b'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="6"/>'
    words = PngImagePlugin.PngInfo()
    words.add_itxt("XML:com.adobe.xmp", told.decode())
    options = {"pnginfo": words} if file_format == "PNG" else {"xmp": told}
    content = uploads.encoded(uploads.drawing(60, 40), file_format, **options)

    image = take_image(uploads.upload(content, f"x.{file_format.lower()}"))

    assert (image.width, image.height) == (60, 40)


@pytest.mark.once
def test_no_rendition_tells_where_or_with_what_the_photo_was_taken(shelves):
    original = uploads.photo_from_a_phone()
    assert all(
        secret in original
        for secret in [b"SECRET-MAKER", b"SECRET-GPS", b"SECRET-COMMENT", b"SECRET-XMP", b"SECRET-ICC"]
    )

    take_image(uploads.upload(original))

    for path in shelves.public.rglob("*.*"):
        assert b"SECRET" not in path.read_bytes(), path
        with Picture.open(path) as rendition:
            assert not rendition.getexif()
            assert not set(rendition.info) & {"icc_profile", "exif", "xmp", "comment", "photoshop"}


@pytest.mark.once
@pytest.mark.parametrize(
    ("file_format", "extension"), [("GIF", "gif"), ("PNG", "png"), ("WEBP", "webp"), ("JPEG", "jpg")]
)
def test_nothing_that_hides_in_a_picture_reaches_a_rendition(shelves, file_format, extension):
    script = b"<script>alert(1)</script>"
    content = uploads.encoded(
        uploads.drawing(50, 50).convert("P" if file_format == "GIF" else "RGB"), file_format
    )

    take_image(uploads.upload(content + script, f"x.{extension}"))

    assert not any(b"<script" in path.read_bytes() for path in shelves.public.rglob("*.*"))


@pytest.mark.once
def test_a_gif_with_a_script_for_a_comment_is_only_a_picture_afterwards(shelves):
    content = uploads.encoded(
        uploads.drawing(50, 50).convert("P"), "GIF", comment=b"<script>alert(1)</script>"
    )

    take_image(uploads.upload(content, "x.gif"))

    assert not any(b"<script" in path.read_bytes() for path in shelves.public.rglob("*.*"))


@pytest.mark.once
def test_transparent_parts_stay_transparent_and_are_white_in_a_jpeg(opened):
    glass = Picture.new("RGBA", (400, 300), (255, 0, 0, 0))
    glass.paste((0, 0, 255, 255), (200, 0, 400, 300))

    image = take_image(uploads.upload(uploads.encoded(glass, "PNG"), "logo.png"))

    for extension in ("avif", "webp"):
        shown = opened(image, f"400.{extension}").convert("RGBA")
        assert shown.getpixel((100, 150))[3] == 0
        assert shown.getpixel((300, 150))[3] == 255
    assert _near(opened(image, "400.jpeg").getpixel((100, 150)), (255, 255, 255))


@pytest.mark.once
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_takes_png_of_every_mode(opened, mode):
    picture = uploads.drawing(64, 48, "LA" if mode == "LA" else "RGBA" if mode == "RGBA" else "RGB").convert(
        mode
    )

    image = take_image(uploads.upload(uploads.encoded(picture, "PNG"), "x.png"))

    assert opened(image, "64.webp").mode == ("RGBA" if mode in {"LA", "RGBA"} else "RGB")


@pytest.mark.once
def test_takes_16_bits_a_pixel_without_washing_them_out(opened):
    deep = Picture.new("I;16", (60, 40), 32896)

    image = take_image(uploads.upload(uploads.encoded(deep, "PNG"), "scan.png"))

    assert _near(opened(image, "60.jpeg").getpixel((30, 20)), (128, 128, 128))


def _grey(depth, row, transparent=None):
    return uploads.png(60, 40, depth, 0, row, uploads.png_chunk(b"tRNS", struct.pack(">H", transparent)))


@pytest.mark.once
@pytest.mark.parametrize(
    ("content", "colour"),
    [
        (_grey(16, struct.pack(">30H", *[32896] * 30) + struct.pack(">30H", *[1000] * 30), 1000), 128),
        (_grey(16, struct.pack(">30H", *[32896] * 30) + struct.pack(">30H", *[65535] * 30), 65535), 128),
        (_grey(8, bytes([128] * 30 + [9] * 30), 9), 128),
        (_grey(4, bytes([0x88] * 15 + [0xFF] * 15), 15), 136),
        (_grey(2, bytes([0xAA] * 7 + [0xAF] + [0xFF] * 7), 3), 170),
        (_grey(1, bytes([0xFF] * 4 + [0x00] * 4), 0), 255),
    ],
)
def test_the_transparent_grey_of_a_png_is_transparent_at_every_depth(opened, content, colour):
    image = take_image(uploads.upload(content, "x.png"))

    shown = opened(image, "60.webp").convert("RGBA")
    assert _near(shown.getpixel((10, 20)), (colour, colour, colour, 255))
    assert shown.getpixel((50, 20))[3] == 0


@pytest.mark.once
def test_the_transparent_colour_of_a_deep_png_is_transparent(opened):
    seen, hidden = struct.pack(">3H", 32896, 65535, 0), struct.pack(">3H", 32900, 100, 70)
    hole = uploads.png_chunk(b"tRNS", hidden)

    image = take_image(uploads.upload(uploads.png(60, 40, 16, 2, seen * 30 + hidden * 30, hole), "x.png"))

    shown = opened(image, "60.webp").convert("RGBA")
    assert _near(shown.getpixel((10, 20)), (128, 255, 0, 255))
    assert shown.getpixel((50, 20))[3] == 0


@pytest.mark.once
@pytest.mark.parametrize("mode", ["L", "LA"])
def test_applies_the_profile_of_a_grey_picture(opened, mode):
    """Linear grey: 55 of 255 is 128 in sRGB."""
    grey = Picture.new("L", (60, 40), 55).convert(mode)
    alpha = 255
    if mode == "LA":
        alpha = 100
        grey.putalpha(alpha)

    content = uploads.encoded(grey, "PNG", icc_profile=uploads.linear_grey_profile())
    image = take_image(uploads.upload(content, "x.png"))

    assert _near(opened(image, "60.webp").convert("RGBA").getpixel((30, 20)), (128, 128, 128, alpha), by=4)


@pytest.mark.once
def test_applies_the_gamma_of_a_png_without_a_profile(opened):
    linear = uploads.png_chunk(b"gAMA", struct.pack(">I", 100_000))

    image = take_image(uploads.upload(uploads.png(60, 40, 8, 2, bytes([55]) * 180, linear), "x.png"))

    assert _near(opened(image, "60.jpeg").getpixel((30, 20)), (128, 128, 128), by=4)


@pytest.mark.once
@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP"])
def test_a_profile_for_grey_leaves_a_coloured_picture_its_colours(opened, file_format):
    profile = uploads.linear_grey_profile()
    content = uploads.encoded(Picture.new("RGB", (60, 40), "red"), file_format, icc_profile=profile)

    image = take_image(uploads.upload(content, f"x.{file_format.lower()}"))

    assert _near(opened(image, "60.webp").getpixel((30, 20)), (255, 0, 0))


@pytest.mark.once
@pytest.mark.parametrize(
    ("primaries", "standard", "wanted"),
    [
        ("31270 32900 64000 33000 21000 71000 15000 6000", b"", (67, 150, 50)),  # Adobe RGB
        ("31270 32900 15000 6000 30000 60000 64000 33000", b"", (60, 150, 100)),  # red and blue changed over
        ("31270 32900 0 0 0 0 0 0", b"", (100, 150, 60)),  # no colours at all
        (
            "31270 32900 64000 33000 21000 71000 15000 6000",
            uploads.png_chunk(b"sRGB", b"\0"),
            (100, 150, 60),
        ),
    ],
)
def test_applies_the_primaries_of_a_png_without_a_profile(opened, primaries, standard, wanted):
    chunk = uploads.png_chunk(b"cHRM", struct.pack(">8I", *map(int, primaries.split())))
    content = uploads.png(60, 40, 8, 2, bytes([100, 150, 60]) * 60, standard + chunk)

    image = take_image(uploads.upload(content, "x.png"))

    assert _near(opened(image, "60.webp").getpixel((30, 20)), wanted, by=4)


@pytest.mark.once
def test_takes_cmyk_with_its_colours(opened):
    image = take_image(
        uploads.upload(uploads.encoded(Picture.new("CMYK", (60, 40), (0, 255, 255, 0)), "JPEG", quality=95))
    )

    red, green, blue = opened(image, "60.jpeg").convert("RGB").getpixel((30, 20))
    assert red > 200
    assert green < 60
    assert blue < 60


@pytest.mark.once
def test_takes_a_picture_whose_colour_profile_is_nonsense(opened):
    image = take_image(
        uploads.upload(uploads.encoded(Picture.new("RGB", (60, 40), "green"), icc_profile=b"nonsense" * 40))
    )

    assert _near(opened(image, "60.jpeg").getpixel((30, 20)), (0, 128, 0))


@pytest.mark.once
def test_shows_the_first_frame_of_an_animation(opened):
    first, second = Picture.new("RGB", (60, 40), "red"), Picture.new("RGB", (60, 40), "blue")
    for file_format, extension in [
        ("GIF", "gif"),
        ("WEBP", "webp"),
        ("PNG", "png"),
        ("MPO", "jpg"),
        ("AVIF", "avif"),
    ]:
        content = uploads.encoded(first, file_format, save_all=True, append_images=[second])
        image = take_image(uploads.upload(content, f"x.{extension}"))
        assert _near(opened(image, "60.jpeg").convert("RGB").getpixel((30, 20)), (255, 0, 0)), file_format
        assert image.frames == (1 if file_format == "MPO" else 2)


@pytest.mark.once
def test_what_the_first_frame_leaves_uncovered_is_transparent(opened):
    """The background colour of the file is ignored, as browsers do."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0x80, 0, 0) + b"\x10\x20\x30\xff\xff\xff"
    corner = b"\x2c" + struct.pack("<HHHHB", 3, 3, 1, 1, 0) + b"\x02\x02\x44\x01\x00"

    image = take_image(uploads.upload(screen + corner + b"\x3b", "x.gif"))

    shown = opened(image, "4.webp").convert("RGBA")
    assert (shown.getpixel((0, 0))[3], shown.getpixel((3, 3))[3]) == (0, 255)


def test_the_same_file_again_is_the_picture_that_is_there(shelves):
    first = take_image(uploads.upload(uploads.photo(), "a.jpg"), alt_en="A hall")
    files = shelves.files()

    second = take_image(uploads.upload(uploads.photo(), "b.jpg"), alt_en="Another hall")

    assert (second.pk, second.was_known, first.was_known) == (first.pk, True, False)
    assert Image.objects.get().alt_en == "A hall"
    assert shelves.files() == files


def test_two_processes_with_the_same_file_make_one_picture(shelves):
    """Another process stores the same file just before this one does."""
    others = []

    def other_first(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not others:
            others.append(None)
            others[0] = take_image(uploads.upload(uploads.photo(), "b.jpg"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(other_first):
        image = take_image(uploads.upload(uploads.photo(), "a.jpg"))

    assert (image.pk, image.was_known) == (others[0].pk, True)
    assert {name.split("/")[1] for name in shelves.files() if name.startswith("r/")} == {image.rendition_key}
    assert sum(name.startswith("images/") for name in shelves.files()) == 1


@pytest.mark.parametrize(
    ("content", "name", "code", "status"),
    [
        (b"", "x.jpg", "empty", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.svg", "not_picture", 415),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "x.png", "not_picture", 415),
        (b"<html><script>alert(1)</script>", "x.html", "not_picture", 415),
        (uploads.gif_of(1), "x.gif.html", "not_picture", 415),
        (b"BM" + bytes(200), "x.bmp", "not_picture", 415),
        (uploads.encoded(uploads.drawing(9, 9), "TIFF"), "x.jpg", "not_picture", 415),
        (uploads.pdf(), "x.jpg", "not_picture", 415),
        (uploads.photo()[:1500], "x.jpg", "broken", 422),
        (uploads.encoded(uploads.drawing(99, 99), "PNG")[:-300], "x.png", "broken", 422),
        (uploads.png_bomb(9000, 9000), "x.png", "too_many_pixels", 413),
        (uploads.png_bomb(30_000, 4), "x.png", "too_many_pixels", 413),
        (uploads.png_bomb(13_000, 13_001), "x.png", "too_many_pixels", 413),
        (uploads.gif_of(10_000), "x.gif", "too_many_frames", 413),
        (b"\xff\xd8" + bytes(21 * 1024 * 1024), "x.jpg", "image_too_large", 413),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refuses_with_a_sentence_and_leaves_nothing(shelves, content, name, code, status):
    with pytest.raises(FileRefused) as refusal:
        take_image(uploads.upload(content, name))

    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert refusal.value.messages[0].endswith(".")
    assert shelves.files() == []
    assert not Image.objects.exists()


def test_refuses_in_the_language_of_the_reader():
    with pytest.raises(FileRefused) as refusal:
        take_image(uploads.upload(b"", "x.jpg"))

    for language in ("en", "ru"):
        with translation.override(language):
            assert refusal.value.messages == [str(refusal.value.message)]


@pytest.mark.parametrize("words", [{"alt_en": "x" * 301}, {"title": "x" * 201}, {"focal_x": 101}])
def test_refuses_words_that_do_not_fit(shelves, words):
    with pytest.raises(ValidationError):
        take_image(uploads.upload(uploads.photo()), **words)

    assert shelves.files() == []


@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "../../x.jpg",
        "a\r\nSet-Cookie: x",
        "x" * 5000,
        "\u202egpj.exe\u202c.jpg",
        "Доклад № 5.jpg",
        "\0",
        ".",
    ],
)
def test_no_name_decides_where_a_file_lies(shelves, name):
    upload = uploads.upload(uploads.photo())
    upload._name = name  # as an importer might; Django's own parser cleans names before

    image = take_image(upload)

    assert len(image.original.name) == len("images/") + 32
    assert all(part.startswith(("r/", "images/")) for part in shelves.files())
    assert 0 < len(image.title) <= 200
    assert not any(ord(character) < 32 or character == "\u202e" for character in image.title)


def test_a_database_that_fails_leaves_no_file(shelves):
    def refuse(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            raise OperationalError("gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse), pytest.raises(OperationalError):
        take_image(uploads.upload(uploads.photo()))

    assert shelves.files() == []


def test_another_focal_point_gives_new_cards_and_keeps_the_old_ones(shelves, opened):
    picture = Picture.new("RGB", (400, 900), "blue")
    picture.paste("red", (0, 675, 400, 900))
    image = take_image(uploads.upload(uploads.encoded(picture)))
    before, old_key = shelves.files(), image.rendition_key
    assert _near(opened(image, "card-320.jpeg").getpixel((160, 90)), (0, 0, 255), by=20)

    refocus(image, 50, 100)

    image.refresh_from_db()
    assert (image.focal_y, image.rendition_key != old_key) == (100, True)
    assert _near(opened(image, "card-320.jpeg").getpixel((160, 90)), (255, 0, 0), by=20)
    assert set(before) < set(shelves.files())


@pytest.mark.once
def test_opens_a_picture_in_a_process_that_knows_no_secret(monkeypatch, tmp_path):
    """The child's environment, from the process table."""
    started = []
    run = subprocess.run
    monkeypatch.setenv("SECRET_KEY", "CANARY")
    monkeypatch.setattr(
        subprocess, "run", lambda *args, **kwargs: started.append(kwargs) or run(*args, **kwargs)
    )

    take_image(uploads.upload(uploads.photo()))

    assert "CANARY" not in str(started)
    assert set(started[0]["env"]) == {"LANG", "PATH"}


def _children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@pytest.mark.once
def test_a_bomb_takes_neither_memory_nor_time():
    bombs = [
        uploads.png_bomb(9000, 9000),
        uploads.png_bomb(12_900, 12_900),
        uploads.gif_of(10_000),
        uploads.photo()[:1500],
    ]
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, _children_seconds()

    for bomb in bombs:
        with pytest.raises(FileRefused):
            take_image(uploads.upload(bomb, "x.png"))

    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert megabytes < 50
    assert _children_seconds() - started < 10


def test_the_title_is_read_from_any_file_object(tmp_path):
    path = tmp_path / "Рисунок 1.png"
    path.write_bytes(uploads.encoded(uploads.drawing(30, 20), "PNG"))
    with path.open("rb") as file:
        image = take_image(File(file))

    assert image.title == "Рисунок 1"
    with image.original.open() as original:
        assert Picture.open(io.BytesIO(original.read())).size == (30, 20)
