import json
import os
import re
from pathlib import Path

import pytest
from django_prose_editor.config import allowlist_from_extensions, html_tags
from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.hostile import PAYLOADS, UID, hostile_html
from tests.publishing.inventory import Inventory
from thinktank.language.plain import is_visible
from thinktank.richtext import sanitise
from thinktank.richtext.markup import parse, printable, serialise
from thinktank.richtext.sanitise import (
    EDITOR_EXTENSIONS,
    clean_compiled,
    clean_html,
)

# Repeated here on purpose, so that the allow-list must be changed in two places.
ALLOWED = {
    "p": {"data-caption", "data-elsewhere"}, "aside": set(), "h2": set(), "h3": set(), "ul": set(), "ol": {"start"}, "li": set(), "blockquote": set(),
    "strong": set(), "em": set(), "sub": set(), "sup": set(), "a": {"href", "title"}, "table": set(), "thead": set(),
    "tbody": set(), "tr": set(), "th": {"scope", "colspan", "rowspan"}, "td": {"colspan", "rowspan"}, "figure": set(),
    "figcaption": set(), "img": {"src", "alt"}, "hr": set(), "br": set(), "span": {"data-footnote"},
}  # fmt: skip
UID_PATTERN = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LINK = re.compile(
    rf"https?://[^\s/].*|mailto:\S*[@?]\S+|publication:{UID_PATTERN}|/([^/\\\s][^\\\s]*)?", re.IGNORECASE
)
PICTURE = re.compile(rf"/library/{UID_PATTERN}/")
LOOK_AT_EACH = """async texts => {
    window.__x = () => { window.wasRun = true };
    const all = [], place = document.getElementById("place");
    for (const text of texts) {
        place.innerHTML = text;
        await new Promise(resolve => setTimeout(resolve, 5));
        for (const found of place.querySelectorAll("*")) {
            const attributes = [...found.attributes].map(attribute => [attribute.name, attribute.value]);
            all.push([found.localName, Object.fromEntries(attributes), found.namespaceURI]);
        }
    }
    return {all, wasRun: window.wasRun ?? null};
}"""


def assert_allowed(elements):
    for tag, attributes in elements:
        assert tag in ALLOWED
        assert set(attributes) <= ALLOWED[tag]
        if tag == "a":
            assert LINK.fullmatch(attributes["href"]), attributes
        if tag == "img":
            assert PICTURE.fullmatch(attributes["src"]), attributes
        if tag == "span":
            assert attributes["data-footnote"] == ""


@given(hostile_html)
def test_only_what_is_allowed_remains(html):
    found = Inventory(clean_html(html))
    assert_allowed(found.elements)
    assert found.others == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_known_attempt_fails(payload):
    for wrapped in [payload, f"<p>{payload}</p>", f"<table><tr><td>{payload}", f"<b>{payload}</b>{payload}"]:
        cleaned = clean_html(wrapped)
        found = Inventory(cleaned)
        assert_allowed(found.elements)
        assert found.others == []
        assert clean_html(cleaned) == cleaned


@given(hostile_html)
def test_cleaning_twice_changes_nothing(html):
    for clean in [clean_html, clean_compiled]:
        once = clean(html)
        assert clean(once) == once


@given(st.text())
def test_text_is_kept_letter_for_letter(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    kept = "".join(parse(clean_html(f"<p>{escaped}</p>")).itertext())
    expected = printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    assert kept == (expected if is_visible(expected) else "")


@given(hostile_html)
def test_what_is_clean_reads_and_writes_without_change(html):
    cleaned = clean_html(html)
    assert serialise(parse(cleaned)) == cleaned


@pytest.mark.browser
def test_a_browser_finds_nothing_else_in_what_was_cleaned(chromium):
    cleaned = [clean_html(payload) for payload in PAYLOADS] + [clean_html("".join(PAYLOADS))]
    page = chromium.new_page()
    page.set_content("<div id=place></div>")
    found = page.evaluate(LOOK_AT_EACH, cleaned)
    page.close()
    assert found["wasRun"] is None
    assert {namespace for _tag, _attributes, namespace in found["all"]} == {"http://www.w3.org/1999/xhtml"}
    assert_allowed((tag, attributes) for tag, attributes, _namespace in found["all"])


def test_naughty_strings_come_through_as_text():
    path = Path(os.environ.get("NAUGHTY_STRINGS", "/nowhere"))
    if not path.exists():
        pytest.skip("NAUGHTY_STRINGS names no copy of the Big List of Naughty Strings")
    for text in json.loads(path.read_text()):
        cleaned = clean_html(text)
        assert_allowed(Inventory(cleaned).elements)
        assert clean_html(cleaned) == cleaned


# Attributes that the editor writes with one value only, or for itself: they mean nothing and may be dropped.
WITHOUT_MEANING = {
    "a": {"rel"},
    "ol": {"type", "data-type"},
    "figure": {"class"},
    "img": {"width", "height", "data-file"},
}
SAMPLES = {
    "href": f"publication:{UID}", "src": f"/library/{UID}/", "start": "3", "colspan": "2", "rowspan": "2",
    "data-footnote": "", "alt": "x", "title": "x",
}  # fmt: skip


def test_everything_the_editor_may_write_survives(settings):
    own = {
        "Footnote": html_tags(["span"], {"span": ["data-footnote"]}),
        "PullQuote": html_tags(["aside", "blockquote", "p"]),
        "TableTitle": html_tags(
            ["p"]
        ),  # its mark needs a table, that of the next a link: see the article below
        "Elsewhere": html_tags(["p"]),
    }
    settings.DJANGO_PROSE_EDITOR_EXTENSIONS = [{"js": [], "extensions": own}]
    allowed = allowlist_from_extensions(EDITOR_EXTENSIONS)
    for tag in allowed["tags"]:
        names = allowed["attributes"].get(tag, set()) - WITHOUT_MEANING.get(tag, set())
        attributes = "".join(f' {name}="{SAMPLES[name]}"' for name in sorted(names))
        html = _in_its_place(tag, attributes)
        elements = dict(Inventory(clean_html(html)).elements)
        assert elements[tag] == {name: SAMPLES[name] for name in names}


def _in_its_place(tag, attributes):
    """The element with these attributes where HTML allows it, with content so that it is not dropped as blank."""
    needed = {"img": f' src="/library/{UID}/"', "a": ' href="/"', "span": ' data-footnote=""'}
    attributes = attributes or needed.get(tag, "")
    content = "<blockquote><p>x</p></blockquote>" if tag == "aside" else "x"
    is_void = tag in {"img", "br", "hr"}
    element = f"<{tag}{attributes}>" if is_void else f"<{tag}{attributes}>{content}</{tag}>"
    around = dict.fromkeys(["td", "th"], "<table><tbody><tr>{}</tr></tbody></table>")
    around |= {"tr": "<table><tbody><tr><td>x</td></tr></tbody></table>", "figcaption": "<figure>{}</figure>"}
    around |= dict.fromkeys(
        ["table", "tbody", "thead"], "<table><thead><tr><th>x</th></tr></thead><tbody></tbody></table>"
    )
    return f"<p>x</p>{around.get(tag, '{}').format(element)}"


def test_an_article_as_the_editor_writes_it_is_not_touched():
    html = (
        "<h2>Now</h2><p>A <strong>bold</strong>, <em>leaning</em> H<sub>2</sub>O, m<sup>2</sup><br>and a "
        '<a href="https://x.example/?a=1&amp;b=2" title="Home">link</a>.'
        '<span data-footnote="">See <a href="/en/about/#p3">about</a>.</span></p>'
        '<ul><li><p>one</p></li></ul><ol start="3"><li><p>three</p></li></ol><blockquote><p>said</p></blockquote><hr>'
        "<aside><blockquote><p>A <strong>bold</strong> one<br>said</p></blockquote><p>Ann Lee</p></aside>"
        '<p data-elsewhere=""><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">A talk</a></p>'
        '<p data-caption="">Trade, <em>bn</em></p><table><tbody><tr><th colspan="2"><p>x</p></th></tr><tr><td><p>1</p></td><td rowspan="2"><p>2</p></td></tr></tbody></table>'
        f'<figure><img src="/library/{UID}/" alt="A table"><figcaption>Seen from <em>above</em></figcaption></figure>'
        f'<h3>Then</h3><p><a href="publication:{UID}">report</a> <a href="mailto:desk@x.example">write</a></p>'
    )
    assert clean_html(html) == html


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<h1>T</h1><h5>U</h5>", "<h2>T</h2><h3>U</h3>"),
        ("<p><b>a</b><i>b</i></p>", "<p><strong>a</strong><em>b</em></p>"),
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        ("<div>one<p>two</p>three</div>four", "<p>one</p><p>two</p><p>three</p>four"),
        ("<p><u>a</u> <span>b</span></p>", "<p>a b</p>"),
        ("<p><a href='javascript:x'>a</a> <a>b</a></p>", "<p>a b</p>"),
        ("<p>a<img src='https://x.example/x.png'>b</p>", "<p>ab</p>"),
        (
            "<span data-footnote='x'>a <span data-footnote>b</span></span>",
            '<span data-footnote="">a b</span>',
        ),
        ("<p>a<script>b</script><style>c</style></p>", "<p>a</p>"),
        ("<p></p>", ""),
        ("<p>&nbsp;</p><hr><p><br></p>", ""),
        ("<p>&#x200b;</p><p>&#x3164; &#x2800;</p>", ""),
        ("", ""),
        (f"<a href='PUBLICATION:{UID.upper()}'>a</a>", f'<a href="publication:{UID}">a</a>'),
        ("<a href=' /en/a b/ '>a</a>", '<a href="/en/a%20b/">a</a>'),
        *(
            (f"<a href='{typed}'>a</a>", f'<a href="{kept}">a</a>' if kept else "a")
            for typed, kept in [
                ("//example.org/x", "https://example.org/x"),
                ("\\\\example.org\\x", "https://example.org/x"),
                ("//host/x", ""),
                ("&#x200b;https://example.org&#x200e;", "https://example.org"),
                ("mailto:a@x.example,b@x.example", "mailto:a@x.example,b@x.example"),
                (
                    "mailto:a@x.example?cc=b@x.example&amp;subject=x y#z",
                    "mailto:a@x.example?cc=b@x.example&amp;subject=x%20y%23z",
                ),
                ("mailto:?subject=x", "mailto:?subject=x"),
                ("MAILTO: //a@X.example", "mailto:a@x.example"),
                (
                    "mailto:Ann Bo &lt;a%40x.example&gt;; b%2541@x.example",
                    "mailto:a@x.example,b%2541@x.example",
                ),
                ("mailto:x", ""),
                ("a@x.example,b@x.example", ""),
                ("tel:+7 495", ""),
                ("report.pptx", ""),
                ("../x", ""),
            ]
        ),
    ],
)
def test_html_of_other_programs_becomes_allowed_html(written, kept):
    assert clean_html(written) == kept


def test_html_that_never_settles_is_kept_as_text(monkeypatch):
    monkeypatch.setattr(sanitise, "PASSES", 1)
    assert clean_html("<b>a &lt;</b><div>b</div>") == "a &lt; b"


def test_characters_no_format_can_hold_are_left_out():
    html = f"<p title='\x01'>a\x01b&#2;c\ufffed\ud800e</p><img alt='a&#1;b' src='/library/{UID}/'>"
    assert clean_html(html) == f'<p>abcde</p><img alt="ab" src="/library/{UID}/">'


def test_deep_nesting_is_survived():
    assert "deep" in clean_html("<blockquote><em>" * 3000 + "deep")
