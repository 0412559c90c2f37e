"""Which addresses of the desk ask for a proof of the last minutes, because what they do is hard to undo."""

from django.http import HttpRequest

from thinktank.accounts.second_factor.gate import is_proof_fresh

# Beginnings and endings of the names of desk URLs. Sending a form there needs the proof.
BEGINNINGS = ("auth_user_", "auth_group_", "my_security_")
ENDINGS = ("_erase", "sitesettings_change", "sitesettings_changelist")
# Opening these needs it too: they show a secret, or have fields for a password, which is never carried along.
ALSO_TO_OPEN = {
    "auth_user_add",
    "auth_user_password_change",
    "my_security_app",
    "my_security_passkey",
    "my_security_codes",
    "my_security_codes_text",
}


def needs_proof(request: HttpRequest) -> bool:
    """Whether the second factor must be proved once more before this request is answered."""
    name = str(request.resolver_match and request.resolver_match.url_name)
    is_sent = request.method not in ("GET", "HEAD")
    if not (name in ALSO_TO_OPEN or (is_sent and (name.startswith(BEGINNINGS) or name.endswith(ENDINGS)))):
        return False
    return not is_proof_fresh(request)
