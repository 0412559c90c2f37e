"""Pictures below the text: a grid of small ones, each linked to its full size."""

import pytest
from lxml import html

from tests.factories import make_article, make_image, publish_now
from thinktank.publishing.editions.plan import CannotPublish
from thinktank.publishing.models import Reference

JPEG = b"\xff\xd8"

pytestmark = pytest.mark.django_db


def test_pictures_are_in_order_with_captions_and_link_to_their_largest_copy(client):
    article = make_article(slug_en="seen", kind="gallery")
    wide, small = make_image(width=700, height=400, credit_en="Anna"), make_image()
    article.pictures.create(image=small, position=1)
    article.pictures.create(image=wide, position=0, caption_en='A "view"')
    publish_now(article, "en")
    figures = html.fromstring(client.get("/en/articles/seen/").content).xpath("//*[@class='gallery']//figure")
    links = [figure.xpath("./a/@href")[0] for figure in figures]
    assert [link.rsplit("/", 1)[1] for link in links] == ["700.jpeg", "64.jpeg"]
    assert [client.get(link).getvalue()[:2] for link in links] == [JPEG, JPEG]
    assert [" ".join(figure.text_content().split()) for figure in figures] == ["A “view” Credit: Anna", ""]
    [choice, only] = (figure.find(".//img") for figure in figures)
    assert {"srcset", "sizes"} <= set(choice.keys()) and "srcset" not in only.keys()
    for figure in figures:
        [image] = figure.iter("img")
        assert {"alt", "width", "height"} <= set(image.keys())
        assert image.get("loading") == "lazy"


def test_a_credit_that_all_pictures_share_is_shown_once(client):
    article = make_article(slug_en="drawn", kind="gallery")
    for position in range(2):
        article.pictures.create(image=make_image(credit_en="Anna"), position=position)
    publish_now(article, "en")
    gallery = html.fromstring(client.get("/en/articles/drawn/").content).find_class("gallery")[0]
    assert " ".join(gallery.text_content().split()) == "Pictures Anna (all pictures)"


def test_a_picture_counts_as_used_and_needs_an_alternative_text():
    article = make_article()
    image = make_image(alt_en="")
    article.pictures.create(image=image)
    with pytest.raises(CannotPublish, match="alternative text"):
        publish_now(article, "en")
    uses = Reference.objects.filter(target_uid=image.uid, target_type="image")
    assert [(use.publication_id, use.edition) for use in uses] == [(article.pk, None)]
