"""The site with one more type of publication: what an institute adds is this one line."""

from thinktank.settings import *  # noqa: F403
from thinktank.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.briefs"]
