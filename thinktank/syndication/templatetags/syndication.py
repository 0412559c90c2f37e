from typing import Any, cast

from django import template
from django.template import Context

from thinktank.syndication.discovery import Alternates, alternates_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_alternates(context: Context) -> Alternates:
    """`{% page_alternates as found %}`: the feeds and the calendar of this page; none in what is made without a request."""
    request = context.get("request")
    flat = cast(dict[str, Any], context.flatten())
    return alternates_of(request, flat) if request else Alternates()
