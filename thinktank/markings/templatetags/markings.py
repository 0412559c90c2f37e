from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.markings.in_force import SITE, markings_of
from thinktank.markings.markup import beside_name, paragraphs

register = template.Library()


@register.simple_tag
def markings_beside(uid: object, language: str = "") -> SafeString:
    """`{% markings_beside person.uid edition.language %}`: what must stand beside this name today.

    `language` is that of the words around it, by default the page's.
    """
    return beside_name(markings_of(uid, language or languages.current()))


@register.simple_tag(takes_context=True)
def site_markings(context: Context) -> SafeString:
    """What must stand on every page today."""
    shown = markings_of(SITE, languages.current(), at_hand=bool(context.get("at_hand")))
    if not shown:
        return SafeString("")
    return format_html(
        '<section class="site-markings" aria-label="{}">{}</section>', _("About this site"), paragraphs(shown)
    )
