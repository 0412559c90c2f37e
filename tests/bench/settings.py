"""The site as it is served, with one view more, which does nothing: what the others are measured against."""

from thinktank.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
