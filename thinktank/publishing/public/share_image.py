"""What networks show beside a shared link."""

from thinktank.addresses.alternates import absolute
from thinktank.library.pictures import image_url
from thinktank.library.shapes import card_height
from thinktank.publishing.models import EditionFile
from thinktank.publishing.public.downloads import ADDRESSES
from thinktank.publishing.public.surroundings import generated_file_of

SIZE = (1200, 630)  # pixels: what Facebook, LinkedIn, Telegram and VK show whole


def share_image_of(edition, family, cover):
    """The image drawn for this edition; its cover as long as there is none; else None. Costs no query."""
    own = next((row for row in family.own if row.pk and row.pk == edition.pk), None)
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


def _described(path, width, height, media_type, alt):
    """`alt` empty: the image says what the title and the site's name say."""
    return {"url": absolute(path), "width": width, "height": height, "media_type": media_type, "alt": alt}
