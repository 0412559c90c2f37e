"""Pictures of every kind of page, as `make screenshots` takes them: English at a desk by day, Russian on a phone by night.

python -m tests.outside.screenshots [FOLDER]     docs/screenshots unless another is named
"""

import argparse
import tempfile
from pathlib import Path

from tests import place  # noqa: F401 (first: the settings)

# isort: split

from playwright.sync_api import sync_playwright

from tests.live_site import LiveSite
from tests.outside import pages, tools
from tests.outside.__main__ import _browser as open_browser

VIEWS = {  # name: language and how the browser is set
    "desk": ("en", {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}),
    "phone": (
        "ru",
        {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    ),
}
TALLEST = 1700  # pixels of a page that are worth showing
QUALITY = 55


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", nargs="?", default=str(tools.ROOT / "docs" / "screenshots"))
    folder = Path(options.parse_args().folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="thinktank-pictures-") as place_of_site:
        site = LiveSite(
            place_of_site,
            database_url=f"sqlite:///{place_of_site}/db",
            DJANGO_SETTINGS_MODULE="tests.outside.settings",
        )
        with site, sync_playwright() as playwright:
            site.call(pages.load)
            site.manage("work", "--once")  # PDFs and share images
            kinds = pages.by_kind(site, pages.all_paths(site)) | {
                (f"error {status}", language): f"/{language}/error/{status}/"
                for status in pages.ERRORS
                for language in ("en", "ru")
            }
            browser = open_browser(playwright)
            for view, (language, settings) in VIEWS.items():
                page = browser.new_context(**settings).new_page()
                for (name, of_language), path in kinds.items():
                    if of_language == language:
                        _take(
                            page, site.url + path, folder / f"{name.replace(' ', '-')}-{view}-{language}.jpg"
                        )
            browser.close()
    print(f"{len(list(folder.glob('*.jpg')))} pictures in {folder}")


def _take(page, url, file):
    page.goto(url)
    page.evaluate(
        "document.querySelectorAll('img[loading=lazy]').forEach(image => { image.loading = 'eager' })"
    )
    page.wait_for_load_state("networkidle")
    height = min(TALLEST, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": height}
    page.screenshot(path=file, type="jpeg", quality=QUALITY, clip=clip, full_page=True)


if __name__ == "__main__":
    main()
