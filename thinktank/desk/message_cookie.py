"""Django's storage of messages, whose cookie has a name that browsers protect."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class MessageCookie(CookieStorage):
    cookie_name = f"{settings.HOST_COOKIE}messages"


class Storage(FallbackStorage):
    """In the cookie what fits, the rest in the session."""

    storage_classes = (MessageCookie, SessionStorage)
