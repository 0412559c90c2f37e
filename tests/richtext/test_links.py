import pytest
from django.test import Client

from tests.factories import make_article, make_expert, publish_now
from tests.publishing.compiling import compiled
from tests.publishing.hostile import UID
from thinktank.delivery import cache_tags
from thinktank.richtext.body import compile_body
from thinktank.richtext.links import on_this_site


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://tank.example/en/x/#p3", "/en/x/#p3"),
        ("http://tank.example/en/x/", "/en/x/"),
        ("https://tank.example", "/"),
        ("https://tank.example?q=1", "/?q=1"),
        ("https://tank.example.evil.example/x", "https://tank.example.evil.example/x"),
        ("https://other.example/", "https://other.example/"),
        ("/en/x/", "/en/x/"),
    ],
)
def test_an_address_of_ours_is_a_path(settings, address, path):
    settings.SITE_ORIGIN = "https://tank.example"
    assert on_this_site(address) == path


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("www.example.org", "https://www.example.org"),
        ("example.org/a|b", "https://example.org/a%7Cb"),
        ("desk@example.org", "mailto:desk@example.org"),
        ("/en/a b|c/?d#e#f", "/en/a%20b%7Cc/?d#e%23f"),
        ("MAILTO:a@пример.рф?subject=A b", "mailto:a@xn--e1afmkfd.xn--p1ai?subject=A%20b"),
    ],
)
def test_an_address_is_completed_and_written_by_the_standard_in_text_and_notes(typed, href):
    body = compiled(f'<p><a href="{typed}">a</a>b<span data-footnote><a href="{typed}">c</a></span></p>')
    assert f'<a href="{href}">a</a>' in body.html
    assert body.footnotes[0]["html"] == f'<a href="{href}">c</a>'


def test_a_link_to_a_page_that_does_not_exist_is_named():
    asked = []
    body = compile_body(
        '<p><a href="/en/articles/none/#x">the report</a> <a href="https://x.example/">x</a></p>',
        "en",
        image_record=lambda uid: None,
        publication_path=lambda uid: None,
        leads_somewhere=lambda path: asked.append(path),
    )
    assert asked == ["/en/articles/none/#x"]
    assert [problem.sentence for problem in body.problems] == [
        "A link leads to a page of this site that does not exist: “the report” (/en/articles/none/#x)."
    ]


def test_a_link_to_an_unknown_person_leaves_its_words_and_a_warning():
    body = compiled(f'<p><a href="subject:{UID}">Anna</a></p>')
    assert body.html == '<p id="p1">Anna</p>'
    assert [p.sentence for p in body.problems] == ["A link leads to a page that is gone: “Anna”."]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed", ["subject:{uid}", "/en/experts/anna-orlova/", "http://testserver/en/experts/anna-orlova"]
)
def test_a_link_to_an_expert_follows_the_address_of_the_expert(monkeypatch, typed):
    monkeypatch.setattr(cache_tags, "READ_EVERY", 0)
    expert = make_expert(given_name_en="Anna", family_name_en="Orlova", slug_en="anna-orlova")
    article = make_article(
        slug_en="a", body_en=f'<p>By <a href="{typed.format(uid=expert.uid)}">her</a>.</p>'
    )
    publish_now(article, "en")
    assert '<a href="/en/experts/anna-orlova/">her</a>' in Client().get("/en/articles/a/").text
    expert.slug_en = "a-orlova"
    expert.save()
    assert '<a href="/en/experts/a-orlova/">her</a>' in Client().get("/en/articles/a/").text
    expert.is_public = False
    expert.save()
    assert "By her." in Client().get("/en/articles/a/").text
