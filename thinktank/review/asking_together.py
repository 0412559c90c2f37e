"""Asking for a review of several texts at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from thinktank.language import languages
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.together import Act, Foreseen, Text, locked
from thinktank.review import reviewing
from thinktank.review.forms import AskForm


class AskTogether(Act):
    name, title = "review", gettext_lazy("Ask for a review…")
    permission = "ask for review"

    def form(self, data: Any = None) -> AskForm:
        return AskForm(data)

    def button(self, n: int) -> str:
        return ngettext("Ask for a review of %(n)d text", "Ask for a review of %(n)d texts", n) % {"n": n}

    def foresee(self, text: Text, chosen: Mapping[str, Any]) -> Foreseen:
        codes = self._codes(text, chosen)
        if not codes:
            return Foreseen(prevents=[_("It has no words in the chosen languages.")])
        names = ", ".join(str(languages.name_within(code)) for code in codes)
        return Foreseen([_("A review is asked for: %(languages)s.") % {"languages": names}])

    def _codes(self, text: Text, chosen: Mapping[str, Any]) -> list[str]:
        return [code for code in chosen.get("languages") or [] if text.states[code].has_words]

    def carry_out(self, request: HttpRequest, text: Text, chosen: Mapping[str, Any]) -> str:
        with locked(text):
            reviewing.ask(
                text.publication,
                self._codes(text, chosen),
                by=editor_of(request),
                assignee=chosen["assignee"],
                due=chosen["due"],
                note=chosen["note"],
            )
        return text.log(request, lambda: _("Asked for a review."))
