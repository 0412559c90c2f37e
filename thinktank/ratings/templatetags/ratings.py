from django import template
from django.urls import reverse
from django.utils import timezone

from thinktank.publishing.models import Edition
from thinktank.ratings.models import STARS
from thinktank.ratings.summary import summary_beside

register = template.Library()


@register.inclusion_tag("ratings/_rating.html")
def rating_of(edition, at=None):
    """The form and the summary for an edition (or a publication's id): nothing unless it is live and accepts ratings.

    One query. `{% rating_of edition %}`, `{% rating_of edition.publication_id %}`.
    """
    publication_id = edition.publication_id if isinstance(edition, Edition) else edition
    found = summary_beside(publication_id, at or timezone.now()) if publication_id else None
    if found is None:
        return {}
    uid, summary = found
    return {
        "uid": uid,
        "summary": summary,
        "all_stars": STARS,
        "action": reverse("ratings:rating_detail", args=[uid]),
    }
