"""What editors are told to fix, or to look at once more, before a text is published."""

import pytest

from articles.models import Article
from tests.factories import make_article, make_image, make_topic
from thinktank.library.models import Image
from thinktank.publishing.editions.checks import findings_of
from thinktank.publishing.revisions.snapshot import take_snapshot

pytestmark = pytest.mark.django_db
GOOD = {"title_en": "A title", "standfirst_en": "Who met, and why.", "body_en": "<p>They met in March.</p>", "funding_en": "Paid by nobody.", "title_ru": "Заголовок"}  # fmt: skip
LONG = "One two three four five six seven eight nine ten " * 6


def found(**fields):
    """(sentence, place) of each finding of an article that is otherwise without fault but for its cover."""
    article = make_article(**GOOD | fields)
    article.topics.add(make_topic())
    findings = findings_of(Article, take_snapshot(article), "en")
    return [(each.sentence, each.place) for each in findings if each.sentence != "There is no cover."]


def test_a_text_without_fault_has_no_finding():
    assert found() == []


@pytest.mark.parametrize(
    "fields, sentence, place",
    [
        ({"title_en": "MEETING OF EXPERTS IN MOSCOW"}, "The title is all capitals.", "title"),
        ({"standfirst_en": "word " * 61}, "The standfirst has 61 words", "standfirst"),
        ({"body_en": "<p>Who met, and why.</p><p>More.</p>"}, "The first paragraph repeats the standfirst.", "p1"),
        ({"body_en": "<p>Who met and why: in Moscow.</p>", "standfirst_en": "Who met and why, in Moscow"}, "repeats the standfirst", "p1"),
        ({"body_en": "<p>One.</p><h3>Too deep</h3><p>Two.</p>"}, "A subheading comes before any main heading", ""),
        ({"body_en": '<p>One.</p><p>Read it <a href="https://example.org/">here</a>.</p>'}, "The link “here” does not say where it leads.", "p2"),
        ({"body_en": f"<p>Short. {LONG}.</p>"}, "A sentence has 60 words: “One two three four five six…”", "p1"),
        ({"funding_en": ""}, "Nothing says who paid for the work.", ""),
        ({"title_ru": ""}, "There is no text in Russian yet.", ""),
    ],
)  # fmt: skip
def test_each_fault_is_found_at_its_place_and_alone(fields, sentence, place):
    [(said, where)] = found(**fields)
    assert sentence in said
    assert where == place


def test_names_in_capitals_headings_in_order_and_links_that_say_something_are_no_faults():
    body = '<h2>One</h2><h3>Two</h3><h2>Three</h2><p>See <a href="https://example.org/">the report of 2020</a>.</p>'
    assert found(title_en="NATO", body_en=body) == []


def test_a_text_without_topic_is_told_so():
    article = make_article(**GOOD)
    sentences = [each.sentence for each in findings_of(Article, take_snapshot(article), "en")]
    assert "It has no topic: it will be in no list of a topic." in sentences


def test_what_prevents_publishing_comes_first():
    article = make_article(title_en="", body_en="<p>x</p>")
    findings = findings_of(Article, take_snapshot(article), "en")
    assert findings[0].is_blocking
    assert [each.is_blocking for each in findings] == sorted(
        (each.is_blocking for each in findings), reverse=True
    )


def test_russian_links_and_sentences_are_judged_by_their_own_words():
    article = make_article(
        title_ru="Заголовок", body_ru='<p>Подробности <a href="https://example.org/">здесь</a>.</p>'
    )
    sentences = [each.sentence for each in findings_of(Article, take_snapshot(article), "ru")]
    assert "The link “здесь” does not say where it leads." in sentences


def _with_picture(place, image):
    """An article with the picture as its cover, in its texts, or below them."""
    figure = f'<figure><img src="/library/{image.uid}/"></figure>'
    words = {"body_en": f"<p>Words.</p>{figure}", "body_ru": f"<p>Слова.</p>{figure}"}
    article = make_article(**{"cover": {"cover": image}, "text": words}.get(place, {}))
    if place == "gallery":
        article.pictures.create(image=image)
    return take_snapshot(article)


@pytest.mark.parametrize("place", ["cover", "text", "gallery"])
def test_a_picture_without_description_or_credit_prevents_publishing_in_that_language(place):
    image = make_image(alt_ru="", credit_en="Photo: A. B.", needs_no_credit=False)
    snapshot = _with_picture(place, image)

    def blocking(language):
        found = findings_of(Article, snapshot, language)
        return [each.sentence.split(" in this language")[0] for each in found if each.is_blocking]

    assert blocking("en") == []
    missing = ["alternative text", "credit"]
    assert blocking("ru") == [f"The picture “Picture” has no {name}" for name in missing]
    Image.objects.update(needs_no_credit=True, alt_ru="Зал")
    assert blocking("ru") == []
