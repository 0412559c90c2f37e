from django import template

from thinktank.addresses import web

register = template.Library()


register.filter("readable_address", web.readable)


@register.filter
def web_address(text: str) -> str:
    """The http or https address in the form that links need; empty for other texts."""
    return (web.web_address(text) or "") if text else ""
