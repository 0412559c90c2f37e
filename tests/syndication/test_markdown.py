"""Markdown of every edition, as an outside reader of Markdown reads it."""

import json
import re
from types import SimpleNamespace

import mistune
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from tests.factories import (
    make_article,
    make_edition,
    make_event,
    make_image,
    make_page,
    make_report,
    publish_now,
)
from thinktank.delivery.accept import prefers_markdown
from thinktank.pages.models import SiteSettings
from thinktank.publishing.editions.end import expire, withdraw
from thinktank.syndication.markdown.convert import in_line, markdown_of

read = mistune.create_markdown(escape=False, plugins=["table", "footnotes", "strikethrough"])
BODY = (
    '<h2>One <em>two</em></h2><p>Ten <strong>bees</strong>, <a href="https://example.org/">a link</a>'
    '.<span data-footnote="">See <em>there</em>.</span></p><ul><li><p>First</p></li><li><p>Second</p><ol start="3">'
    "<li><p>Third</p></li></ol></li></ul><blockquote><p>Said</p><p>again</p></blockquote>"
    "<table><thead><tr><th>A|B</th><th>C</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
)


def words(markup):
    return " ".join(html.fromstring(f"<div>{markup}</div>").text_content().split())


def front_matter(text):
    """{name: value}; each line is a name and JSON."""
    _empty, head, _rest = text.split("---\n", 2)
    return {
        name: json.loads(value)
        for name, _colon, value in (line.partition(": ") for line in head.splitlines())
    }


@pytest.mark.django_db
def test_a_text_says_what_it_is_and_how_to_cite_it(client):
    SiteSettings(name_en="Hive", rights_en="CC BY 4.0").save()
    article = make_article(title_en="On *bees*", slug_en="bees", body_en=BODY, cover=make_image())
    article.contributions.create(name_en="Anna Orlova", name_ru="Анна Орлова")
    publish_now(article, "en")
    [edition] = publish_now(article, "en", correction="Not wasps.")
    response = client.get("/en/articles/bees.md")
    assert (response["Content-Type"], response["Content-Language"]) == ("text/markdown; charset=utf-8", "en")
    assert response["Link"] == '<http://testserver/en/articles/bees/>; rel="canonical"'
    text = response.text
    told = front_matter(text)
    assert told.pop("cite").startswith("Orlova, A. (")
    assert told == {
        "title": "On *bees*", "authors": ["Anna Orlova"], "publisher": ["Hive"], "type": "News", "language": "en",
        "date": edition.dated.isoformat(), "edition": "1.1", "edition_date": edition.dated.isoformat(),
        "correction": "Not wasps.", "address": "http://testserver/en/articles/bees/",
        "permanent_address": "http://testserver/en/articles/bees/editions/2/", "digest": edition.digest,
        "rights": "CC BY 4.0",
    }  # fmt: skip
    page = html.fromstring(read(text.split("---\n", 2)[2]))
    assert page.findtext(".//h1") == "On *bees*"
    assert [each.text_content() for each in page.iter("h2")] == ["One two"]
    assert page.xpath("//p/a/@href")[0] == "https://example.org/"
    assert page.xpath("string(//table//th[1])") == "A|B"
    assert page.xpath("string(//ul/li[2]/ol[@start=3]/li)").strip() == "Third"
    assert words(html.tostring(page.find(".//blockquote"), encoding="unicode")) == "Said again"
    assert page.xpath("//img/@src")[0].startswith("http://testserver/media/r/")
    assert "See there." in page.xpath("string(//section[@class='footnotes'])")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make, path", [(make_report, "reports/x"), (make_event, "events/x"), (make_page, "x")]
)
def test_every_type_has_it_and_its_page_names_it(client, make, path):
    make_edition(make=make, slug_en="x", body_en="<p>Words.</p>")
    for page, markdown in (
        (f"/en/{path}/", f"/en/{path}.md"),
        (f"/en/{path}/editions/1/", f"/en/{path}/editions/1.md"),
    ):
        head = html.fromstring(client.get(page).content)
        assert head.xpath("//head/link[@type='text/markdown']/@href") == [markdown]
        assert "\nWords.\n" in client.get(markdown).text
    assert client.get(f"/ru/{path}.md").status_code == 404


@pytest.mark.django_db
def test_an_old_edition_keeps_its_words_and_what_is_gone_is_gone(client):
    article = make_article(slug_en="bees", body_en="<p>Old words.</p>")
    publish_now(article, "en")
    article.body_en = "<p>New words.</p>"
    article.save()
    [edition] = publish_now(article, "en")
    assert "New words." in client.get("/en/articles/bees.md").text
    old = client.get("/en/articles/bees/editions/1.md")
    assert ("Old words." in old.text, old["X-Robots-Tag"]) == (True, "noindex")
    expire(article, "en", at=(moment := edition.live_from.now(edition.live_from.tzinfo)), now=moment)
    assert client.get("/en/articles/bees.md").status_code == 404
    assert client.get("/en/articles/bees/editions/2.md").status_code == 200
    withdraw(article, "en", public_note="Gone.", now=moment.now(moment.tzinfo))
    assert {client.get(f"/en/articles/bees{each}.md").status_code for each in ("", "/editions/1")} == {410}


@pytest.mark.django_db
def test_who_asks_for_markdown_is_led_to_it_and_the_page_cache_never_mixes_them(client, page_cache):
    make_edition(slug_en="bees")
    page, asked = "/en/articles/bees/", {"Accept": "text/markdown"}
    for _before_and_after_it_is_cached in range(2):
        led = client.get(page, headers=asked)
        assert (led.status_code, led["Location"]) == (302, "/en/articles/bees.md")
        assert (led["Vary"], led["Cache-Control"]) == ("Accept", "private, no-store")
        assert led["Cache-Status"] == "thinktank; fwd=bypass; detail=markdown"
        response = client.get(page, headers={"Accept": "text/html,*/*;q=0.8"})
        assert (response.status_code, response["Content-Type"][:9]) == (200, "text/html")
    assert client.get(f"{page}editions/1/", headers=asked)["Location"] == f"{page}editions/1.md"
    assert client.get("/en/articles/", headers=asked)["Content-Type"].startswith("text/html")
    assert client.get("/en/articles/bees.md", headers=asked).status_code == 200


@pytest.mark.parametrize(
    "accepted, is_preferred",
    [
        ("text/markdown", True), ("text/markdown, text/html;q=0.9, */*;q=0.1", True), ("text/markdown,*/*", True),
        ("text/html, text/markdown", False), ("text/markdown;q=0.5, text/html", False), ("*/*", False),
        ("text/markdown;q=0", False), ("text/markdown;q=x", False), ("", False),
        ("text/markdown;q=0.1, */*", False), ("text/*, text/markdown;q=0.5", False), ("Text/Markdown", True),
        ("text/markdown;q=0.1, */*;q=0.01", True), ("text/markdown;q=0, */*;q=0", False),
    ],
)  # fmt: skip
def test_html_goes_first_unless_markdown_has_more_weight(accepted, is_preferred):
    assert prefers_markdown(SimpleNamespace(META={"HTTP_ACCEPT": accepted})) is is_preferred


@given(
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=["C", "Z"], include_characters=" \\`*_[]<>#|~&;!-+.)=1a"
        ),
        max_size=40,
    )
)
def test_plain_words_read_as_they_stand(text):
    element = html.fromstring("<p></p>")
    element.text = text
    source = html.tostring(element, encoding="unicode")
    assert words(read(markdown_of(source))) == words(source)


@pytest.mark.parametrize(
    "text", ["# no heading", "1. no list", "- no list", "> no quote", "=====", "---", "a*b*c", "&amp;"]
)
def test_a_line_that_looks_like_markdown_is_none(text):
    assert re.fullmatch(r"<p>.*</p>\n", read(in_line(text)), re.DOTALL)
    assert html.fromstring(read(in_line(text))).text_content().strip() == text


def structure(markup):
    """What a reader sees: words, and where elements begin and end; cells of a head are cells."""
    names = {"th": "td", "thead": "", "tbody": "", "p": ""}
    found = []
    for event, element in etree.iterwalk(html.fragment_fromstring(markup, "div"), events=("start", "end")):
        name = names.get(element.tag, element.tag)
        place = "".join(element.get(each) or "" for each in ("href", "src", "start"))
        if name:
            found.append(f"{event} {name} {place if event == 'start' else ''}".strip())
        found.append((element.text if event == "start" else element.tail) or "")
    return [" ".join(each.split()) for each in found if each.strip()]


@pytest.mark.parametrize(
    "markup",
    [
        '<p>Wow!<a href="https://example.org/">link</a></p>',
        "<p><em>one</em><em>two</em></p>",
        "<p><em>(one)</em><strong>two</strong></p>",
        "<h2>In C #</h2><h3>Trail ##</h3>",
        "<ul><li>one</li></ul><ul><li>two</li></ul><ul><li>three</li></ul>",
        "<ol><li>one</li><li>two</li></ol><ol><li>one</li></ol>",
        '<ol start="0"><li>nothing</li><li>one</li></ol>',
        '<p><a href="https://example.org/a)b">one</a>, <a href="https://example.org/a_(b)">two</a></p>',
        '<p><a href="https://example.org/(b">one</a></p>',
    ],
)
def test_what_was_written_is_what_is_read(markup):
    assert structure(read(markdown_of(markup))) == structure(markup)


def test_what_looks_like_a_character_in_an_address_stays_as_it_is():
    """CommonMark, 6.3: in addresses too `&lt;` is a sign; mistune 3.4 reads it twice."""
    address = "https://example.org/?a&amp;lt;=2"
    assert markdown_of(f'<p><a href="{address}">two</a></p>') == f"[two]({address})"


def test_a_heading_with_a_break_stays_a_heading():
    assert markdown_of("<h2>One<br>two</h2>") == "## One two"


def test_a_number_stays_in_its_column_below_a_cell_of_several_rows():
    head = "<tr><th>Country</th><th>Year</th><th>Tonnes</th></tr>"
    rows = (
        '<tr><td rowspan="3">Norway</td><td>2019</td><td rowspan="2">7</td></tr><tr><td>2020</td></tr>'
        '<tr><td>2021</td><td>9</td></tr><tr><td colspan="2">Sum</td><td>16</td></tr>'
    )
    assert markdown_of(f"<table>{head}{rows}</table>").splitlines() == [
        "| Country | Year | Tonnes |", "| --- | --- | --- |", "| Norway | 2019 | 7 |", "|  | 2020 |  |",
        "|  | 2021 | 9 |", "| Sum |  | 16 |",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "markup, written",
    [
        ("<p>слово<strong>«в кавычках»</strong>дальше</p>", "слово<strong>«в кавычках»</strong>дальше"),
        ("<p>a <em> b </em>c</p>", "a  *b* c"),
        ("<p>one<br>two</p>", "one\\\ntwo"),
        ("<p>CO<sub>2</sub></p>", "CO<sub>2</sub>"),
    ],
)
def test_what_markdown_has_no_sign_for_stays_html(markup, written):
    assert markdown_of(markup) == written
