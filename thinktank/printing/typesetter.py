"""WeasyPrint, held at arm's length: imported when first needed, and shown nothing but our own files."""

import atexit
import functools
import logging
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage

HERE = Path(__file__).parent
OWN_SCHEME = "printing"  # printing:fonts/literata-400.ttf is a file of this folder
OPTIONS = {"pdf_variant": "pdf/ua-1", "pdf_tags": True, "dpi": 220, "jpeg_quality": 85}
ATTEMPTS = 4  # until the numbers of pages that a text names are those of its pages
LINK_WITH_PAGE = re.compile(r'(href="#([\w-]+)" data-page=")(\d+)"')
TYPES = {
    "ttf": "font/ttf",
    "woff2": "font/woff2",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
}


class Unprintable(Exception):
    """A file that belongs to the text cannot be read: better no PDF than one without it."""


def missing_library() -> str:
    """What the system lacks for making PDFs, in the words of the system; empty when all is there."""
    try:
        import weasyprint  # noqa: F401
    except OSError as error:  # Pango is loaded on import
        return str(error).splitlines()[0]
    return ""


def write_pdf(html: str, style_sheet: str) -> tuple[bytes, int]:
    """The PDF of a whole HTML document, and its number of pages. `style_sheet` names a file in css/.

    Raises Unprintable.
    """
    rendered = lay_out(html, style_sheet)
    return rendered.write_pdf(**OPTIONS), len(rendered.pages)


def lay_out(html: str, style_sheet: str):
    """WeasyPrint's document with its pages, not written yet. Raises Unprintable."""
    import weasyprint
    from weasyprint.urls import FatalURLFetchingError

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    fonts, styles = _equipment(style_sheet)
    for _attempt in range(ATTEMPTS):
        document = weasyprint.HTML(string=html, base_url=settings.SITE_ORIGIN, url_fetcher=_fetcher())
        try:
            rendered = document.render(stylesheets=styles, font_config=fonts, **OPTIONS)
        except FatalURLFetchingError as error:  # no Exception, and not to end a worker with
            raise Unprintable(str(error)) from error
        numbered = _with_numbers_of_pages(html, rendered.pages)
        if numbered == html:
            break
        html = numbered
    return rendered


def _with_numbers_of_pages(html, pages):
    """The document with the page of what each link marked `data-page` leads to.

    `target-counter()` would do it too, but then WeasyPrint makes single pages anew and loses notes that had to be
    carried over to them.
    """
    page_of = {name: str(number) for number, page in enumerate(pages, 1) for name in page.anchors}
    return LINK_WITH_PAGE.sub(lambda link: f'{link[1]}{page_of.get(link[2], link[3])}"', html)


def get_ready() -> None:
    """Read fonts and style sheets now, so that a process's first PDF takes no longer than the others."""
    if not missing_library():
        write_pdf("<p>.</p>", "single.css")


@functools.cache
def _equipment(style_sheet):
    """Fonts and parsed style sheets, read once in a process."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    atexit.register(_equipment.cache_clear)  # it cannot let go of its files once Python is half gone
    sheets = [
        weasyprint.CSS(
            string=(HERE / "css" / name).read_text(encoding="utf-8"),
            base_url=f"{OWN_SCHEME}:",
            font_config=fonts,
            url_fetcher=_fetcher(),
        )
        for name in dict.fromkeys(["fonts.css", "document.css", style_sheet])
    ]
    return fonts, sheets


@functools.cache
def _fetcher():
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):
        """Gives WeasyPrint files of the site and never opens a connection."""

        def fetch(self, url, headers=None):
            try:
                data = own_file(url)
            except OSError as error:
                raise FatalURLFetchingError(url) from error
            return URLFetcherResponse(
                url, data, {"Content-Type": TYPES.get(url.rpartition(".")[2], "application/octet-stream")}
            )

    return OwnFiles()


def own_file(url: str) -> bytes:
    """The bytes of a static file, a rendition, or a font of this folder. Raises ValueError for all else."""
    if url.startswith(f"{OWN_SCHEME}:fonts/"):
        return (HERE / "fonts" / Path(url).name).read_bytes()
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" == settings.SITE_ORIGIN:
        path = unquote(parts.path)
        if path.startswith(settings.MEDIA_URL):
            with default_storage.open(path.removeprefix(settings.MEDIA_URL)) as file:
                return file.read()
        if path.startswith(settings.STATIC_URL) and (
            found := finders.find(path.removeprefix(settings.STATIC_URL))
        ):
            return Path(found).read_bytes()
    raise ValueError(f"Not a file of this site: {url}")
