"""Every address of the URLconf, with the names of its parameters: what the tests that try all addresses begin with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from thinktank.language import languages

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
NAME = re.compile(r"<(\w+)>")  # the same in the path of a Route


@dataclass(frozen=True)
class Route:
    """A route of the URLconf. `path` begins with a slash and has <name> for each parameter; `view` is the view's name."""

    path: str
    view: str

    @property
    def parameters(self) -> list[str]:
        return NAME.findall(self.path)

    def filled(self, values: dict[str, Any]) -> str:
        """The path with these values, which are text that is percent-encoded where it must be. KeyError without one."""
        return NAME.sub(lambda match: str(values[match[1]]), self.path)


def routes() -> list[Route]:
    """All of them, those of a language in the first one, in the order of the URLconf."""
    return list(dict.fromkeys(_walk(get_resolver(), "/")))


def _walk(resolver: Any, before: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        path = before + _own_part(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(PARAMETER.sub(lambda match: f"<{match[1] or match[2]}>", path), _name(entry.callback))
        else:
            yield from _walk(entry, path)


def _own_part(pattern: Any) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return f"{languages.codes()[0]}/"
    return str(pattern).removeprefix("^").removesuffix("\\Z").removesuffix("$").replace("\\.", ".")


def _name(view: Any) -> str:
    found = view.func if isinstance(view, partial) else view
    return f"{found.__module__}.{found.__qualname__}"
