"""Whether a request asks for Markdown. Programs that read texts do; browsers never name it."""

import functools

from django.http import HttpRequest
from django.utils.http import parse_header_parameters

MARKDOWN, HTML = "text/markdown", "text/html"


def prefers_markdown(request: HttpRequest) -> bool:
    """Whether Accept names Markdown and gives it more weight than HTML (RFC 9110, 12.5.1).

    `*/*` names neither: HTML that only it allows goes first when it has more weight.
    """
    accepted = request.META.get("HTTP_ACCEPT", "").lower()
    return MARKDOWN in accepted and _prefers_markdown(accepted[:500])


@functools.lru_cache(maxsize=64)
def _prefers_markdown(accepted: str) -> bool:
    weights = {
        name: _weight(parameters) for name, parameters in map(parse_header_parameters, accepted.split(","))
    }
    wanted, html = weights.get(MARKDOWN, 0), weights.get(HTML)
    if html is None:
        return 0 < wanted >= max(weights.get("text/*", 0), weights.get("*/*", 0))
    return wanted > html


def _weight(parameters: dict[str, str]) -> float:
    try:
        return float(parameters.get("q", 1))
    except ValueError:
        return 0
