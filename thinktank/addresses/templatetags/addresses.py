from django import template

from thinktank.addresses.web import is_web_address

register = template.Library()


@register.filter
def web_address(text):
    """The address when it may stand in a link, else an empty text."""
    return text if text and is_web_address(text) else ""
