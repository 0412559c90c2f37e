from django import template

from thinktank.language import languages
from thinktank.pages.site import site_in

register = template.Library()


@register.simple_tag(takes_context=True)
def site(context):
    """The site's name, notice and menus in the reader's language."""
    request, language = context.get("request"), languages.current()
    path = request.path if request else f"/{language}/"
    return site_in(language, path, at_hand=context.get("at_hand", False))


@register.simple_block_tag
def captured(content):
    """`{% captured as name %}…{% endcaptured %}`: text that a page writes in several places, blocks included."""
    return content
