"""The WSGI application that the application server loads."""

import os

from django.core.wsgi import get_wsgi_application

from thinktank.delivery.charset import utf8_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thinktank.settings")

application = utf8_only(get_wsgi_application())
