import datetime
from functools import cache

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from thinktank.language import languages
from thinktank.pages.site import Site, site_in

register = template.Library()

FAMILIES = ("literata", "inter")


@register.simple_tag(takes_context=True)
def site(context: Context) -> Site:
    """The site's name, notice and menus in the language of the page. It is computed once per request."""
    request, language = context.get("request"), languages.current()
    at_hand = bool(context.get("at_hand"))
    if not request:
        return site_in(language, f"/{language}/", at_hand=at_hand)
    if (language, at_hand) not in (made := request.__dict__.setdefault("_sites", {})):
        made[language, at_hand] = site_in(language, request.path, at_hand=at_hand)
    return made[language, at_hand]


@register.simple_tag
def fonts() -> list[str]:
    """Paths of the font files that every page in the active language needs."""
    scripts = languages.scripts_of(languages.current())
    return [f"fonts/{family}-{script}.woff2" for script in scripts for family in FAMILIES]


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "print" %}`: a symbol of static/icons/icons.svg, which browsers load once. Text beside it says the same."""
    return _symbol(static("icons/icons.svg"), name)


@cache
def _symbol(sheet: str, name: str) -> SafeString:
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sheet, name)


@register.filter(expects_localtime=True)
def to_the_second(moment: datetime.datetime) -> str:
    """For `<time datetime="…">`: the filter `date:"c"` writes microseconds, of which HTML allows three digits."""
    return moment.isoformat(timespec="seconds")


@register.simple_block_tag
def captured(content: str) -> str:
    """`{% captured as name %}…{% endcaptured %}`: keep rendered text, blocks included, to use it in several places."""
    return content
