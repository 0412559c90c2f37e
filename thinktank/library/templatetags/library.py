from typing import Any

from django import template
from django.utils.safestring import SafeString

from thinktank.library import sound
from thinktank.library.credits import credit_line
from thinktank.library.pictures import image_url, largest_width, picture_html

register = template.Library()
register.filter(credit_line)


@register.simple_tag
def picture(
    record: dict[str, Any] | None,
    shape: str = "full",
    sizes: str = "100vw",
    loading: str = "lazy",
    widest: int | None = None,
) -> SafeString:
    """{% picture edition.content.cover "card" sizes="..." loading="eager" %}: see pictures.picture_html."""
    return picture_html(record, shape, sizes, eager=loading == "eager", widest=widest)


@register.filter
def in_full(record: dict[str, Any]) -> str:
    """Address of the largest rendition of a picture."""
    return image_url(record, width=largest_width(record))


@register.filter
def length_in_words(record: dict[str, Any]) -> str:
    """The length of a recording: "38 minutes"."""
    return sound.in_words(record["seconds"])


@register.filter
def sound_format(record: dict[str, Any]) -> str:
    """The format of a recording: "MP3"."""
    return sound.extension_of(record).upper()
