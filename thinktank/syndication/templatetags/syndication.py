from typing import Any, cast

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from thinktank.language.records import Record
from thinktank.markings.markup import plain_paragraphs
from thinktank.publishing.models import Edition
from thinktank.syndication.discovery import Alternates, alternates_of
from thinktank.syndication.markings import markings_of_text

register = template.Library()


@register.simple_tag(takes_context=True)
def page_alternates(context: Context) -> Alternates:
    """`{% page_alternates as found %}`: the feeds and the calendar of this page; none in what is made without a request."""
    request = context.get("request")
    flat = cast(dict[str, Any], context.flatten())
    return alternates_of(request, flat) if request else Alternates()


@register.simple_tag
def markings_in_full(edition: Edition, content: Record) -> SafeString:
    """What must be said today of the site and of whom the text names."""
    return plain_paragraphs(markings_of_text(edition, content))
