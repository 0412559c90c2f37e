"""The only module that calls WeasyPrint. It is imported when first needed, and may read only files of the site."""

import atexit
import functools
import logging
import re
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage

PRINTING = Path(__file__).parent
OWN_SCHEME = "printing"  # printing:fonts/literata-400.ttf is a file of this folder
OPTIONS = {"pdf_variant": "pdf/ua-1", "pdf_tags": True, "dpi": 220, "jpeg_quality": 85}
ATTEMPTS = 4  # layouts, until the page numbers that a text mentions are right
LINK_WITH_PAGE = re.compile(r'(href="#([\w-]+)" data-page=")(\d+)"')
TYPES = {
    "ttf": "font/ttf",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
}


class Page(Protocol):
    """weasyprint.document.Page, as far as it is used here."""

    anchors: dict[str, Any]
    _page_box: Any


class Rendered(Protocol):
    """weasyprint.document.Document: a document after layout, before it is written."""

    pages: list[Page]

    def write_pdf(self, **options: Any) -> bytes: ...


class Unprintable(Exception):
    """A file that the text needs cannot be read. No PDF is made without it."""


def missing_library() -> str:
    """The system's error message when it lacks a library that PDFs need; else an empty string."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:  # Pango is loaded on import
        return str(error).splitlines()[0]
    return ""


def write_pdf(html: str, style_sheet: str) -> tuple[bytes, int]:
    """The PDF of a whole HTML document, and its number of pages. `style_sheet` is the name of a file in css/.

    Raises Unprintable.
    """
    rendered = lay_out(html, style_sheet)
    return rendered.write_pdf(**OPTIONS), len(rendered.pages)


def lay_out(html: str, style_sheet: str) -> Rendered:
    """Lay out a whole HTML document without writing it. Raises Unprintable."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    fonts, styles = _equipment(style_sheet)
    for _attempt in range(ATTEMPTS):
        document = weasyprint.HTML(string=html, base_url=settings.SITE_ORIGIN, url_fetcher=_fetcher())
        try:
            rendered = document.render(stylesheets=styles, font_config=fonts, **OPTIONS)
        except FatalURLFetchingError as error:  # a BaseException, which would end the worker
            raise Unprintable(str(error)) from error
        numbered = _with_numbers_of_pages(html, rendered.pages)
        if numbered == html:
            break
        html = numbered
    return rendered


def _with_numbers_of_pages(html: str, pages: list[Page]) -> str:
    """Fill in the page number of the target of each link with `data-page`.

    CSS has `target-counter()` for this, but with it WeasyPrint lays out single pages again and loses notes that
    continue on them.
    """
    page_of = {name: str(number) for number, page in enumerate(pages, 1) for name in page.anchors}
    return LINK_WITH_PAGE.sub(lambda link: f'{link[1]}{page_of.get(link[2], link[3])}"', html)


def get_ready() -> None:
    """Read fonts and style sheets now, so that the first PDF of a process takes no longer than later ones."""
    if not missing_library():
        write_pdf("<p>.</p>", "single.css")


@functools.cache
def _equipment(style_sheet: str) -> tuple[Any, list[Any]]:
    """(WeasyPrint's FontConfiguration, parsed style sheets), read once per process."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    atexit.register(_equipment.cache_clear)  # it cannot close its files late in the shutdown of Python
    sheets = [
        weasyprint.CSS(
            string=(PRINTING / "css" / name).read_text(encoding="utf-8"),
            base_url=f"{OWN_SCHEME}:",
            font_config=fonts,
            url_fetcher=_fetcher(),
        )
        for name in dict.fromkeys(["fonts.css", "document.css", style_sheet])
    ]
    return fonts, sheets


@functools.cache
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        """Gives WeasyPrint files of the site. It never opens a network connection."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            try:
                data = own_file(url)
            except OSError as error:
                raise FatalURLFetchingError(url) from error
            return URLFetcherResponse(
                url, data, {"Content-Type": TYPES.get(url.rpartition(".")[2], "application/octet-stream")}
            )

    return OwnFiles()


def own_file(url: str) -> bytes:
    """The bytes of a static file, a rendition, or a font of this folder.

    Raises ValueError for any other URL and OSError for a file that cannot be read.
    """
    if url.startswith(f"{OWN_SCHEME}:fonts/"):
        return (PRINTING / "fonts" / Path(url).name).read_bytes()
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" in {settings.SITE_ORIGIN, settings.MEDIA_ORIGIN}:
        path = unquote(parts.path)
        if path.startswith(settings.MEDIA_URL):
            with default_storage.open(path.removeprefix(settings.MEDIA_URL)) as file:
                return file.read()
        if path.startswith(settings.STATIC_URL) and (
            found := finders.find(path.removeprefix(settings.STATIC_URL))
        ):
            return Path(found).read_bytes()
    raise ValueError(f"Not a file of this site: {url}")
