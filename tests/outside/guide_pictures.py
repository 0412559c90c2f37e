"""Pictures of the desk for the editors' guides: every step of the first hour, in each language of the desk.

python -m tests.outside.guide_pictures [--site ADDRESS --password WORD]

Without an address a site with the demo is started for it; with one, the account "editor" of that demo is used. The
pictures are written to docs/images/guide.
"""

import argparse
import io
import tempfile
from contextlib import contextmanager
from functools import partial

from tests import place  # noqa: F401 (first: the settings)

# isort: split

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.factories import make_editor
from tests.live_site import LiveSite
from tests.outside import pages, tools
from tests.outside.__main__ import _browser as open_browser
from tests.session import sign_in_on

FOLDER = tools.ROOT / "docs" / "images" / "guide"
WIDTH, HEIGHT = 1100, 720
LARGEST = 120 * 1024  # bytes
LANGUAGES = ("en", "ru")
FORMS = {  # name: the list it is found in, a word of the one that is shown, what stands on top of the picture
    "organisation": ("experts/organization", "RAS", "body"),
    "expert": ("experts/expert", "Danilov", "#affiliations-group"),
    "event": ("events/event", "joint report", ".states"),
    "report": ("reports/report", "NATO", "#key_findings-group"),
    "poll": ("polls/poll", "channels", "body"),
    "article": ("articles/article", "corridors", ".states"),
}


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--site")
    options.add_argument("--password")
    chosen = options.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    started = _given(chosen.site, chosen.password) if chosen.site else _started()
    with started as (address, sign_in), sync_playwright() as playwright:
        browser = open_browser(playwright)
        for language in LANGUAGES:
            size = {"width": WIDTH, "height": HEIGHT}
            page = browser.new_context(viewport=size, locale=language).new_page()
            sign_in(page)
            _take_all(page, address, language)
        browser.close()
    print(f"{len(list(FOLDER.iterdir()))} pictures in {FOLDER}")


@contextmanager
def _given(address, password):
    """A site whose second factor is off, as that of the demo is."""

    def sign_in(page):
        page.goto(f"{address}/admin/login/?next=/admin/")
        page.locator("[name=username]").fill("editor")
        page.locator("[name=password]").fill(password)
        page.locator("input[type=submit]").click()

    yield address, sign_in


@contextmanager
def _started():
    with tempfile.TemporaryDirectory(prefix="thinktank-guide-") as folder:
        site = LiveSite(
            folder, database_url=f"sqlite:///{folder}/db", DJANGO_SETTINGS_MODULE="tests.outside.settings"
        )
        with site:
            site.call(pages.load)
            site.call(make_editor, "editor")
            yield site.url, partial(sign_in_on, site=site, name="editor")


def _take_all(page, address, language):
    page.goto(f"{address}/admin/")
    page.locator(f".language-switch button[value={language}]").click()
    _write(page, f"desk-{language}")
    for name, (where, word, top) in FORMS.items():
        page.goto(f"{address}/admin/{where}/?q={word}")
        page.locator("#result_list tbody th a").first.click()
        page.wait_for_load_state("networkidle")
        _write(page, f"{name}-{language}", top)
    _save(page.locator(".states").screenshot(), f"states-{language}")
    page.locator("button[name=_publish]").first.click()
    page.locator(".plan-form").wait_for()
    _write(page, f"plan-{language}")


def _write(page, name, top="body"):
    page.locator(top).first.evaluate("element => element.scrollIntoView()")
    _save(page.screenshot(), name)


def _save(screenshot, name):
    """As WebP, as sharp as its weight allows."""
    picture = Image.open(io.BytesIO(screenshot)).convert("RGB")
    for quality in (82, 70, 55, 40):
        file = io.BytesIO()
        picture.save(file, "WEBP", quality=quality, method=6)
        if file.tell() <= LARGEST:
            break
    (FOLDER / f"{name}.webp").write_bytes(file.getvalue())


if __name__ == "__main__":
    main()
