"""What the desk tells of its forms: the net for everything that no act records by itself."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model

from thinktank.accounts.history_notes import SENTENCE, Message
from thinktank.audit.chain import record

# Accounts are recorded wherever they change (accounts.py).
RECORDED_ELSEWHERE: set[type[Model]] = {User}


def hear(what: str, thing: Model, message: Message) -> None:
    """Record that an object was "added", "changed" or "deleted". Acts with a sentence of their own record themselves."""
    is_an_act = what == "changed" and message and SENTENCE in message[0]
    if is_an_act or type(thing) in RECORDED_ELSEWHERE:
        return
    said = [part for each in message for part in each.values() if isinstance(part, dict)]
    fields = [name for part in said if "model" not in part for name in part.get("fields", ())]
    rows = sorted({part["model"] for part in said if "model" in part})
    details: dict[str, Any] = {"type": thing._meta.label_lower, "fields": fields, "rows": rows}
    record(what, thing, **{name: value for name, value in details.items() if value})
