"""The share image: its words are always inside the frame, and it follows its edition."""

import io

import pytest
from django.utils import timezone, translation
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from tests.factories import (
    make_article,
    make_event,
    make_image,
    make_page,
    make_report,
    publish_now,
)
from thinktank.delivery import cache_tags
from thinktank.pages.models import SiteSettings
from thinktank.printing.share.drawing import HAIRLINE, HEAVIEST, MARGIN, Words, cover_size, draw, encode
from thinktank.printing.share.faces import SERIF, font, length, runs
from thinktank.printing.share.lines import drawable, left_out, set_in
from thinktank.printing.share.words import ways_to_name
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.editions.generated_files import make_files
from thinktank.publishing.public.share_image import SIZE

PAPER = (255, 255, 255)
RUSSIAN = (
    "О том, как в течение последних пятнадцати лет менялись представления о стратегической стабильности в Европе"
    " и почему участники переговоров из России и стран альянса по-прежнему расходятся в оценке предложений о"
    " взаимной сдержанности на море и в небе"
)
TITLES = (
    st.text(max_size=250)
    | st.text("абвгдежзёйАЩЪ -—«»\xa0", max_size=250)
    | st.text("wWM i\xad\u2011", max_size=250)
)


def empty_margins(image, width=SIZE[0]):
    """Whether the margins, and the space between title and hairline, are empty."""
    strips = [
        (0, 13, MARGIN - 4, SIZE[1]),
        (width - MARGIN + 4, 13, width, SIZE[1]),
        (0, HAIRLINE - 20, width, HAIRLINE),
    ]
    return all(image.crop(strip).getcolors() == [(area(strip), PAPER)] for strip in strips)


def area(box):
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


@hypothesis_settings(max_examples=60)
@given(TITLES, TITLES, TITLES)
@example("😀\u0000 العربية 中文", "محمد", "")
@example("Ж" * 250, "Щ" * 120, "W" * 90)
@example(RUSSIAN, RUSSIAN[:120], RUSSIAN)
@example("\xa0" * 250, "\n", "\u2028")
@example(
    "\u2852\u287a \u280d \u2878 \u286f\u285e " * 8, "\u287a " * 40, "\u283e \u2832 \u2825"
)  # with wide spaces
@example("\U0001ec7c\U0001ec73 " * 9, "\U0001ec7c\U0001ec73", "\U0001ec7c\U0001ec73")  # of no advance
def test_any_title_and_names_stay_inside_the_frame(title, institute, name):
    people = [{"name": name, "role": "author"}, {"name": title, "role": "speaker"}]
    words = Words(title, institute, kind=name, date=institute, below=ways_to_name(people))
    image = draw(words)
    assert image.size == SIZE
    assert empty_margins(image)
    cover = Image.new("RGB", cover_size(title), PAPER)
    beside = draw(words, cover)
    assert empty_margins(
        beside.crop((0, 0, SIZE[0] - cover.width + MARGIN - 48, SIZE[1])), SIZE[0] - cover.width + 24
    )


@given(st.text("абв \xa0", max_size=250), st.sampled_from([420, 648, 1056]))
def test_lines_hold_all_words_and_break_at_no_tied_space(text, width):
    text = drawable(text)
    if not text:
        return
    block = set_in(text, SERIF, range(96, 11, -2), width, 400)
    if block.is_whole and max(font(SERIF, 12).getlength(word) for word in text.split(" ")) <= width:
        assert " ".join(block.lines) == text
    assert all(font(SERIF, block.size).getlength(line) <= width + 1 for line in block.lines)


def test_a_title_as_long_as_may_be_is_set_whole_in_both_languages():
    english = RUSSIAN.translate({ord(c): "n" for c in RUSSIAN if c.isalpha()})
    for text in (RUSSIAN, english):
        assert set_in(drawable(text), SERIF, range(96, 25, -2), 768, 270).is_whole


def test_short_words_and_dashes_end_and_begin_no_line():
    assert (
        drawable("A note of a joint report — and so on")
        == "A\xa0note of\xa0a\xa0joint report\xa0— and so\xa0on"
    )


def ink(title):
    """The box of the letters of a title: (left, top, right, bottom) in pixels."""
    return ImageChops.difference(draw(Words(title, "")), draw(Words("", ""))).getbbox()


@pytest.mark.parametrize(
    "title", ["日本と中国", "한국어", "हिन्दी", "العربية", "עברית", "Ελλάδα", "ქართული", "Հայերեն", "ไทย"]
)
def test_titles_in_other_scripts_are_drawn_with_the_fonts_of_the_system(title):
    assert left_out(title) == ""
    assert drawable(f"{title} \U0001f1f7\U0001f1fa\ue000") == title
    left, _top, right, _bottom = ink(title)
    assert MARGIN - 8 < left < MARGIN + 24 and right - left > 150


def test_words_from_right_to_left_are_drawn_in_visual_order():
    one, other = "سلام", "أبجدهوز"
    lengths = {word: length(word, SERIF, 96) for word in (one, other)}
    (words, _face), *_none = runs(f"{one} {other}", SERIF)
    assert words == f"{one} {other}"
    assert [run for run, _face in runs(f"{one} (2026)", SERIF)] == ["(2026) ", one]
    assert [run for run, _face in runs(f"On {one}!", SERIF)] == ["On ", one, "!"]
    assert length(f"{one} {other}", SERIF, 96) > sum(lengths.values())


def test_lines_end_between_ideographs_but_not_before_a_closing_sign():
    block = set_in(drawable("日本、中国。" * 12), SERIF, range(96, 25, -2), 700, 300)
    assert block.is_whole and len(block.lines) > 1 and block.size > 40
    assert not any(line[0] in "、。" for line in block.lines)


def test_a_letter_stays_when_its_mark_has_no_font():
    assert drawable("Z\U00010a3fa") == "Za" and left_out("Z\U00010a3fa") == "\U00010a3f"


def test_people_are_named_as_many_as_there_is_room_for():
    people = [{"name": name, "role": "speaker"} for name in "ABCDEFGHI"]
    assert ways_to_name(people[:1]) == ("A",)
    assert ways_to_name(people[:5]) == (
        "A, B, C and two others",
        "A, B and three others",
        "A and four others",
    )
    with translation.override("ru"):
        assert ways_to_name(people[:5])[0] == "A, B, C и\xa0ещё двое"
        assert ways_to_name(people)[0] == "A, B, C и\xa0ещё 6\xa0человек"
    hidden = [
        {"name": "T", "role": "translator"},
        {"name": "A", "role": "author"},
        {"name": "A", "role": "speaker"},
    ]
    assert ways_to_name(hidden) == ("A",)


def test_a_restless_cover_is_made_light_enough_for_networks():
    noise = [Image.effect_noise(cover_size(""), 24) for _channel in "RGB"]
    image = draw(Words(RUSSIAN, "Институт"), Image.merge("RGB", noise))
    data, media_type = encode(image, is_photographic=True)
    assert media_type == "image/jpeg" and len(data) <= HEAVIEST


@pytest.fixture
def make():
    """make(edition): its share image alone."""
    return lambda edition: make_files.call(str(edition.uid), "share-image")


@pytest.fixture
def share_url(settings):
    """share_url(page): the address of its share image, without the host."""

    def find(page):
        [line] = [line for line in page.splitlines() if 'property="og:image"' in line]
        address = line.split('content="')[1].split('"')[0]
        assert address.startswith(settings.SITE_ORIGIN + "/")
        return address.removeprefix(settings.SITE_ORIGIN)

    return find


@pytest.mark.django_db
@pytest.mark.parametrize("factory", [make_article, make_event, make_report, make_page])
def test_every_kind_has_its_image_in_each_language_at_the_editions_address(client, make, share_url, factory):
    SiteSettings.objects.create(name_en="Institute", name_ru="Институт")
    publication = factory(slug_en="one", slug_ru="odin", title_en="Bees & “wax”", title_ru="Пчёлы")
    for edition in publish_now(publication, "en", "ru"):
        page = edition.get_absolute_url()
        assert "og:image" not in client.get(page).text
        make(edition)
        text = client.get(page).text
        path = share_url(text)
        assert path == f"{page}editions/1/share-image/"
        assert '<meta property="og:image:width" content="1200">' in text
        assert '<meta property="og:image:height" content="630">' in text
        alt = {"en": "Bees &amp; “wax” — Institute", "ru": "Пчёлы — Институт"}[edition.language]
        assert f'<meta property="og:image:alt" content="{alt}">' in text
        assert '<meta name="twitter:card" content="summary_large_image">' in text
        response = client.get(path)
        assert Image.open(io.BytesIO(response.getvalue())).size == SIZE
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "max-age=600" in response["Cache-Control"] and "X-Robots-Tag" not in response


@pytest.mark.django_db
def test_the_cover_is_used_until_the_share_image_is_made_and_is_part_of_it_then(client, make, share_url):
    cover = make_image(width=640, height=400)
    [edition] = publish_now(make_article(slug_en="one", cover=cover), "en")
    text = client.get("/en/articles/one/").text
    assert "/card-640.jpeg" in share_url(text)
    assert '<meta property="og:image:height" content="360">' in text
    assert '<meta property="og:image:alt" content="A plain surface">' in text
    make(edition)
    row = edition.files.get(kind="share-image")
    assert row.media_type == "image/jpeg" and row.size <= HEAVIEST
    with row.file.open() as file:
        image = Image.open(file).convert("RGB")
    across, _down = cover_size(edition.title)
    assert image.getpixel((SIZE[0] - across // 2, 315)) == pytest.approx((184, 171, 140), abs=6)
    assert image.getpixel((SIZE[0] - across - 10, 315)) == pytest.approx(PAPER, abs=6)


@pytest.mark.django_db
def test_a_withdrawn_editions_image_is_gone_and_its_page_names_none(client, make, share_url):
    article = make_article(slug_en="one")
    [edition] = publish_now(article, "en")
    make(edition)
    path = share_url(client.get("/en/articles/one/").text)
    withdraw(article, "en", public_note="Wrong figures.", now=timezone.now())
    assert client.get(path).status_code == 410
    assert "editions/1/share-image" not in client.get("/en/articles/one/").text


@pytest.mark.django_db
def test_pages_without_editions_show_the_image_of_the_site_which_follows_its_name(client, share_url):
    row = SiteSettings.objects.create(name_en="Institute", name_ru="Институт")
    text = client.get("/ru/topics/").text
    path = share_url(text)
    assert '<meta property="og:title" content="Темы — Институт">' in text
    assert text.count("<title>Темы — Институт</title>") == 1
    assert path == "/ru/share-image.png"
    response = client.get(path)
    assert Image.open(io.BytesIO(response.content)).size == SIZE
    assert response["Content-Type"] == "image/png" and response["X-Content-Type-Options"] == "nosniff"
    assert client.get("/en/share-image.png").content != response.content
    row.name_ru = "Другой институт"
    row.save()
    cache_tags.forget_state()
    assert client.get(path).content != response.content
