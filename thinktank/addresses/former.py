"""The response at an address whose owner was deleted or is no longer public."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from thinktank.addresses.models import Addressed
from thinktank.delivery.errors import error_page
from thinktank.language import languages


def no_longer_public(request: HttpRequest, model: type[Addressed], owner_uid: uuid.UUID) -> HttpResponse:
    """410 when the owner was deleted, 404 when it may become public again.

    The page links to the owner's page in another language, else to the list of the model.
    """
    owner = model._default_manager.filter(uid=owner_uid).first()
    elsewhere = [
        (owner.label_in(code), path) for code in languages.codes() if owner and (path := owner.path_in(code))
    ]
    prefix, plural = model.address_prefix, model._meta.verbose_name_plural
    listed = (str(capfirst(plural)), f"/{request.LANGUAGE_CODE}/{prefix}/")
    sentence = _("The page at this address is no longer public.")
    return error_page(request, 404 if owner else 410, sentence=sentence, near=lambda: elsewhere or [listed])
