"""Functions for `live_site.call`: what editors do to the site behind nginx."""

from django.utils import timezone

from tests.factories import make_edition, make_image, make_report, publish_now
from tests.polls.making import make_poll
from thinktank.publishing.editions.end import withdraw as end_edition
from thinktank.publishing.models import Edition


def fill():
    """{kind of page: path} of a new site."""
    image = make_image()
    article, report = make_edition(cover=image), publish_now(make_report(), "en")[0]
    return {
        "front page": "/en/",
        "article": article.get_absolute_url(),
        "list": "/en/articles/",
        "search": "/en/search/?q=bees",
        "poll": make_poll().path_in("en"),
        "edition for the record": f"{report.get_absolute_url()}editions/1/",
        "picture": f"/media/r/{image.rendition_key}/64.webp",
    }


def withdraw(path):
    """Withdraw the text at this path as the desk does; returns when it has succeeded."""
    edition = next(each for each in Edition.objects.all() if each.get_absolute_url() == path)
    end_edition(edition.publication, edition.language, public_note="A mistake.", now=timezone.now())
