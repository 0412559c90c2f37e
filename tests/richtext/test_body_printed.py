import re

import pytest
from hypothesis import given

from tests.publishing.compiling import DIGEST, RECORD, compiled
from tests.publishing.hostile import PAYLOADS, UID, hostile_html
from tests.publishing.inventory import Inventory
from thinktank.richtext.body import expand_body


def expanded(source, language="en"):
    body = compiled(source, language)
    return expand_body(body.html, body.images, body.links)


def test_a_picture_is_printed_with_its_renditions_words_and_credit():
    html = expanded(f'<figure><img src="/library/{UID}/" alt="Own"><figcaption>Cap</figcaption></figure>')
    images = [attributes for tag, attributes in Inventory(html).elements if tag == "img"]
    assert [(i["alt"], i["width"], i["height"]) for i in images] == [("Own", "800", "600")]
    assert "k" * 32 in images[0]["src"]
    assert html.endswith(
        '</picture><figcaption>Cap <small class="credit">Credit: Ann &lt;Lee&gt;</small></figcaption></figure>'
    )


@pytest.mark.parametrize(
    ("body", "widths", "opens"),
    [
        ('<figure><img src="/library/{}/"></figure>', [320, 960, 1280], ["/media/r/{}/1280.jpeg"]),
        ('<figure><img src="/library/{}/"></figure>', [320, 800], []),
        ('<figure><a href="https://x.example/"><img src="/library/{}/"></a></figure>', [320, 1280], ["https://x.example/"]),
    ],
)  # fmt: skip
def test_a_picture_larger_than_shown_links_to_its_full_size(body, widths, opens):
    record = RECORD | {"_files": RECORD["_files"] | {"widths": widths}}
    made = compiled(body.format(UID), record=record)
    elements = Inventory(expand_body(made.html, made.images, made.links)).elements
    found = [attributes["href"] for tag, attributes in elements if tag == "a"]
    assert found == [address.format(RECORD["_files"]["key"]) for address in opens]


def test_a_credit_alone_makes_a_caption():
    html = expanded(f'<figure><img src="/library/{UID}/"></figure>')
    assert html.endswith(
        '<figcaption><small class="credit">Credit: Ann &lt;Lee&gt;</small></figcaption></figure>'
    )


def test_links_lead_where_publications_are_now():
    compiled_html = f'<p><a data-publication="{UID}" data-fragment="p3">a</a></p>'
    assert expand_body(compiled_html, {}, {UID: {"_path": "/en/x/"}}) == '<p><a href="/en/x/#p3">a</a></p>'


def test_a_publication_without_an_address_leaves_the_words_or_the_address_as_written():
    assert expand_body(f'<p><a data-publication="{UID}">a</a></p>', {}, {}) == "<p>a</p>"
    written = f'<p><a href="/en/x/" data-publication="{UID}">a</a></p>'
    assert expand_body(written, {}, {}) == '<p><a href="/en/x/">a</a></p>'


def test_only_links_that_leave_the_site_say_noopener():
    html = expanded(
        '<p><a href="https://x.example/">a</a> <a href="/en/x/">b</a> <a href="mailto:a@x.example">c</a></p>'
    )
    assert [attributes.get("rel") for tag, attributes in Inventory(html).elements if tag == "a"] == [
        "noopener",
        None,
        None,
    ]


@given(hostile_html)
def test_stored_html_is_cleaned_again_when_it_is_printed(html):
    printed = expand_body(html, {}, {})
    assert expand_body(printed, {}, {}) == printed
    for tag, attributes in Inventory(printed).elements:
        assert tag not in {
            "script",
            "style",
            "svg",
            "math",
            "iframe",
            "img",
            "form",
            "input",
            "object",
        }
        assert tag != "span" or attributes == {"class": "nowrap"}
        assert not [
            name for name in attributes if name.startswith("on") or name in {"style", "src", "srcdoc"}
        ]
        assert re.match(r"https?://\w|/(?![/\\])|mailto:\S|#[a-z]|publication:", attributes.get("href", "/"))


@pytest.mark.parametrize(
    "path",
    [
        "javascript:alert(1)",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        5,
        None,
        '/"onclick="x',
    ],
)
def test_hostile_addresses_in_stored_links_lead_nowhere(path):
    html = expand_body(f'<p><a data-publication="{UID}">a</a></p>', {}, {UID: {"_path": path}})
    for _tag, attributes in Inventory(html).elements:
        assert set(attributes) <= {"href"}
        assert re.match(r"/[^/\\]", attributes.get("href", "/x"))


@pytest.mark.parametrize("stored", [None, [], "x", {DIGEST: None}, {DIGEST: "x"}, {UID: ["/x/"]}])
def test_stored_records_of_a_wrong_shape_are_left_out(stored):
    html = f'<p><a data-publication="{UID}">a</a></p><figure><img data-image="{DIGEST}"></figure>'
    assert expand_body(html, stored, stored) == "<p>a</p><figure></figure>"


def test_hostile_words_in_stored_records_are_printed_as_words():
    attack = '"><img src=x onerror=__x()>'
    html = expand_body(
        f'<figure><img data-image="{DIGEST}"></figure>',
        {DIGEST: {**RECORD, "alt": attack, "credit": attack}},
        {},
    )
    images = [attributes for tag, attributes in Inventory(html).elements if tag == "img"]
    assert [image["alt"] for image in images] == [attack]


@pytest.mark.browser
def test_a_browser_runs_nothing_of_what_is_printed(chromium):
    printed = [expanded(payload) for payload in PAYLOADS] + [
        expand_body(payload, {}, {}) for payload in PAYLOADS
    ]
    page = chromium.new_page()
    page.set_content("<div id=place></div>")
    was_run = page.evaluate(
        """async texts => {
            window.__x = () => { window.wasRun = true };
            for (const text of texts) document.getElementById("place").innerHTML = text;
            await new Promise(resolve => setTimeout(resolve, 50));
            return window.wasRun ?? null;
        }""",
        printed,
    )
    page.close()
    assert was_run is None
