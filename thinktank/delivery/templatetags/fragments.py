from collections.abc import Hashable

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from thinktank.delivery.fragments import cached_fragment, site_key

register = template.Library()

SCOPES = ("edition", "site", "page")


class CachedFragmentNode(template.Node):
    def __init__(self, nodelist: NodeList, scope: str, values: list[FilterExpression]) -> None:
        self.nodelist, self.scope, self.values = nodelist, scope, values

    def render(self, context: Context) -> SafeString:
        key = self._key_in(context)
        if key is None:
            return self.nodelist.render(context)
        key = self, *key, *(value.resolve(context) for value in self.values)
        return cached_fragment(key, lambda: self.nodelist.render(context))

    def _key_in(self, context: Context) -> tuple[Hashable, ...] | None:
        """What HTML of this scope depends on; None where it cannot be kept."""
        if self.scope == "edition":
            edition = context["edition"]
            return (edition.uid,) if edition.pk else None
        if context.get("at_hand"):  # an error page, which must not ask for the version of the site
            return None
        if self.scope == "site":
            return site_key()
        page = context.get("page_key")
        return None if page is None else (page, *site_key())


@register.tag
def cachedfragment(parser: Parser, token: Token) -> CachedFragmentNode:
    """Keep HTML under its scope and some values: `{% cachedfragment edition tag sizes %}…{% endcachedfragment %}`.

    The HTML may depend on nothing but: the language of the page, the values, and
    - scope `edition`: the record of the `edition` in the context (not its surroundings), kept for ever;
    - scope `site`: shared values (menus, names, settings) and the day;
    - scope `page`: what the view put into `page_key`, shared values and the day. Without a `page_key` nothing is kept.
    Context changes made inside are lost.
    """
    _name, scope, *values = token.split_contents()
    if scope not in SCOPES:
        raise template.TemplateSyntaxError(
            f"cachedfragment knows the scopes {', '.join(SCOPES)}, not {scope}."
        )
    nodelist = parser.parse(["endcachedfragment"])
    parser.delete_first_token()
    return CachedFragmentNode(nodelist, scope, [parser.compile_filter(value) for value in values])
