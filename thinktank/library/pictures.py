"""HTML and addresses of a picture, made from its record. Nothing here reads the database or a file."""

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from thinktank.addresses.alternates import file_address
from thinktank.library.atomic_storage import rendition_name
from thinktank.library.shapes import FORMATS, card_height

SHAPES = {
    "full": ("widths", ""),
    "card": ("cards", "card-"),
}  # shape: list of widths in the record, prefix of files
USUAL_WIDTH = 960  # pixels, for browsers without support for `srcset`
FALLBACK = FORMATS[-1]


def picture_html(
    record: dict | None,
    shape: str = "full",
    sizes: str = "100vw",
    eager: bool = False,
    widest: int | None = None,
) -> SafeString:
    """<picture> with a source per format, made from Image.record(); empty without a record.

    `shape`: "full", or "card" for 16:9 around the focal point. `sizes`: as in HTML, such as
    "(min-width: 60rem) 40rem, 100vw". `eager`: for the picture at the top of a page. `widest`: for a picture that is always
    small, the pixels that it needs at most on a sharp screen; wider renditions are not offered.
    """
    if not record:
        return SafeString("")
    widths = _widths(record, shape)
    if widest:
        enough = next((width for width in widths if width >= widest), widths[-1])
        widths = [width for width in widths if width <= enough]
    width = widths[-1] if shape == "card" else record["width"]
    height = card_height(width) if shape == "card" else record["height"]
    sources = format_html_join(
        "",
        '<source type="image/{}" {}>',
        [
            (extension, _candidates(record, shape, widths, extension, sizes))
            for extension in FORMATS
            if extension != FALLBACK
        ],
    )
    return format_html(
        '<picture>{}<img src="{}"{} width="{}" height="{}" alt="{}" {} decoding="async"></picture>',
        sources,
        image_url(record, shape, widest or USUAL_WIDTH),
        format_html(" {}", _candidates(record, shape, widths, FALLBACK, sizes)) if len(widths) > 1 else "",
        width,
        height,
        record["alt"],
        SafeString('fetchpriority="high"' if eager else 'loading="lazy"'),
    )


def image_url(record: dict, shape: str = "full", width: int = USUAL_WIDTH, extension: str = FALLBACK) -> str:
    """Address of the smallest rendition that is at least `width` pixels wide, or of the largest one."""
    widths = _widths(record, shape)
    chosen = next((each for each in widths if each >= width), widths[-1])
    return _url(record, shape, chosen, extension)


def largest_width(record: dict) -> int:
    """Width in pixels of the largest uncropped rendition."""
    return _widths(record, "full")[-1]


def larger_url(record: dict) -> str:
    """Address of the largest uncropped rendition, or an empty string when it is no larger than what pages show."""
    largest = largest_width(record)
    return image_url(record, width=largest) if largest > USUAL_WIDTH else ""


def _widths(record: dict, shape: str) -> list[int]:
    return record["_files"][SHAPES[shape][0]]


def _url(record: dict, shape: str, width: int, extension: str) -> str:
    name = f"{SHAPES[shape][1]}{width}.{extension}"
    return file_address(settings.MEDIA_URL + rendition_name(record["_files"]["key"], name))


def _candidates(record: dict, shape: str, widths: list[int], extension: str, sizes: str) -> SafeString:
    """The attributes from which a browser chooses a rendition; a single one needs no width."""
    urls = [_url(record, shape, width, extension) for width in widths]
    if len(urls) == 1:
        return format_html('srcset="{}"', urls[0])
    listed = ", ".join(f"{url} {width}w" for url, width in zip(urls, widths, strict=True))
    return format_html('srcset="{}" sizes="{}"', listed, sizes)
