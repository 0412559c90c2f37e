from django import template
from django.urls import reverse
from django.utils import timezone

from thinktank.delivery.fragments import cached_html
from thinktank.publishing.models import Edition
from thinktank.ratings.models import STARS
from thinktank.ratings.summary import ask_beside, summary_from

register = template.Library()


@register.simple_tag
def rating_of(edition, at=None):
    """The form and the summary for an edition (or a publication's id): nothing unless it is live and accepts ratings.

    One query. `{% rating_of edition %}`, `{% rating_of edition.publication_id %}`.
    """
    publication_id = edition.publication_id if isinstance(edition, Edition) else edition
    answer = publication_id and ask_beside(publication_id, at or timezone.now())
    return cached_html("ratings/_rating.html", answer.rows, lambda: _values(answer)) if answer else ""


def _values(answer):
    found = summary_from(answer)
    if found is None:
        return {}
    uid, summary = found
    action = reverse("ratings:rating_detail", args=[uid])
    return {"uid": uid, "summary": summary, "all_stars": STARS, "action": action}
