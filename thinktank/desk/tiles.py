"""The tiles of the desk's first page. Rooms above give functions that make them: `admin.site.add_tile(function)`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise

from thinktank.desk.plots import Plot

ROWS = 6  # at most


@dataclass(frozen=True)
class Row:
    """A line of a tile: what it is about, where it leads, and a few words beside it."""

    title: str
    path: str
    aside: str = ""
    language: str = ""  # of the title, if it has one


@dataclass(frozen=True)
class Tile:
    """A titled list on which one can act, a plot, or both. `more` is the path of the whole list."""

    title: str | Promise
    rows: Sequence[Row]
    more: str = ""
    plot: Plot | None = None


# Makes the tile for the person who asks; None when it is not for that person or has nothing to tell
type MakeTile = Callable[[HttpRequest], Tile | None]
