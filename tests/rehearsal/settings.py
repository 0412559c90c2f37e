"""The site with one migration more, which adds a column to the table of voters."""

from thinktank.settings import *  # noqa: F403
from thinktank.settings import INSTALLED_APPS as OURS

INSTALLED_APPS = [*OURS, "tests.rehearsal.expanding"]
