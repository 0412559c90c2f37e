"""The views of the site's own pages, of people and of topics."""

from thinktank.pages.views.pages import ROOM  # noqa: F401 (kinds.room_of looks for it here)
