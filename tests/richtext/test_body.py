import json
import re

from django.utils.translation import gettext, override
from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.compiling import DIGEST, GONE, OTHER, RECORD, compiled
from tests.publishing.hostile import UID, hostile_html
from tests.publishing.inventory import Inventory
from thinktank.language.typography import typeset
from thinktank.richtext.body import CompiledBody
from thinktank.richtext.markup import parse, printable
from thinktank.richtext.sanitise import clean_compiled, clean_html

# Any source at all


@given(hostile_html, st.sampled_from(["en", "ru", "de"]))
def test_any_source_compiles_to_what_a_compiled_body_may_hold(source, language):
    body = compiled(source, language)
    assert clean_compiled(body.html) == body.html
    for note in body.footnotes:
        assert clean_compiled(note["html"]) == note["html"]
    json.dumps([body.html, body.footnotes, body.images, body.links, body.toc, body.plain_text])


@given(hostile_html)
def test_compiling_twice_gives_the_same(source):
    once = compiled(source, "ru")
    assert compiled(source, "ru") == once
    assert compiled(clean_html(source), "ru") == once


@given(st.lists(st.text(), min_size=1, max_size=4), st.sampled_from(["en", "ru"]))
def test_every_letter_arrives_in_the_plain_text(texts, language):
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in texts]
    note = f'<span data-footnote="">{escaped[-1]}</span>'
    body = compiled("".join(f"<p>{text}</p>" for text in escaped[:-1]) + f"<p>end{note}</p>", language)
    letters = "".join(sign for sign in printable("".join([*texts[:-1], "end", texts[-1]])) if sign.isalnum())
    assert "".join(sign for sign in body.plain_text if sign.isalnum()) == letters


@given(hostile_html)
def test_ids_are_unique_and_references_lead_somewhere(source):
    body = compiled(source)
    elements = Inventory(body.html).elements
    ids = [attributes["id"] for _tag, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    references = [
        attributes["href"][1:] for _tag, attributes in elements if attributes.get("role") == "doc-noteref"
    ]
    assert references == [note["id"] for note in body.footnotes]
    assert [entry["id"] for entry in body.toc] == [id_ for id_ in ids if id_.startswith("section-")]


@given(hostile_html)
def test_no_link_contains_a_link(source):
    body = compiled(source)
    for html in [body.html, *(note["html"] for note in body.footnotes)]:
        for link in parse(html).iter("a"):
            assert next(link.iterancestors("a"), None) is None


def test_an_empty_source_is_an_empty_body():
    for source in ["", "<p></p>", "<p>&nbsp;</p><hr>"]:
        assert compiled(source) == CompiledBody()


# Words


def test_typography_works_across_inline_elements_and_skips_indices():
    body = compiled('<p>"<em>Yes</em>" - <strong>he</strong> said, 10<sup>-30</sup> and 5-7</p>', "en")
    assert body.html == (
        '<p id="p1">“<em>Yes</em>”&nbsp;– <strong>he</strong> said, 10<sup>-30</sup> and 5–7</p>'
    )


def test_quotes_end_with_their_paragraph():
    body = compiled('<p>5" and "one</p><p>two" and</p><ul><li>a "b<p>c" d</p>"e</li></ul>', "ru")
    assert body.plain_text == '5" and "one\ntwo" and\na "b\nc" d\n"e'


def test_a_language_without_rules_is_left_alone():
    assert compiled('<p>"Ja" - nein...</p>', "de").plain_text == '"Ja" - nein...'


def test_plain_text_has_a_line_for_each_block_and_the_notes_at_the_end():
    body = compiled(
        '<h2>One</h2><p>Two<br>three<span data-footnote="">Note</span> four.</p><ul><li><p>five</p></li><li>six</li></ul>'
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>loose <em>end</em>"
    )
    assert body.plain_text == "One\nTwo three four.\nfive\nsix\na\nb\nloose end\nNote"


def test_counts_words_and_minutes_by_the_speed_of_the_language():
    source = f"<p>{'word ' * 476}</p>"
    assert (compiled(source, "en").words, compiled(source, "en").reading_minutes) == (476, 2)
    assert compiled(source, "ru").reading_minutes == 3
    assert compiled("<p>word</p>").reading_minutes == 1


# Footnotes


def test_a_footnote_becomes_a_reference_and_a_note():
    with override("ru"):
        body = compiled(
            '<p>Said.<span data-footnote="">See <a href="https://x.example/">"here"</a>.</span> More</p>'
        )
    assert body.html == (
        '<p id="p1">Said.<sup><a href="#note-1" id="note-1-ref" role="doc-noteref" aria-label="Footnote 1">1</a></sup> More</p>'
    )
    assert body.footnotes == [
        {"number": 1, "id": "note-1", "html": 'See <a href="https://x.example/">“here”</a>.'}
    ]


def test_a_footnote_inside_a_link_moves_behind_it_and_keeps_the_address():
    note = '<span data-footnote="">{}</span>'
    body = compiled(f'<p><a href="https://x.example/">a{note.format("b")}{note.format("c")}</a> d</p>')
    assert [note["html"] for note in body.footnotes] == [
        '<a href="https://x.example/">b</a>',
        '<a href="https://x.example/">c</a>',
    ]
    assert (
        re.sub(r"<sup>.*?</sup>", "*", body.html) == '<p id="p1"><a href="https://x.example/">a</a>** d</p>'
    )


def test_the_words_of_a_reference_are_in_the_language_of_the_text():
    with override("ru"):
        expected = gettext("Footnote %(number)s") % {"number": 1}
    with override("en"):
        body = compiled('<p>a<span data-footnote="">b</span></p>', "ru")
    assert f'aria-label="{expected}"' in body.html


def test_a_footnote_contains_no_pictures_and_no_blocks():
    body = compiled(f'<span data-footnote="">a<blockquote>b</blockquote><img src="/library/{UID}/">c</span>')
    assert [note["html"] for note in body.footnotes] == ["ab c"]
    assert body.images == {}


def test_an_empty_footnote_is_removed():
    assert compiled('<p>a<span data-footnote=""> </span>b</p>').footnotes == []


# Headings, paragraphs, tables


def test_headings_get_lasting_unique_anchors_and_a_table_of_contents():
    body = compiled("<h2>Сразу <em>и</em> потом</h2><h3>№</h3><h2>Сразу и потом</h2><h2>***</h2>", "ru")
    assert [(entry["id"], entry["text"], entry["level"]) for entry in body.toc] == [
        ("section-srazu-i-potom", "Сразу и потом", 2),
        ("section-no", "№", 3),
        ("section-srazu-i-potom-2", "Сразу и потом", 2),
        ("section-unnamed", "***", 2),
    ]


def test_a_note_in_a_heading_is_not_part_of_its_name():
    body = compiled('<h2>Now<span data-footnote="">later</span></h2>')
    assert body.toc == [{"id": "section-now", "text": "Now", "level": 2}]


def test_warns_of_a_lower_heading_without_a_higher_one():
    body = compiled("<h3>Low</h3><h2>High</h2><h3>Low</h3>")
    assert [(p.sentence, p.is_blocking) for p in body.problems] == [
        ("A subheading comes before any main heading: “Low”.", False)
    ]


def test_paragraphs_are_numbered_but_not_those_of_tables_and_captions():
    body = compiled(
        "one<p>two</p><ul><li><p>three</p></li></ul><table><tr><td><p>x</p></td></tr></table><p></p><p>four</p>"
    )
    assert re.findall(r'<p id="(\w+)">(\w+)', body.html) == [
        ("p1", "one"),
        ("p2", "two"),
        ("p3", "three"),
        ("p4", "four"),
    ]


def test_a_table_scrolls_in_a_named_region_and_has_header_cells():
    body = compiled("<table><tr><th><p>A</p></th><th>B</th></tr><tr><th>1</th><td></td></tr></table>")
    assert body.html == (
        '<div class="table-scroll" tabindex="0" role="region" aria-label="Table 1"><table><thead><tr>'
        '<th scope="col"><p>A</p></th><th scope="col">B</th></tr></thead><tbody><tr><th scope="row">1</th><td></td></tr>'
        "</tbody></table></div>"
    )


def test_all_rows_at_the_top_that_are_headers_are_the_head_of_a_table():
    rows = "<tr><th>a</th><th>b</th></tr><tr><th>c</th><th>d</th></tr><tr><td>1</td><td>2</td></tr>"
    html = compiled(f"<table><tbody>{rows}</tbody></table>").html
    assert html.count('scope="col"') == 4
    assert html.index("</thead>") > html.index(">d</th>")


def test_a_placeholder_of_a_pasted_picture_blocks_publishing():
    body = compiled("<p>a <b>⟦🖼 picture:</b> Map⟧ ⟦x⟧</p>")
    assert [(p.sentence, p.is_blocking) for p in body.problems] == [
        (
            "A pasted picture is still missing: “⟦🖼 picture: Map⟧”. Insert it, or delete these words.",
            True,
        )
    ]


def test_blank_paragraphs_and_empty_links_are_removed():
    body = compiled(
        '<p>a</p><p>&nbsp;</p><p><br></p><h2> </h2><p>b<a href="/x/"> </a>c</p><ul><li></li></ul>'
    )
    assert body.html == '<p id="p1">a</p><p id="p2">b c</p>'


# Pictures


def test_a_picture_is_stored_by_its_digest_and_gets_an_anchor():
    body = compiled(f'<figure><img src="/library/{UID}/" alt="Own"><figcaption>Cap</figcaption></figure>')
    assert (
        body.html
        == f'<figure id="fig-1"><img alt="Own" data-image="{DIGEST}"><figcaption>Cap</figcaption></figure>'
    )
    assert body.images == {DIGEST: RECORD}


def test_pictures_among_words_get_figures_after_their_paragraph():
    image = f'<img src="/library/{UID}/" alt="{{}}">'
    body = compiled(f"<p>a{image.format(1)}b{image.format(2)}c</p><p>{image.format(3)}</p>")
    figures = [f'<figure id="fig-{n}"><img alt="{n}" data-image="{DIGEST}"></figure>' for n in (1, 2, 3)]
    assert body.html == '<p id="p1">abc</p>' + "".join(figures)


def test_the_alternative_text_comes_from_the_text_when_the_library_has_none():
    with_words, without = f'<img src="/library/{UID}/" alt="Own">', f'<img src="/library/{UID}/">'
    for source in [with_words + without, without + with_words]:
        assert compiled(source, record={**RECORD, "alt": ""}).images[DIGEST]["alt"] == "Own"


def test_an_unknown_picture_is_dropped_and_blocks_publishing():
    body = compiled(f'<figure><img src="/library/{GONE}/"><figcaption>Cap</figcaption></figure>')
    assert body.html == '<figure id="fig-1"><figcaption>Cap</figcaption></figure>'
    assert body.images == {}
    assert [(p.sentence, p.is_blocking) for p in body.problems] == [
        ("A picture in the text is no longer in the library.", True)
    ]


# Links


def test_links_to_publications_are_stored_by_uid():
    body = compiled(f'<p><a href="publication:{UID}" title="T">a</a></p>')
    assert body.html == f'<p id="p1"><a title="T" data-publication="{UID}">a</a></p>'
    assert body.links == {UID: {"_path": "/en/articles/one/"}}
    assert body.problems == []


def test_addresses_of_this_site_are_recognised_whole_or_as_paths(settings):
    settings.SITE_ORIGIN = "https://tank.example"
    for address in ["/en/articles/other/#p3", "https://tank.example/en/articles/other/#p3"]:
        body = compiled(f'<p><a href="{address}">a</a></p>')
        assert body.html == (
            f'<p id="p1"><a href="/en/articles/other/#p3" data-publication="{OTHER}" data-fragment="p3">a</a></p>'
        )
        assert body.links == {OTHER: {"_path": "/en/articles/other/"}}


def test_paths_to_other_pages_stay_as_they_are():
    for address in [
        "/en/experts/x/",
        "/en/articles/gone/",
        "/en/articles/other/?page=2",
        "https://x.example/",
    ]:
        body = compiled(f'<p><a href="{address}">a</a></p>')
        assert body.html == f'<p id="p1"><a href="{address}">a</a></p>'
        assert body.links == {}


def test_a_link_to_a_publication_that_does_not_exist_leaves_its_words_and_a_warning():
    body = compiled(f'<p>a <a href="publication:{GONE}">report</a>.</p>')
    assert body.html == '<p id="p1">a report.</p>'
    assert [(p.sentence, p.is_blocking) for p in body.problems] == [
        ("A link leads to a publication that does not exist: “report”.", False)
    ]


def test_a_typeset_text_compiles_to_the_same():
    source = '<p>"Да" - сказал он в 2019 г. и ушёл...</p>'
    assert compiled(typeset(source[3:-4], "ru"), "ru") == compiled(source, "ru")
