"""The second factors of an account: adding, checking and removing them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.fernet import InvalidToken
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from thinktank.accounts.sessions import end_sessions
from thinktank.readers.throttle import Allowance, spend

Type = Authenticator.Type
LONGEST_LIFE_OF_A_CODE = 240  # seconds, with a minute for the throttle's own steps
MOST_FACTORS = 10  # of one account


class LastFactor(Exception):
    """The only factor of an account cannot be removed."""


def factors_of(user: User) -> list[Authenticator]:
    """Apps and passkeys, the oldest first."""
    return list(
        Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES).order_by("created_at", "pk")
    )


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES).exists()


def is_main(factor: Authenticator) -> bool:
    """Recovery codes stand beside a factor and are none themselves."""
    return bool(factor.type != Type.RECOVERY_CODES)


def name_of(factor: Authenticator) -> str:
    """What its owner calls it, in the active language."""
    return gettext("app with codes") if factor.type == Type.TOTP else str(factor.wrap().name)


def recovery_codes_of(user: User) -> RecoveryCodes | None:
    found = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return RecoveryCodes(found) if found else None


def n_recovery_codes(user: User) -> int:
    """How many recovery codes are left."""
    codes = recovery_codes_of(user)
    try:
        return len(codes.get_unused_codes()) if codes else 0
    except InvalidToken:
        return 0


def use_code(user: User, code: str) -> Authenticator | None:
    """The app or the recovery codes that this code belongs to; None for a wrong or a used one. It is used from now on."""
    for factor in Authenticator.objects.filter(user=user, type__in=(Type.TOTP, Type.RECOVERY_CODES)):
        try:
            is_right = factor.wrap().validate_code(code)
        except InvalidToken:  # made under another SECRET_KEY
            continue
        if is_right and (factor.type != Type.TOTP or _is_first_use(factor, code)):
            factor.last_used_at = timezone.now()
            factor.save(update_fields=["last_used_at"])
            return factor
    return None


def _is_first_use(app: Authenticator, code: str) -> bool:
    """allauth remembers used codes in each process for itself; this is for all processes together."""
    digits = "".join(filter(str.isdigit, code))
    once = Allowance(f"used|{app.pk}|{digits}", 1, within=LONGEST_LIFE_OF_A_CODE)
    return spend("second-factor", [once], timezone.now()) == 0


def add_app(user: User, secret: str, code: str) -> Authenticator:
    """Add the app that knows this secret, in place of an earlier one. The code by which it has shown so is used up."""
    with _locked(user):
        Authenticator.objects.filter(user=user, type=Type.TOTP).delete()
        added: Authenticator = TOTP.activate(user, secret).instance
        RecoveryCodes.activate(user)
        _is_first_use(added, code)
    return added


def add_passkey(user: User, name: str, credential: dict[str, Any]) -> Authenticator:
    """Add a passkey whose credential has been verified."""
    with _locked(user):
        added: Authenticator = WebAuthn.add(user, name, credential).instance
        RecoveryCodes.activate(user)
    return added


def renew_recovery_codes(user: User) -> None:
    with _locked(user):
        Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
        RecoveryCodes.activate(user)


def remove(user: User, pk: int) -> Authenticator:
    """Remove a factor of this account. Raises LastFactor, Authenticator.DoesNotExist."""
    with _locked(user):
        factors = factors_of(user)
        found = next((factor for factor in factors if factor.pk == pk), None)
        if found is None:
            raise Authenticator.DoesNotExist
        if len(factors) == 1:
            raise LastFactor
        found.delete()
    return found


def reset(user: User) -> None:
    """Remove all factors of an account and end its sessions: whoever signs in next sets up a new one."""
    with _locked(user):
        Authenticator.objects.filter(user=user).delete()
        end_sessions({user.pk})


@contextmanager
def _locked(user: User) -> Iterator[None]:
    """A transaction in which nobody else changes the factors of this account."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        yield
