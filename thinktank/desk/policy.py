"""The Content-Security-Policy of the desk: the public one, and what the prose editor needs besides."""

from django.conf import settings
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

# The one style sheet that ProseMirror's editor core puts into the page by script.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

DESK_POLICY = settings.SECURE_CSP | {
    "script-src": [CSP.SELF, CSP.NONCE],  # the nonce is for the import map, which can only stand in the page
    "style-src": [CSP.SELF, CSP.NONCE, EDITOR_STYLE],
}

with_desk_policy = csp_override(DESK_POLICY)


def with_public_policy(view):
    """For pages of the desk that show what readers will see, as readers' browsers will."""
    view.has_public_policy = True
    return view
