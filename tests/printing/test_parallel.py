"""The parallel PDF: aligned, made of editions that are live together, and offered on both pages."""

import pytest
from django.utils import timezone
from lxml import html

from tests.factories import make_article, make_image, publish_now
from thinktank.printing.alignment import align
from thinktank.printing.parallel import make_parallel_pdf, pairs_of, parallel_html
from thinktank.publishing.editions.end import withdraw
from thinktank.publishing.models import EditionFile

pytestmark = pytest.mark.django_db


def blocks(text):
    return list(html.fragment_fromstring(text, create_parent="div"))


def rows(left, right):
    return [
        tuple("|".join(block.text_content() for block in side) for side in row)
        for row in align(blocks(left), blocks(right))
    ]


def test_texts_of_the_same_structure_are_aligned_block_by_block():
    left, right = "<p>a</p><h2>b</h2><ul><li>c</li></ul>", "<p>А</p><h2>Б</h2><ul><li>В</li></ul>"
    assert rows(left, right) == [("a", "А"), ("b", "Б"), ("c", "В")]


def test_a_section_that_differs_is_one_row_and_the_others_are_aligned_block_by_block():
    left = "<p>a</p><h2>b</h2><p>c</p><p>d</p><h2>e</h2><p>f</p>"
    right = "<p>А</p><h2>Б</h2><p>В</p><h2>Д</h2><p>Е</p>"
    assert rows(left, right) == [("a", "А"), ("b", "Б"), ("c|d", "В"), ("e", "Д"), ("f", "Е")]


def test_texts_with_different_headings_are_one_row():
    assert rows("<p>a</p><h2>b</h2><p>c</p>", "<p>А</p>") == [("a|b|c", "А")]


def test_no_word_is_lost_whatever_the_texts():
    left, right = "<h2>a</h2><h2>b</h2><p>c</p>", "<h2>А</h2><p>Б</p><h2>В</h2>"
    found = rows(left, right)
    assert "".join(row[0] for row in found).replace("|", "") == "abc"
    assert "".join(row[1] for row in found).replace("|", "") == "АБВ"


@pytest.fixture
def article():
    return make_article(
        slug_en="bees", slug_ru="pchely", title_en="Bees", title_ru="Пчёлы", original_language="ru"
    )


def test_it_holds_the_original_and_its_translation_and_is_offered_from_both(client, article, make, read):
    editions = publish_now(article, "en", "ru")
    for edition in editions:
        make(edition)
    [row] = EditionFile.objects.filter(kind="pdf-parallel")
    assert (row.edition.language, row.beside.language) == ("en", "ru")
    for path in ("/en/articles/bees/", "/ru/articles/pchely/"):
        assert f'href="{path}pdf/parallel/"' in client.get(path).text
        data = client.get(f"{path}pdf/parallel/").getvalue()
        text = " ".join(read(data).pages[0].extract_text().split())
        assert text.index("Первый абзац.") < text.index("The first paragraph.")


def test_a_picture_of_both_texts_is_printed_once_with_two_captions(article, read):
    body = f'<figure><img src="/library/{make_image().uid}/"><figcaption>{{}}</figcaption></figure>'
    article.body_en, article.body_ru = body.format("A field"), body.format("Поле")
    article.save()
    translated, original = publish_now(article, "en", "ru")
    [page] = read(make_parallel_pdf(*sorted((translated, original), key=lambda e: e.language)).data).pages
    assert len(page.images) == 1
    assert "A field" in page.extract_text() and "Поле" in page.extract_text()


TABLE = "<table><tbody><tr><td><p>{}</p></td></tr></tbody></table>"
FIGURE = "<figure><img src='/library/IMAGE/'><figcaption>{}</figcaption></figure>"


@pytest.mark.parametrize(
    ("original", "translated"),
    [
        (f"<figure>{TABLE}</figure>", f"<figure>{TABLE}</figure>"),
        ("<figure><blockquote><p>{}</p></blockquote></figure>", "<figure><figcaption>{}</figcaption></figure>"),
        ("<figure><p>{}</p></figure>", FIGURE),
        (FIGURE, FIGURE + TABLE),
        (FIGURE + FIGURE, ""),
        (FIGURE, f"<figure><img src='/library/IMAGE/'>{TABLE}</figure>"),
    ],
)  # fmt: skip
def test_blocks_across_both_columns_lose_nothing(article, original, translated):
    image, words = str(make_image().uid), []
    for language, body in (("ru", original), ("en", translated)):
        mine = [f"{language}-{n}" for n in range(body.count("{}"))]
        setattr(article, f"body_{language}", "<h2>Section</h2>" + body.replace("IMAGE", image).format(*mine))
        words += mine
    article.save()
    pair = sorted(publish_now(article, "en", "ru"), key=lambda edition: edition.language)
    made = html.fromstring(parallel_html(*pair[::-1])).text_content()
    assert [made.count(word) for word in words] == [1] * len(words)


def test_a_list_begins_where_it_says_in_both(article, read):
    article.body_en, article.body_ru = (f'<ol start="7"><li><p>{w}</p></li></ol>' for w in ("Bee", "Пчела"))
    article.save()
    [page] = read(make_parallel_pdf(*publish_now(article, "en", "ru")).data).pages
    text = " ".join(page.extract_text(extraction_mode="layout").split())
    assert "7. Bee" in text and "7. Пчела" in text


def test_it_is_made_again_when_either_changes(article, make):
    for edition in publish_now(article, "en", "ru"):
        make(edition)
    article.note = ""
    for language in ("ru", "en"):
        setattr(article, f"body_{language}", "<p>New.</p>")
        article.save()
        [edition] = publish_now(article, language, is_minor=True)
        make(edition)
        newest = EditionFile.objects.filter(kind="pdf-parallel").order_by("-edition__number", "-pk").first()
        assert edition in (newest.edition, newest.beside)


def test_none_is_made_of_a_translation_that_lags_behind(article):
    publish_now(article, "en", "ru")
    article.body_ru = "<p>Всё иначе.</p>"
    article.save()
    [edition] = publish_now(article, "ru")
    assert pairs_of(edition) == []


def test_both_pages_lose_the_parallel_pdf_when_one_language_is_withdrawn(client, article, make):
    for edition in publish_now(article, "en", "ru"):
        make(edition)
    withdraw(article, "ru", public_note="Wrong.", now=timezone.now())
    assert client.get("/en/articles/bees/pdf/parallel/").status_code == 404
    assert "parallel" not in client.get("/en/articles/bees/").text
