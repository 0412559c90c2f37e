"""The cookie of somebody who has opened a link without an account."""

from django.conf import settings

COOKIE = f"{settings.SECURE_COOKIE}shared_link"
LIFE = 12 * 3600  # seconds
