import pytest

from tests.factories import make_article, make_expert, make_image, publish_now
from tests.publishing.hostile import UID
from thinktank.publishing.editions.site_paths import leads_somewhere

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", True),
        ("/en/", True),
        ("/en/articles/", True),
        ("/en/articles?page=2#x", True),
        ("/en/archive/2020/", True),
        ("/ru/experts/", True),
        ("/en/articles/no-such-thing/", False),
        ("/en/articles/no-such-thing.md", False),
        ("/en/no-such-page.md", False),
        ("/en/experts/nobody/", False),
        ("/en/no-such-page/", False),
        ("/no-such-place/", False),
        ("/de/articles/", False),
        ("/admin/articles/article/", False),
        (f"/library/{UID}/", False),
    ],
)
def test_a_path_leads_somewhere_when_a_page_answers_there(path, answer):
    assert leads_somewhere(path) is answer


def test_publications_people_and_pictures_are_found_until_they_are_gone():
    publish_now(make_article(slug_en="x", slug_ru="iks"), "en")
    expert = make_expert(slug_en="anna", slug_ru="anna")
    image = make_image()
    for path in [
        "/en/articles/x/",
        "/en/articles/x/print/",
        "/en/articles/x.md",
        "/en/articles/x/editions/1.md",
        "/en/articles/x/editions/feed.atom",
        "/ru/articles/x/",
        "/en/experts/anna/",
        f"/library/{image.uid}/",
    ]:
        assert leads_somewhere(path), path
    expert.is_public = False
    expert.save()
    assert not leads_somewhere("/en/experts/anna/")
