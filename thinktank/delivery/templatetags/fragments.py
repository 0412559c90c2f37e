from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


class CachedFragmentNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        fragments = context.get("fragments")
        if fragments is None or not settings.FRAGMENT_CACHE:
            return self.nodelist.render(context)
        html = fragments.html.get(self)
        if html is None:
            html = fragments.html[self] = self.nodelist.render(context)
        return html


@register.tag
def cachedfragment(parser: Parser, _token: Token) -> CachedFragmentNode:
    """`{% cachedfragment %}…{% endcachedfragment %}`: HTML that depends on the key of the page's `fragments` only.

    Do not use it in a loop. Context changes made inside are lost. Without `fragments` in the context, nothing is cached.
    """
    nodelist = parser.parse(["endcachedfragment"])
    parser.delete_first_token()
    return CachedFragmentNode(nodelist)
