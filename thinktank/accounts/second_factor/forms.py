"""What people type or their devices send at the second step, and when they set up a factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thinktank.accounts.notices import tell_of_failed_step
from thinktank.accounts.second_factor import factors
from thinktank.accounts.second_factor.gate import half_signed_in
from thinktank.accounts.sign_in import allowances, counted, refusing
from thinktank.language.fields import LineField
from thinktank.readers.refusal import Refusal

MOST_CODES = 5  # wrong ones in ten minutes
LONGEST_CODE = 40  # characters, with the spaces people type
# What allauth and fido2 raise for a credential that is damaged or forged
UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError)


def code_field(label: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(label=label, max_length=LONGEST_CODE, widget=forms.TextInput(attributes))


class SecondStepForm(forms.Form):
    """A code, of an app or a recovery code, or the answer of a passkey. `factor` is what was proved."""

    code = code_field(gettext_lazy("Code"))
    credential = forms.JSONField(required=False, widget=forms.HiddenInput)

    factor: Authenticator | None = None
    refusal: Refusal | None = None

    def __init__(self, request: HttpRequest, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.request, self.user = request, user
        self.fields["code"].required = not (data and data.get("credential"))

    def clean(self) -> None:
        super().clean()
        if self.errors:
            return
        may_try = allowances(self.request, self.user.get_username(), MOST_CODES, of="code|")
        try:
            with refusing(self), counted(may_try):
                self.factor = self._proved_factor()
        except ValidationError:
            if self.refusal is None:  # else nothing was checked
                user_login_failed.send(type(self), credentials={}, request=self.request, user=self.user)
                if half_signed_in(self.request):
                    tell_of_failed_step(self.request, self.user)
            raise

    def _proved_factor(self) -> Authenticator:
        """Raises ValidationError when nothing was proved."""
        if credential := self.cleaned_data.get("credential"):
            return _factor_of_passkey(self.user, credential)
        factor = factors.use_code(self.user, self.cleaned_data["code"])
        if factor is None:
            raise ValidationError(
                _("This code is wrong or was used before. Wait for the next one, or use a recovery code."),
                code="wrong_code",
            )
        return factor


def _factor_of_passkey(user: User, credential: Any) -> Authenticator:
    try:
        webauthn.parse_authentication_response(credential)
        factor: Authenticator = webauthn.complete_authentication(user, credential)
    except (ValidationError, *UNREADABLE) as error:
        raise ValidationError(
            _("This passkey could not be checked. Try again, or use another way."), code="wrong_passkey"
        ) from error
    factor.last_used_at = timezone.now()
    factor.save(update_fields=["last_used_at"])
    return factor


class AddAppForm(forms.Form):
    code = code_field(gettext_lazy("Code that the app shows"))

    def __init__(self, secret: str, data: Any = None) -> None:
        super().__init__(data)
        self.secret = secret

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not validate_totp_code(self.secret, code):
            raise ValidationError(
                _(
                    "This code does not fit. Check the clock of your device, and type the code that is shown now."
                ),
                code="wrong_code",
            )
        return code


class AddPasskeyForm(forms.Form):
    name = LineField(label=gettext_lazy("Name of the passkey"), max_length=60, required=False)
    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        credential = self.cleaned_data["credential"]
        try:
            webauthn.parse_registration_response(credential)
            webauthn.complete_registration(credential)
        except (ValidationError, *UNREADABLE) as error:
            raise ValidationError(
                _("This passkey could not be added. Try again, or choose another device."),
                code="wrong_passkey",
            ) from error
        return credential
