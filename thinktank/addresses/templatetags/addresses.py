from django import template

from thinktank.addresses import web

register = template.Library()


register.filter("readable_address", web.readable)


@register.filter
def web_address(text):
    """The address as links write it when it is one of the web, else an empty text."""
    return (web.web_address(text) or "") if text else ""
