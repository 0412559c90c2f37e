from django import template

from thinktank.language import languages
from thinktank.pages.site import site_in

register = template.Library()

FAMILIES = ("literata", "inter")


@register.simple_tag(takes_context=True)
def site(context):
    """The site's name, notice and menus in the reader's language; for all of a page the same."""
    request, language = context.get("request"), languages.current()
    at_hand = context.get("at_hand", False)
    if not request:
        return site_in(language, f"/{language}/", at_hand=at_hand)
    if (language, at_hand) not in (made := request.__dict__.setdefault("_sites", {})):
        made[language, at_hand] = site_in(language, request.path, at_hand=at_hand)
    return made[language, at_hand]


@register.simple_tag
def fonts():
    """The font files that every page in the reader's language needs."""
    scripts = languages.scripts_of(languages.current())
    return [f"fonts/{family}-{script}.woff2" for script in scripts for family in FAMILIES]


@register.simple_block_tag
def captured(content):
    """`{% captured as name %}…{% endcaptured %}`: text that a page writes in several places, blocks included."""
    return content
