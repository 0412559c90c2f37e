"""What outside checkers say of the demo, as `make check-site` asks them.

python -m tests.outside              all of them
python -m tests.outside nu axe       these
"""

import argparse
import os
import sys
import tempfile
import time

from tests import place  # noqa: F401 (first: the settings)

# isort: split

from playwright.sync_api import sync_playwright

from tests.live_site import LiveSite
from tests.machine import chromium_path, headless_shell_path
from tests.outside import checks, pages, tools


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "checks", nargs="*", choices=[*checks.ALL, []], metavar="check", help=", ".join(checks.ALL)
    )
    chosen = options.parse_args().checks or list(checks.ALL)
    tools.prepare()
    with tempfile.TemporaryDirectory(prefix="thinktank-checked-") as folder:
        with LiveSite(folder, database_url=f"sqlite:///{folder}/db") as site, sync_playwright() as playwright:
            site.call(pages.load)
            site.manage("work", "--once")  # PDFs and share images
            paths = pages.all_paths(site)
            browser = _browser(playwright)
            failed = [name for name in chosen if not _holds(name, site, paths, browser)]
            browser.close()
    print(f"\nFailed: {', '.join(failed)}." if failed else f"\nNothing to complain of on {len(paths)} pages.")
    sys.exit(bool(failed))


def _browser(playwright):
    return playwright.chromium.launch(
        executable_path=chromium_path() or headless_shell_path(),
        args=["--no-sandbox"] if os.geteuid() == 0 else [],
    )


def _holds(name, site, paths, browser):
    began = time.monotonic()
    wrong = checks.ALL[name](site, paths, browser)
    for sentence in wrong:
        print(f"  {sentence}")
    print(f"{name}: {len(wrong) or 'no'} complaints, {time.monotonic() - began:.0f} s", flush=True)
    return not wrong


if __name__ == "__main__":
    main()
