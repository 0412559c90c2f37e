"""The picture that social networks show with a shared link."""

from thinktank.addresses.alternates import absolute
from thinktank.language.records import Record
from thinktank.library.pictures import image_url
from thinktank.library.shapes import card_height
from thinktank.publishing.models import Edition, EditionFile
from thinktank.publishing.public.downloads import ADDRESSES
from thinktank.publishing.public.surroundings import Surroundings, generated_file_of
from thinktank.publishing.publication_types import Context

SIZE = (1200, 630)  # pixels: Facebook, LinkedIn, Telegram and VK show this size uncropped


def share_image_of(edition: Edition, surroundings: Surroundings, cover: Record | None) -> Context | None:
    """The image drawn for this edition, else its cover, else None. Takes no query."""
    own = next((row for row in surroundings.own if row.pk and row.pk == edition.pk), None)
    if made := own and generated_file_of(own, EditionFile.Kind.SHARE_IMAGE):
        width, height = SIZE
        address = ADDRESSES[EditionFile.Kind.SHARE_IMAGE]
        path = f"{edition.get_absolute_url()}editions/{edition.number}/{address}/"
        return _described(path, width, height, made["media_type"], alt="")
    if not cover:
        return None
    width = cover["_files"]["cards"][-1]
    url = image_url(cover, "card", width)
    return _described(url, width, card_height(width), "image/jpeg", alt=cover["alt"])


def _described(path: str, width: int, height: int, media_type: str, alt: str) -> Context:
    """`alt` is empty for an image that only repeats the title and the site's name."""
    return {"url": absolute(path), "width": width, "height": height, "media_type": media_type, "alt": alt}
