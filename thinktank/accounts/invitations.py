"""Invitations to the desk: a link with which the owner of a new account sets the password. Nobody else ever knows it.

A link works for three days (PASSWORD_RESET_TIMEOUT) and once: with a password the account is no longer invited.
"""

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import absolute


class Tokens(PasswordResetTokenGenerator):
    key_salt = "thinktank.accounts.invitations"


tokens = Tokens()


class InvitationForm(forms.ModelForm):
    """A new member of staff, who sets the password."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "groups")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if "email" in self.fields:
            self.fields["email"].required = True

    def clean_username(self) -> str:
        """Names that differ in nothing but capitals would be taken for one another."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise forms.ValidationError(_("There is an account of this name already."))
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email and User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email

    def save(self, commit: bool = True) -> User:
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        account: User = super().save(commit)
        return account


def is_invited(account: User) -> bool:
    """Whether an account still waits for its owner to set the first password."""
    return account.is_active and account.is_staff and not account.has_usable_password()


def link_for(account: User) -> str:
    """The full address at which the owner sets the password."""
    uid = urlsafe_base64_encode(force_bytes(account.pk))
    return absolute(reverse("admin:invitation", args=[uid, tokens.make_token(account)]))


def account_of(uid: str, token: str) -> User | None:
    """Whose invitation this is; None when it is over, was used, or never was."""
    try:
        pk = int(force_str(urlsafe_base64_decode(uid)))
        account = User.objects.filter(pk=pk).first()
    except (ValueError, OverflowError):
        return None
    return account if account and is_invited(account) and tokens.check_token(account, token) else None


@task
def send_invitation(pk: int, language: str) -> None:
    """Send the link. When it is sent twice, the first of both that is used is the last."""
    account = User.objects.filter(pk=pk).first()
    if account is None or not is_invited(account):
        return
    with translation.override(language):
        context = {"account": account, "link": link_for(account), "site": settings.SITE_ORIGIN}
        text = render_to_string("accounts/invitation.txt", context)
        send_mail(_("Your account for the editors’ desk"), text, None, [account.email])
