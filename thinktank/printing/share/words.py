"""The words and pictures on share images: those of editions, and that of the site."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image as Picture
from PIL import ImageOps

from thinktank.addresses.web import readable
from thinktank.delivery.shared_values import SharedValue
from thinktank.library.atomic_storage import rendition_name
from thinktank.library.models import Image
from thinktank.pages.site import site_in
from thinktank.printing.share.drawing import (
    LOGO_WIDTH,
    SQUARE_MARK,
    Words,
    cover_size,
    draw,
    draw_square,
    encode,
)
from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.editions.generated_files import GeneratedFile
from thinktank.publishing.models import Contribution, Edition
from thinktank.publishing.publication_types import kind_label, type_named

MAX_NAMED = 3  # people
BEHIND_THE_TEXT = {Contribution.Role.TRANSLATOR, Contribution.Role.PHOTOGRAPHER, Contribution.Role.EDITOR}


def make_share_image(edition: Edition, beside: Edition | None = None) -> GeneratedFile:
    content = upgraded(edition.content)
    with translation.override(edition.language):
        site = site_in(edition.language, edition.get_absolute_url())
        words = Words(
            title=edition.title,
            institute=site.name,
            kind=str(kind_label(edition.type, edition.kind)) if edition.prefix else "",
            date=type_named(edition.type).day_in_words(edition) if edition.prefix else "",
            below=ways_to_name(content["people"]),
            accent=site.accent,
        )
    cover = content["cover"]
    image = draw(
        words,
        _cut_to_size(cover, cover_size(edition.title)) if cover else None,
        _logo(site.logo) if site.logo else None,
    )
    return GeneratedFile(*encode(image, is_photographic=bool(cover)))


def ways_to_name(people: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Variants of a line that names the authors or speakers, the longest first: fewer names, then "and others"."""
    names = list(dict.fromkeys(person["name"] for person in people if person["role"] not in BEHIND_THE_TEXT))
    named = range(min(MAX_NAMED, len(names)), 0, -1)
    return tuple(_with_others(", ".join(names[:count]), len(names) - count) for count in named)


def _with_others(names: str, others: int) -> str:
    small = {
        0: "%(names)s",
        1: _("%(names)s and one other"),
        2: _("%(names)s and two others"),
        3: _("%(names)s and three others"),
        4: _("%(names)s and four others"),
    }
    many = ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", others)
    return small.get(others, many) % {"names": names, "count": others}


def _cut_to_size(record: dict[str, Any], size: tuple[int, int]) -> Picture.Image:
    """The part of a cover around its focal point, with this width and height in pixels."""
    width, height = size
    enough = max(width, height * record["width"] / record["height"])
    picture = _rendition(record, enough, "jpeg").convert("RGB")
    focal = Image.objects.filter(uid=record["uid"]).values_list("focal_x", "focal_y").first() or (50, 50)
    centering = (focal[0] / 100, focal[1] / 100)
    return ImageOps.fit(picture, size, Picture.Resampling.LANCZOS, centering=centering)


def _logo(record: dict[str, Any], width: int = LOGO_WIDTH) -> Picture.Image:
    return _rendition(record, width, "webp").convert("RGBA")


def _rendition(record: dict[str, Any], enough: float, extension: str) -> Picture.Image:
    """The smallest stored copy that is at least `enough` pixels wide, or the largest."""
    files = record["_files"]
    width = next((each for each in files["widths"] if each >= enough), files["widths"][-1])
    with default_storage.open(rendition_name(files["key"], f"{width}.{extension}")) as file:
        picture = Picture.open(file)
        picture.load()
    return picture


site_images: SharedValue[dict[tuple[str, str], tuple[bytes, str]]] = SharedValue(
    dict
)  # by language and shape


def site_image(language: str) -> tuple[bytes, str]:
    """(bytes, media type) of the share image of the site: name and tagline.

    Each process draws it once, and again after the site settings have changed.
    """
    images = site_images()
    if (language, "wide") not in images:
        site = site_in(language, "/")
        host = readable(settings.SITE_ORIGIN).partition("://")[2]
        words = Words(
            title=site.name, institute=host, below=(site.tagline,) if site.tagline else (), accent=site.accent
        )
        image = draw(words, logo=_logo(site.logo) if site.logo else None)
        images[language, "wide"] = encode(image, is_photographic=False)
    return images[language, "wide"]


def podcast_cover(language: str) -> tuple[bytes, str]:
    """(bytes, media type) of the podcast cover: name and logo. Drawn as often as `site_image`."""
    images = site_images()
    if (language, "square") not in images:
        site = site_in(language, "/")
        words = Words(title=site.name, institute=site.name, kind=_("Podcast"), accent=site.accent)
        image = draw_square(words, logo=_logo(site.logo, SQUARE_MARK) if site.logo else None)
        images[language, "square"] = encode(image, is_photographic=False)
    return images[language, "square"]
