from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from thinktank.error_reports.models import LONGEST_PASSAGE, LONGEST_TEXT
from thinktank.language.fields import LinesField
from thinktank.publishing.models import Edition


class ErrorReportForm(forms.Form):
    text = LinesField(
        label=_("What is wrong?"),
        help_text=_("If you know what is right, say so. A source helps us to check it."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 6}),
        error_messages={
            "required": _("Say what is wrong."),
            "max_length": _("Use at most %(limit_value)d characters; there are %(show_value)d now."),
        },
    )
    passage = LinesField(
        label=_("Which passage?"),
        help_text=_("Copy it from the text, if you can."),
        max_length=LONGEST_PASSAGE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "max_length": _("Copy at most %(limit_value)d characters; there are %(show_value)d now.")
        },
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("Only if you want an answer. We delete it as soon as the matter is closed."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": _("This is not an e-mail address. It should look like name@example.org.")},
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passage"].widget.attrs["lang"] = edition.language
