"""What an address answers whose owner was deleted or made private."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from thinktank.delivery.errors import error_page
from thinktank.language import languages


def no_longer_public(request, model, owner_uid):
    """410 when the owner is gone for good, 404 when it may be public again; with the way to its page in another
    language, or to the list of its kind."""
    owner = model.objects.filter(uid=owner_uid).first()
    elsewhere = [
        (owner.label_in(code), path) for code in languages.codes() if owner and (path := owner.path_in(code))
    ]
    prefix, plural = model.address_prefix, model._meta.verbose_name_plural
    listed = (capfirst(plural), f"/{request.LANGUAGE_CODE}/{prefix}/")
    sentence = _("The page at this address is no longer public.")
    return error_page(request, 404 if owner else 410, sentence=sentence, near=lambda: elsewhere or [listed])
