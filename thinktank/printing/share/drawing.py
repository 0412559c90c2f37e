"""Draw the share image: words on the left, the cover, if any, on the right; and the square podcast cover."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from thinktank.printing.share.faces import SANS, SANS_BOLD, SERIF, length, write
from thinktank.printing.share.lines import drawable, set_in, shortened
from thinktank.publishing.public.share_image import SIZE

# As in static/css/tokens.css, on paper
PAPER, INK, INK_SOFT, RULE = "#ffffff", "#14203a", "#525c74", "#d8d9dc"
ACCENT, ACCENT_FILL, CALM = "#b8361b", "#d5452a", "#2c5f4b"

WIDTH, HEIGHT = SIZE
MARGIN = 72
BAR = 12
COVER_WIDTHS = 432, 312  # with a short title, with a long one
LONG_TITLE = 110  # letters
GUTTER = 48  # between words and cover
KICKER_LINE, TITLE_TOP, HAIRLINE = 98, 146, 516
BARE_TITLE_TOP = 84  # without a line above
BELOW_TITLE = 64  # from the last base line of the title to that of the people
LARGEST, LARGEST_BESIDE_COVER, SMALLEST = 96, 70, 26  # titles
KICKER_SIZE, PEOPLE_SIZE, NAME_SIZES = 27, 28, (28, 25, 22, 19)
MARK = 52  # height of the logo
NAME_HEIGHT = 64
LOGO_WIDTH = 260
HEAVIEST = 120_000  # bytes: some networks refuse more than a few hundred
EMBLEM_EDGE = 18  # empty pixels around the emblem on the square image
SQUARE, SQUARE_MARGIN, SQUARE_MARK, SQUARE_KICKER = 1400, 130, 260, 84
QUALITIES = (88, 82, 75, 66, 55, 40)


@dataclass(frozen=True)
class Words:
    """The words of a share image. `below`: variants of the line under the title, the longest first."""

    title: str
    institute: str
    kind: str = ""
    date: str = ""
    below: tuple[str, ...] = ()
    accent: str = ""  # a colour such as "#b8361b"; empty for cinnabar


def draw(words: Words, cover: Image.Image | None = None, logo: Image.Image | None = None) -> Image.Image:
    """The share image. `cover` must have the size that cover_size() returns."""
    taken = cover.width if cover else 0
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    width = WIDTH - 2 * MARGIN
    if cover:
        width = WIDTH - taken - GUTTER - MARGIN
        image.paste(cover, (WIDTH - taken, 0))
    pen.rectangle((0, 0, WIDTH - taken - 1, BAR - 1), fill=INK)
    _draw_kicker(pen, words, width)
    _draw_title(pen, words, width, LARGEST_BESIDE_COVER if cover else LARGEST)
    _draw_foot(image, pen, words.institute, logo, width)
    return image


def draw_square(words: Words, logo: Image.Image | None = None) -> Image.Image:
    """The podcast cover: 1,400 pixels on each side, legible when it is shown at a hundred."""
    image = Image.new("RGB", (SQUARE, SQUARE), PAPER)
    pen = ImageDraw.Draw(image)
    left, width = SQUARE_MARGIN, SQUARE - 2 * SQUARE_MARGIN
    pen.rectangle((0, 0, SQUARE - 1, 2 * BAR - 1), fill=INK)
    mark = (
        ImageOps.contain(logo, (width, SQUARE_MARK), Image.Resampling.LANCZOS)
        if logo
        else _emblem(SQUARE_MARK)
    )
    image.paste(
        mark,
        (left if logo else left - EMBLEM_EDGE, SQUARE_MARGIN),
        mask=mark if mark.mode == "RGBA" else None,
    )
    room = SQUARE - 3 * SQUARE_MARGIN - SQUARE_MARK - SQUARE_KICKER
    if title := drawable(words.title):
        block = set_in(title, SERIF, range(180, 48, -4), width, room)
        base = SQUARE - SQUARE_MARGIN - SQUARE_KICKER - 70 - (len(block.lines) - 1) * block.leading
        for number, line in enumerate(block.lines):
            place = (left, base + number * block.leading)
            write(pen, place, line, INK, SERIF, block.size)
    dot, middle = SQUARE_KICKER // 2, SQUARE - SQUARE_MARGIN - SQUARE_KICKER * 0.36
    pen.ellipse((left, middle - dot / 2, left + dot, middle + dot / 2), fill=words.accent or ACCENT_FILL)
    kind = shortened(drawable(words.kind), SANS_BOLD, SQUARE_KICKER, width - dot - 36)
    place = (left + dot + 36, SQUARE - SQUARE_MARGIN)
    write(pen, place, kind, words.accent or ACCENT, SANS_BOLD, SQUARE_KICKER)
    return image


def cover_size(title: str) -> tuple[int, int]:
    """Width and height of the cover next to this title, in pixels."""
    wide, narrow = COVER_WIDTHS
    return narrow if len(title) > LONG_TITLE else wide, HEIGHT


def encode(image: Image.Image, *, is_photographic: bool) -> tuple[bytes, str]:
    """(bytes, media type): a PNG when that is light enough and there is no photograph, else the best such JPEG."""
    if not is_photographic and len(data := _saved(image, "PNG")) <= HEAVIEST:
        return data, "image/png"
    for quality in QUALITIES:
        data = _saved(image, "JPEG", quality=quality, subsampling=0, optimize=True, progressive=True)
        if len(data) <= HEAVIEST:
            break
    return data, "image/jpeg"


def _saved(image: Image.Image, format_: str, **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, format_, **options)
    return written.getvalue()


def _draw_kicker(pen: ImageDraw.ImageDraw, words: Words, width: int) -> None:
    left: float = MARGIN
    end = MARGIN + width
    kind, date = drawable(words.kind), drawable(words.date)
    if kind:
        dot = KICKER_SIZE // 2
        middle = KICKER_LINE - KICKER_SIZE * 0.36
        box = (left, middle - dot / 2, left + dot, middle + dot / 2)
        pen.ellipse(box, fill=words.accent or ACCENT_FILL)
        left += dot + 14
        kind = shortened(kind, SANS_BOLD, KICKER_SIZE, end - left)
        write(pen, (left, KICKER_LINE), kind, words.accent or ACCENT, SANS_BOLD, KICKER_SIZE)
        left += length(kind, SANS_BOLD, KICKER_SIZE) + 20
    if date and left + length(date, SANS, KICKER_SIZE) <= end:
        write(pen, (left, KICKER_LINE), date, INK_SOFT, SANS, KICKER_SIZE)


def _draw_title(pen: ImageDraw.ImageDraw, words: Words, width: int, largest: int) -> None:
    below = _one_that_fits(words.below, width)
    base: float = TITLE_TOP if words.kind else BARE_TITLE_TOP
    room = HAIRLINE - 42 - base - (BELOW_TITLE if below else 0)
    if title := drawable(words.title):
        block = set_in(title, SERIF, range(largest, SMALLEST - 1, -2), width, room)
        for line in block.lines:
            base += block.leading if line is not block.lines[0] else block.height_of_capitals
            write(pen, (MARGIN, base), line, INK, SERIF, block.size)
    if below:
        write(pen, (MARGIN, base + BELOW_TITLE), below, INK_SOFT, SANS, PEOPLE_SIZE)


def _one_that_fits(ways: Sequence[str], width: int) -> str:
    ways = [drawn for way in ways if (drawn := drawable(way))]
    fitting = (way for way in ways if length(way, SANS, PEOPLE_SIZE) <= width)
    return next(fitting, None) or (shortened(ways[-1], SANS, PEOPLE_SIZE, width) if ways else "")


def _draw_foot(
    image: Image.Image, pen: ImageDraw.ImageDraw, institute: str, logo: Image.Image | None, width: int
) -> None:
    pen.rectangle((MARGIN, HAIRLINE, MARGIN + width - 1, HAIRLINE + 1), fill=RULE)
    middle = (HAIRLINE + HEIGHT) // 2
    mark = ImageOps.contain(logo, (LOGO_WIDTH, MARK), Image.Resampling.LANCZOS) if logo else _emblem()
    image.paste(mark, (MARGIN, middle - mark.height // 2), mask=mark if mark.mode == "RGBA" else None)
    left = MARGIN + mark.width + 22
    if name := drawable(institute):
        block = set_in(name, SANS_BOLD, NAME_SIZES, MARGIN + width - left, NAME_HEIGHT)
        top = middle - block.height / 2 + block.height_of_capitals
        for number, line in enumerate(block.lines):
            place = (left, top + number * block.leading)
            write(pen, place, line, INK, SANS_BOLD, block.size)


def _emblem(size: int = MARK) -> Image.Image:
    """The drawing of templates/includes/emblem.html. It is drawn large and reduced, which smooths the edges."""
    scale = 4 * size / 32
    image = Image.new("RGBA", (4 * size, 4 * size), "#ffffff00")
    pen = ImageDraw.Draw(image)
    arcs = [(15.4, 24, 13, 180, INK), (16.6, 28, 8, 180, INK), (16.6, 8, 13, 0, CALM), (15.4, 4, 8, 0, CALM)]
    for x, y, radius, start, colour in arcs:
        outer = radius + 1.6
        box = [scale * side for side in (x - outer, y - outer, x + outer, y + outer)]
        pen.arc(box, start, start + 90, fill=colour, width=round(3.2 * scale))
    pen.ellipse([scale * side for side in (13.4, 13.4, 18.6, 18.6)], fill=ACCENT_FILL)
    return image.resize((size, size), Image.Resampling.LANCZOS)
