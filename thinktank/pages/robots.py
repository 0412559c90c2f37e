"""What editors may write into robots.txt (RFC 9309), and their wishes for AI (drafts of the IETF's group AIPREF)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Those of RFC 9309, Content-Usage of AIPREF, and what Yandex and Bing read besides
DIRECTIVES = {"user-agent", "allow", "disallow", "content-usage", "crawl-delay", "clean-param"}
RULES = DIRECTIVES - {"user-agent"}
AGENT = re.compile(r"\*|[A-Za-z_-]+")  # RFC 9309, 2.2.1
PATH = re.compile(r"(?:[/*]\S*)?")
USAGE = re.compile(r"[a-z*][a-z0-9_.*-]*=[yn](?:\s*,\s*[a-z*][a-z0-9_.*-]*=[yn])*")


def valid_rules(text: str) -> None:
    """Raises ValidationError for the first line that crawlers would not understand."""
    has_agent = False
    for line in text.splitlines():
        words = line.partition("#")[0].strip()
        name, colon, value = (part.strip() for part in words.partition(":"))
        if not words:
            continue
        if not colon or name.lower() not in DIRECTIVES:
            raise ValidationError(
                _("“%(line)s” is no rule of robots.txt. A rule begins with %(names)s and a colon."),
                params={"line": line.strip(), "names": "User-agent, Allow, Disallow"},
            )
        has_agent = has_agent or name.lower() == "user-agent"
        if not has_agent:
            raise ValidationError(
                _("Say first whom the rule is for: “User-agent: GPTBot”, or “User-agent: *” for everybody.")
            )
        _check_value(name.lower(), value, line.strip())


def _check_value(name: str, value: str, line: str) -> None:
    if name == "user-agent" and not AGENT.fullmatch(value):
        sentence = _("“%(line)s” names no crawler: names have letters, hyphens and underscores only.")
        raise ValidationError(sentence, params={"line": line})
    if name in ("allow", "disallow") and not PATH.fullmatch(value):
        sentence = _("In “%(line)s” the path must begin with a slash.")
        raise ValidationError(sentence, params={"line": line})


def valid_usage(value: str) -> None:
    """Raises ValidationError unless it is a list such as "search=y, train-ai=n"."""
    if value and not USAGE.fullmatch(value):
        raise ValidationError(_("Write each use with y or n, separated by commas: search=y, train-ai=n."))
