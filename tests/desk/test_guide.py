import re
from pathlib import Path

import mistune
import polib
import pytest
from lxml import html

from thinktank.desk import guide

ROOT = Path(__file__).parents[2]
EDITIONS = {"en": ROOT / "docs/editors-guide.md", "ru": ROOT / "docs/editors-guide.ru.md"}
GLYPHS = {"EN", "RU", "[1]", "“…”", "▶"}  # buttons that carry no word


def words_of_the_desk(language):
    catalogues = [*ROOT.glob("locale/ru/LC_MESSAGES/*.po")]
    entries = [entry for path in catalogues for entry in polib.pofile(str(path)) if not entry.obsolete]
    texts = [entry.msgid if language == "en" else entry.msgstr for entry in entries]
    return {plain(re.sub(r"%\(\w+\)[sd]", "", text)) for text in texts if text}


def plain(words):
    return " ".join(re.sub(r"[…:.,]", " ", words).split()).lower()


def named_in(tokens):
    """What the guide sets in bold or italics: the names of buttons, fields and sections."""
    for token in tokens:
        inside = token.get("children", [])
        if token["type"] in ("strong", "emphasis"):
            yield "".join(child.get("raw", " ") for child in inside)
        else:
            yield from named_in(inside)


@pytest.mark.parametrize("language", EDITIONS)
def test_each_button_and_field_that_the_guide_names_is_on_the_desk(language):
    known = words_of_the_desk(language) | {plain(word) for word in GLYPHS}
    tokens = mistune.create_markdown(renderer="ast")(EDITIONS[language].read_text())
    named = {word for word in named_in(tokens) if plain(word) not in known}
    assert named == set()


def test_both_guides_have_the_same_sections_and_pictures():
    texts = [path.read_text() for path in EDITIONS.values()]
    counts = [(len(re.findall(r"^## ", t, re.M)), len(re.findall(r"!\[", t))) for t in texts]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language", EDITIONS)
def test_each_picture_of_the_guide_exists_says_what_it_shows_and_is_light(language):
    pictures = re.findall(r"!\[([^]]*)\]\((images/guide/[^)]+)\)", EDITIONS[language].read_text())
    assert len(pictures) >= 6
    for words, path in pictures:
        assert words
        assert (ROOT / "docs" / path).stat().st_size <= 120 * 1024


def test_html_in_a_guide_stays_text():
    _contents, text = guide.rendered("Say <script>alert(1)</script>\n\n## Now\n")
    assert "<script>" not in text
    assert '<h2 id="toc_1">Now</h2>' in text


@pytest.mark.django_db
def test_the_guide_is_read_on_the_desk_in_the_language_of_the_desk(desk, client):
    page = html.fromstring(desk.get("/admin/guide/").text)
    assert page.findtext(".//h1") == "Editors’ guide"
    picture = page.find(".//div[@class='guide-text']//img").get("src")
    shown = desk.get(f"/admin/guide/{picture}")
    assert (shown.getvalue()[8:12], shown["Content-Type"]) == (b"WEBP", "image/webp")
    assert desk.get("/admin/guide/images/guide/none.webp").status_code == 404
    assert desk.get("/admin/").content.count(b'href="/admin/guide/"') == 1
    desk.post("/admin/language/", {"language": "ru", "next": "/admin/guide/"})
    assert html.fromstring(desk.get("/admin/guide/").text).findtext(".//h1") == "Руководство редактора"
    assert client.get("/admin/guide/").status_code in (302, 403)
