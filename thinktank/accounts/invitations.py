"""Links with which the owner of an account sets the password, the first one or another. Nobody else ever knows it.

A link works for three days (PASSWORD_RESET_TIMEOUT) and once: a new password, or a sign-in with the old one, ends it.
"""

from collections.abc import Callable

from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.tasks import task
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from thinktank.accounts.letters import BEFORE_FILES, send_letter
from thinktank.addresses.alternates import absolute


class Tokens(PasswordResetTokenGenerator):
    key_salt = "thinktank.accounts.invitations"


tokens = Tokens()
listeners: list[
    Callable[[User], None]
] = []  # called with the account when an administrator is given its link


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


def link_to_hand_over(account: User) -> str:
    """A link that an administrator is shown, who is then known to have it."""
    for listener in listeners:
        listener(account)
    return link_for(account)


def has_failed(account: User) -> bool:
    """Whether the newest letter with a link was tried and has not left: it waits for another try, or failed for good."""
    letters = DBTaskResult.objects.filter(
        task_path=send_invitation.module_path, args_kwargs__args__0=account.pk
    )
    newest = letters.order_by("-enqueued_at").first()
    return newest is not None and bool(newest.exception_class_path)


def account_of(uid: str, token: str) -> User | None:
    """Whose link this is; None when it is over, was used, or never was. A new password or a sign-in ends it."""
    try:
        pk = int(force_str(urlsafe_base64_decode(uid)))
        account = User.objects.filter(pk=pk).first()
    except (ValueError, OverflowError):
        return None
    is_theirs = account and account.is_active and account.is_staff and tokens.check_token(account, token)
    return account if is_theirs else None


@task(priority=BEFORE_FILES)
def send_invitation(pk: int, *_language: str) -> None:
    """Send the link, in every language. When it is sent twice, the first of both that is used is the last.

    Tasks that an earlier release has queued name a language too.
    """
    account = User.objects.filter(pk=pk).first()
    if account is None or not is_invited(account):
        return
    context = {"account": account, "link": link_for(account), "site": settings.SITE_ORIGIN}
    send_letter(
        account.email,
        lambda: (
            _("Your account for the editors’ desk"),
            render_to_string("accounts/invitation.txt", context),
        ),
    )
