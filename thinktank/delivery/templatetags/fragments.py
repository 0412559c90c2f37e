from django import template

register = template.Library()


class HeldNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        page = context.get("held")
        if page is None:
            return self.nodelist.render(context)
        html = page.html.get(self)
        if html is None:
            html = page.html[self] = self.nodelist.render(context)
        return html


@register.tag
def held(parser, _token):
    """`{% held %}…{% endheld %}`: a piece that is made from the answers of the page's `held` alone, see fragments.py.

    It stands in no loop, and what it sets in the context is for itself. Without a `held` it does nothing.
    """
    nodelist = parser.parse(["endheld"])
    parser.delete_first_token()
    return HeldNode(nodelist)
