"""The allow-list for rich text: what editors may write, and what a compiled body may contain.

`clean_html` runs wherever text comes in (editor, import, demo) and again before compiling. Its result is always output of
nh3 that nh3 would not change.
"""

import re
from collections.abc import Callable, Mapping, Set
from urllib.parse import quote, unquote

import nh3
from lxml.html import HtmlElement

from thinktank.addresses.web import (
    IN_QUERIES,
    guessed_web_address,
    host_name,
    local_address,
    quote_as,
    trimmed,
    web_address,
)
from thinktank.richtext.elsewhere import keep_elsewhere
from thinktank.richtext.markup import (
    escape_text,
    has_blocks,
    is_blank,
    parse,
    printable,
    serialise,
    tag_of,
    wrap_loose,
)
from thinktank.richtext.pull_quotes import is_pull_quote
from thinktank.richtext.styled import LISTS, STYLED, head_columns, put_into_item, telling, write_style
from thinktank.richtext.table_titles import keep_table_title, make_table_title

# What the editor offers. The desk adds the address of its picture library: EDITOR_EXTENSIONS | {"Figure": {...}}.
EDITOR_EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Link": {
        "enableTarget": False,
        "protocols": ["http", "https", "mailto", "publication", "subject"],
        "defaultProtocol": "https",
    },
    "BulletList": True,
    "OrderedList": {
        "listTypes": [{"label": "1, 2, 3, ...", "type": "decimal", "description": "Decimal numbers"}]
    },
    "ListItem": True,
    "HardBreak": True,
    "HorizontalRule": True,
    "Heading": {"levels": [2, 3]},
    "Blockquote": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Figure": True,
    "Caption": True,
    "Image": True,
    "Footnote": True,
    "PullQuote": True,
    "TableTitle": True,
    "Elsewhere": True,
}

TAGS = {
    "em", "strong", "a", "p", "h2", "h3", "ul", "ol", "li", "blockquote", "sub", "sup", "table", "thead", "tbody",
    "tr", "th", "td", "figure", "figcaption", "img", "hr", "br", "span", "aside",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "p": {"dir", "data-caption", "data-elsewhere"},
    "h2": {"dir"},
    "h3": {"dir"},
    "blockquote": {"dir"},
    "ul": {"dir"},
    "ol": {"start", "dir"},
    "li": {"dir"},
    "figcaption": {"dir"},
    "th": {"scope", "colspan", "rowspan", "dir"},
    "td": {"colspan", "rowspan", "dir"},
    "span": {"data-footnote"},
}
COMPILED_ATTRIBUTES = {
    "a": {"href", "title", "id", "role", "aria-label", "data-publication", "data-subject", "data-fragment"},
    "img": {"data-image", "data-chart", "alt"},
    "blockquote": {"dir"},
    "ul": {"dir"},
    "ol": {"start", "dir"},
    "li": {"dir"},
    "figcaption": {"dir"},
    "th": {"scope", "colspan", "rowspan", "dir"},
    "td": {"colspan", "rowspan", "dir"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "h2": {"id", "dir"},
    "h3": {"id", "dir"},
    "p": {"id", "dir", "data-elsewhere"},
    "caption": {"dir"},
    "aside": {"aria-hidden"},
    "figure": {"id"},
}
RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
DIVISIONS = {
    "div", "section", "article", "header", "footer", "main", "aside", "address", "nav", "pre", "center", "dd", "dt",
    "details", "summary", "fieldset", "form",
}  # fmt: skip
DROPPED_WITH_CONTENT = {
    "script", "style", "template", "title", "svg", "math", "iframe", "object", "noscript", "noembed", "noframes",
    "textarea", "select",
}  # fmt: skip
type ValueFilter = Callable[
    [str], str | None
]  # an attribute's value -> the value to write; None drops the attribute

SCHEMES = {"http", "https", "mailto", "publication", "subject"}

UID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
PUBLICATION = re.compile(rf"publication:({UID})", re.IGNORECASE)
SUBJECT = re.compile(rf"subject:({UID})", re.IGNORECASE)  # a person, institution, topic ... that has a page
PICTURE = re.compile(rf"/library/({UID})/", re.IGNORECASE)
CHART = re.compile(rf"/library/charts/({UID})/", re.IGNORECASE)
MAILTO = re.compile(r"mailto:[/\s]*", re.IGNORECASE)
MAILBOX = re.compile(r"(?:[^<>]*<)?\s*([^\s@?/:<>()]+)@([^\s@<>]+?)\s*>?\s*")
IN_MAILBOXES = "!$&'*+=-._~"
PASSES = 12  # real texts need two or three


def clean_html(html: str) -> str:
    """Rich text with the allowed elements only; "" when nothing visible is left. Idempotent; raises nothing."""
    return _unless_blank(_settle(html or "", _raw, _tidy, _rich))


def clean_compiled(html: str) -> str:
    """A compiled body with the allowed elements only. Stored bodies are cleaned again whenever they are printed."""
    return _settle(html or "", _compiled, _keep, _compiled)


def link_address(value: str) -> str | None:
    """The address as links may have it: http, https, mailto, publication:<uid>, subject:<uid> or a path; else None.

    It follows the grammar of RFC 3986; `www.example.org` gets a scheme.
    """
    address = trimmed(value)
    if PUBLICATION.fullmatch(address) or SUBJECT.fullmatch(address):
        return address.lower()
    if re.match(r"/(?![/\\])", address):
        path = local_address(address)
        return path if not path.startswith("//") else None
    return web_address(address) or _mail_address(address) or guessed_web_address(address)


def _mail_address(address: str) -> str | None:
    """A mailto address (RFC 6068), also from mailboxes with names or from a subject without recipients; else None."""
    scheme = MAILTO.match(address)
    to, mark, fields = address[scheme.end() if scheme else 0 :].partition("?")
    found = [_mailbox(unquote(box)) for box in re.split("[,;]", to) if box.strip()]
    mailboxes = [mailbox for mailbox in found if mailbox is not None]
    is_malformed = len(mailboxes) < len(found)
    if is_malformed or not (mailboxes or fields) or not (scheme or _is_a_mailbox_alone(mailboxes)):
        return None
    return f"mailto:{','.join(mailboxes)}{mark if fields else ''}{quote_as(fields, IN_QUERIES)}"


def _mailbox(text: str) -> str | None:
    found = MAILBOX.fullmatch(text)
    host = host_name(found[2]) if found else None
    return f"{quote(found[1], safe=IN_MAILBOXES)}@{host}" if found and host else None


def _is_a_mailbox_alone(mailboxes: list[str]) -> bool:
    return len(mailboxes) == 1 and "." in mailboxes[0].partition("@")[2]


def _matching(pattern: str) -> ValueFilter:
    return lambda value: value if re.fullmatch(pattern, value) else None


def _one_of(*names: str) -> ValueFilter:
    return lambda value: name if (name := value.strip().lower()) in names else None


def _picture_address(value: str) -> str | None:
    address = value.strip()
    return address.lower() if PICTURE.fullmatch(address) or CHART.fullmatch(address) else None


def _compiled_address(value: str) -> str | None:
    return value if re.fullmatch(r"#[a-z0-9-]+", value) else link_address(value)


def _anything(value: str) -> str:
    return printable(value)


def _nothing(value: str) -> None:
    return None


VALUES: dict[str, ValueFilter] = {
    "href": link_address,
    "src": _picture_address,
    "alt": _anything,
    "title": _anything,
    "start": _matching(r"-?[0-9]{1,6}"),
    "scope": _matching(r"col|row|colgroup|rowgroup"),
    "colspan": _matching(r"[1-9][0-9]?"),
    "rowspan": _matching(r"[1-9][0-9]?"),
    "data-footnote": lambda value: "",
    "data-caption": lambda value: "",
    "data-elsewhere": lambda value: "",
    "dir": _one_of("rtl", "ltr"),
}
COMPILED_VALUES = VALUES | {
    "href": _compiled_address,
    "id": _matching(r"[a-z][a-z0-9-]{0,120}"),
    "role": _matching(r"region|doc-noteref"),
    "aria-label": _anything,
    "class": _matching(r"table-scroll"),
    "aria-hidden": _matching(r"true"),
    "tabindex": _matching(r"0"),
    "data-image": _matching(r"[0-9a-f]{64}"),
    "data-chart": _matching(r"[0-9a-f]{64}"),
    "data-publication": _matching(UID),
    "data-subject": _matching(UID),
    "data-fragment": _matching(r"[A-Za-z0-9_-]{1,120}"),
}


def _cleaner(
    tags: Set[str], attributes: Mapping[str, set[str]], values: Mapping[str, ValueFilter]
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=tags,
        attributes={"*": set(), **{tag: names for tag, names in attributes.items() if tag in tags}},
        attribute_filter=lambda tag, name, value: values.get(name, _nothing)(value),
        clean_content_tags=DROPPED_WITH_CONTENT,
        url_schemes=SCHEMES,
        link_rel=None,
    )


_raw = _cleaner(
    TAGS | RENAMED.keys() | DIVISIONS | {"font", "caption"},
    ATTRIBUTES
    | {tag: {"dir"} for tag in DIVISIONS}
    | {tag: ATTRIBUTES.get(tag, set()) | {"style", "dir"} for tag in STYLED | {"b", "i"}},
    VALUES | {"style": telling},
)
_rich = _cleaner(TAGS, ATTRIBUTES, VALUES)
_compiled = _cleaner(TAGS - {"span"} | {"div", "caption"}, COMPILED_ATTRIBUTES, COMPILED_VALUES)


def _unless_blank(html: str) -> str:
    return "" if is_blank(parse(html)) else html


def _settle(html: str, first: nh3.Cleaner, tidy: Callable[[HtmlElement], None], last: nh3.Cleaner) -> str:
    """Tidy and clean until nothing changes, because HTML that is parsed again may nest differently."""
    for _pass in range(PASSES):
        tree = parse(first.clean(printable(html)))
        tidy(tree)
        cleaned = last.clean(serialise(tree))
        if cleaned == html:
            return cleaned
        html = cleaned
    return escape_text(" ".join(parse(html).itertext()))


def _tidy(tree: HtmlElement) -> None:
    for element in reversed(list(tree.iterdescendants())):
        element.tag = RENAMED.get(tag_of(element), tag_of(element))
        if "style" in element.attrib:
            write_style(element)
        parent = element.getparent()
        if parent is None:
            continue
        keep_table_title(element)
        keep_elsewhere(element, tree)
        if element.tag == "thead":
            head_columns(element)
        elif element.tag == "caption":
            make_table_title(element)
        elif element.tag == "aside" and is_pull_quote(element, tree):
            continue
        elif element.tag in LISTS and parent.tag in LISTS:
            put_into_item(element)
        elif element.tag in DIVISIONS:
            _dissolve(element)
        elif _is_idle(element):
            element.drop_tag()
        elif element.tag == "img" and "src" not in element.attrib:
            element.drop_tree()


def _dissolve(division: HtmlElement) -> None:
    """Turn a division without blocks into a paragraph; drop the tag of any other and pass `dir="rtl"` to its blocks."""
    if has_blocks(division):
        wrap_loose(division)
        for block in division if division.get("dir") == "rtl" else []:
            block.set("dir", block.get("dir", "rtl"))
        division.drop_tag()
    else:
        division.tag = "p"


def _is_idle(element: HtmlElement) -> bool:
    """Whether the element is a link without an address, a span that is not a footnote, or inside one of its kind."""
    needed = {"a": "href", "span": "data-footnote", "font": "data-footnote"}.get(tag_of(element))
    if needed is None:
        return False
    return needed not in element.attrib or any(
        needed in outer.attrib for outer in element.iterancestors(tag_of(element))
    )


def _keep(tree: HtmlElement) -> None:
    pass
