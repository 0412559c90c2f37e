"""Attempts to get scripts, styles or foreign addresses through a sanitiser, and random HTML made from such pieces."""

from hypothesis import strategies as st

UID = "11111111-1111-4111-8111-111111111111"

PAYLOADS = [
    "<script>__x()</script>",
    "<scr<script>ipt>__x()</script>",
    "<SCRIPT/SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=__x()>",
    f"<img src='/library/{UID}/' onerror=__x()>",
    "<img src=`x`onerror=__x()>",
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    "<img src=http://127.0.0.1:1/beacon>",
    f'<img src="/library/{UID}/../../admin/logout/">',
    "<svg onload=__x()>",
    "<svg><script>__x()</script></svg>",
    "<svg><a xlink:href=javascript:__x()><text>press</text></a></svg>",
    "<svg><style><img src=x onerror=__x()></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=__x()>'>",
    "<svg><desc><img src=x onerror=__x()></desc></svg>",
    "<svg><foreignObject><p onclick=__x()>x</p></foreignObject></svg>",
    "<svg><animate onbegin=__x() attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=__x()&gt;'>",
    "<math><mi//xlink:href='data:x,<script>__x()</script>'>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=__x()></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=__x()>",
    "<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title='</style><img src onerror=__x()>'>",
    "<noscript><p title='</noscript><img src=x onerror=__x()>'>",
    "<template><img src=x onerror=__x()></template>",
    "<textarea><img title='</textarea><img src=x onerror=__x()>'>",
    "<title><img title='</title><img src=x onerror=__x()>'>",
    "<xmp><img title='</xmp><img src=x onerror=__x()>'>",
    "<noembed><img title='</noembed><img src=x onerror=__x()>'>",
    "<select><option><style></select><img src=x onerror=__x()>",
    "<!--><img src=x onerror=__x()>-->",
    "<!--<img src='--><img src=x onerror=__x()>'>",
    "<!-- never closed <img src=x onerror=__x()>",
    "<![CDATA[<img src=x onerror=__x()>]]>",
    "<?xml version='1.0'?><img src=x onerror=__x()>",
    "<a href=javascript:__x()>x</a>",
    "<a href=' java\tscript:__x()'>x</a>",
    "<a href='java&#x0A;script:__x()'>x</a>",
    "<a href='&#106;avascript&colon;__x()'>x</a>",
    "<a href='\x01javascript:__x()'>x</a>",
    "<a href='JaVaScRiPt:__x()'>x</a>",
    "<a href='vbscript:__x()'>x</a>",
    "<a href='data:text/html,<script>__x()</script>'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='/\\evil.example/'>x</a>",
    "<a href='/\t/evil.example/'>x</a>",
    "<a href='\\\\evil.example/'>x</a>",
    "<a href='http:javascript:__x()'>x</a>",
    "<a href='http://['>x</a>",
    f"<a href='publication:{UID}\"onclick=\"__x()'>x</a>",
    "<a href=https://x.example ping=//evil.example target=_blank style=position:fixed>x</a>",
    "<p style='background:url(//evil.example)' class=x id=y onclick=__x()>x</p>",
    "<span data-footnote onmouseover=__x()><img src=x onerror=__x()></span>",
    "<td colspan='2\" onclick=\"__x()'>x",
    "<iframe srcdoc='<script>__x()</script>'></iframe>",
    "<object data=javascript:__x()><embed src=javascript:__x()></object>",
    "<base href=//evil.example/><link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=0>",
    "<form action=//evil.example><input autofocus onfocus=__x()><button formaction=javascript:__x()>x</button></form>",
    "<details open ontoggle=__x()><video><source onerror=__x()></video></details>",
    "<table background=javascript:__x()><caption>x<colgroup><col style=x><tfoot><tr><td>y",
    "<a href=https://x.example><table><tr><td><a href=javascript:__x()>x</a></table></a>",
    "<p><object><p><object><p><b><i></b></i><li><td>x",
    "\x00<img src=x\x00 onerror=__x()>\ud800\ufffe&#0;&#1;&#xffff;",
    "<plaintext><img src=x onerror=__x()>",
    "&lt;img src=x onerror=__x()&gt;&amp;lt;script&amp;gt;",
    f"<img alt='<img src=x onerror=__x()>' src='/library/{UID}/'>",
]

_tags = st.sampled_from(
    "p h1 h2 h3 h4 ul ol li blockquote strong b em i sub sup a table thead tbody tr th td figure figcaption img hr br "
    "span div section pre script style svg math mtext mglyph foreignObject template noscript title textarea select "
    "option form input iframe object aside caption col tfoot dl dd x-y".split()
)
_names = st.sampled_from(
    "href src alt title lang start scope colspan rowspan data-footnote data-caption data-elsewhere data-image data-publication id class style onclick "
    "onerror xlink:href srcdoc rel target role aria-label tabindex".split()
)
_values = st.sampled_from(
    [
        "", "x", "1", "99", "-3", "col", "javascript:__x()", " jAva\tscript:x", "data:text/html,x", "//evil.example",
        "/\\evil.example", "/en/articles/x/", "/en/a b/#p1", "https://x.example/?a=1&b=2", "https://youtu.be/abcdefghijk", "mailto:a@x.example",
        f"publication:{UID}", f"PUBLICATION:{UID}", f"/library/{UID}/", f"/library/{UID}/x", "a" * 64, UID, "section-x",
        "table-scroll", "region", '"><img src=x onerror=__x()>', "</style><img src=x onerror=__x()>", "\x01x\ufffe",
    ]
)  # fmt: skip
_attributes = st.lists(st.tuples(_names, _values), max_size=3)
_texts = st.one_of(
    st.text(max_size=12), st.sampled_from(["«слово» - ", '"word" ', " ", "&nbsp;", "-->", "]]>", "<"])
)


def _element(inner):
    def build(tag, attributes, content, is_closed):
        written = "".join(f' {name}="{value.replace('"', "&quot;")}"' for name, value in attributes)
        return f"<{tag}{written}>{''.join(content)}" + (f"</{tag}>" if is_closed else "")

    return st.builds(build, _tags, _attributes, st.lists(inner, max_size=4), st.booleans())


hostile_html = st.lists(
    st.recursive(st.one_of(_texts, st.sampled_from(PAYLOADS)), _element, max_leaves=12), max_size=4
).map("".join)
