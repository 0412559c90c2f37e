"""The Content-Security-Policy of the desk: the public one, with what the prose editor needs in addition."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

# The style sheet that ProseMirror's editor core adds to the page by script.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

DESK_POLICY: dict[str, Sequence[str]] = settings.SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.NONCE],  # the nonce is for the import map, which must be inline
    "style-src": [CSP.SELF, CSP.NONCE, EDITOR_STYLE],
    "frame-src": [CSP.NONE],
}

with_desk_policy = csp_override(DESK_POLICY)


def with_public_policy[View: Callable[..., HttpResponseBase]](view: View) -> View:
    """For pages of the desk that must look as they will in readers' browsers."""
    cast(Any, view).has_public_policy = True
    return view
