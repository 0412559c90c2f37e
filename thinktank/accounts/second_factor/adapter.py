"""What is particular to this site in how allauth keeps and names second factors."""

import base64
import hashlib
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.encoding import force_bytes


class Adapter(DefaultMFAAdapter):
    """Encrypts the secrets of apps and recovery codes, so that a copy of the database alone opens no account."""

    def encrypt(self, text: str) -> str:
        return _keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises cryptography.fernet.InvalidToken when SECRET_KEY is another one."""
        return _keys().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        return urlsplit(settings.SITE_ORIGIN).hostname or ""

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()


def _keys() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    digest = hashlib.sha256(b"thinktank.accounts.second_factor" + force_bytes(key)).digest()
    return base64.urlsafe_b64encode(digest)
