from django import template

from thinktank.language import languages
from thinktank.pages.site import site_in

register = template.Library()


@register.simple_tag(takes_context=True)
def site(context):
    """The site's name, notice and menus in the reader's language."""
    request = context.get("request")
    return site_in(languages.current(), request.path if request else "/")
