"""Whether a path leads to a page of this site. Editors are told before publishing when it does not."""

from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation

from thinktank.addresses.models import Address
from thinktank.language import languages
from thinktank.library.models import Document, Image, Recording
from thinktank.publishing.models import Publication


def leads_somewhere(path: str) -> bool:
    """False when no public page answers at the path, whatever its query and fragment. At most two queries.

    A page that will be public later counts, because its address is reserved. Pages of the desk do not count.
    """
    path = unquote(path.partition("#")[0].partition("?")[0])
    if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        return True  # the site makes the names of files, and editors copy them whole
    if path.startswith(reverse("admin:index")):
        return False
    match = _resolved(path if path.endswith("/") else f"{path}/") or _resolved(path)
    if match is None:
        return False
    if "slug" in match.kwargs:
        return _has_owner(match)
    if uid := match.kwargs.get("uid"):
        return any(model.objects.filter(uid=uid).exists() for model in (Image, Recording, Document))
    return True


def _resolved(path: str) -> ResolverMatch | None:
    language = path.split("/")[1]
    try:
        with translation.override(language if language in languages.codes() else None):
            return resolve(path)
    except Resolver404:
        return None


def _has_owner(match: ResolverMatch) -> bool:
    """Whether an object has the slug. Publications answer under the slug of any language, others only under their own."""
    language, *prefix = match.route.partition("<")[0].strip("/").split("/")
    found = Address.objects.filter(prefix="".join(prefix[:1]), slug=match.kwargs["slug"])
    owners = Publication.objects.filter(uid__in=found.values("owner_uid"))
    current = found.filter(Q(is_current=True) | Q(label=""), language=language)
    return owners.exists() or current.exists()
