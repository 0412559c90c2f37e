"""The site as it is served, with a page for each error: readers meet them, a sitemap does not."""

from thinktank.settings import *  # noqa: F403

ROOT_URLCONF = "tests.outside.urls"
