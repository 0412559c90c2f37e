import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from thinktank.database.prepared import Rows
from thinktank.delivery.fragments import cached_html
from thinktank.publishing.models import Edition
from thinktank.ratings.models import STARS
from thinktank.ratings.summary import ask_beside, summary_from

register = template.Library()


@register.simple_tag
def rating_of(edition: Edition | int | None, at: datetime.datetime | None = None) -> str:
    """The form and the summary for an edition (or a publication's id); empty unless it is live and accepts ratings.

    One query. `{% rating_of edition %}`, `{% rating_of edition.publication_id %}`.
    """
    publication_id = edition.publication_id if isinstance(edition, Edition) else edition
    if not publication_id:
        return ""
    answer = ask_beside(publication_id, at or timezone.now())
    return cached_html("ratings/_rating.html", answer.rows, lambda: _values(answer))


def _values(answer: Rows) -> dict[str, Any]:
    found = summary_from(answer)
    if found is None:
        return {}
    uid, summary = found
    action = reverse("ratings:rating_detail", args=[uid])
    return {"uid": uid, "summary": summary, "all_stars": STARS, "action": action}
