"""Windows that a page opens and that close themselves."""

import contextlib

from playwright.sync_api import Error as PlaywrightError


def click_and_close(target):
    """Click on what closes its own window; fails unless the window closes.

    It may be gone before Playwright hears that it was clicked, which is no failure.
    """
    with target.page.expect_event("close"), contextlib.suppress(PlaywrightError):
        target.click()
