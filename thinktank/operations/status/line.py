"""One line of the status page."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """name: what is looked at; found: how it is; advice: what to do, when it is not well; path: a page that says more."""

    name: str
    found: str
    is_well: bool = True
    advice: str = ""
    path: str = ""

    @property
    def needs_attention(self) -> bool:
        return not self.is_well


type Look = Callable[[], Line | None]  # None: there is no such thing on this site
