"""Whether a path leads to a page of this site, as far as an editor can be told before publishing."""

from urllib.parse import unquote

from django.conf import settings
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from thinktank.addresses.models import Address
from thinktank.language import languages
from thinktank.library.models import Document, Image, Recording
from thinktank.publishing.models import Publication


def leads_somewhere(path: str) -> bool:
    """False when nobody's page answers at the path (query and fragment aside), or only the desk's. Two queries at most.

    A page that is public later counts: its address is kept for it.
    """
    path = unquote(path.partition("#")[0].partition("?")[0])
    if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        return True  # files: their names are made by us and copied whole
    if path.startswith(reverse("admin:index")):
        return False
    match = _resolved(path if path.endswith("/") else f"{path}/") or _resolved(path)
    if match is None:
        return False
    if "slug" in match.kwargs:
        return _has_owner(path, match.kwargs["slug"])
    if uid := match.kwargs.get("uid"):
        return any(model.objects.filter(uid=uid).exists() for model in (Image, Recording, Document))
    return True


def _resolved(path):
    language = path.split("/")[1]
    try:
        with translation.override(language if language in languages.codes() else None):
            return resolve(path)
    except Resolver404:
        return None


def _has_owner(path, slug):
    """A publication answers under the slug of any of its languages; who else has a page answers in one."""
    before = path.strip("/").split("/")
    before = before[: before.index(slug)]
    language, prefix = before[0], before[1] if len(before) > 1 else ""
    found = Address.objects.filter(prefix=prefix, slug=slug)
    owners = Publication.objects.filter(uid__in=found.values("owner_uid"))
    current = found.filter(Q(is_current=True) | Q(label=""), language=language)
    return owners.exists() or current.exists()
