import datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils import timezone

from thinktank.database.prepared import Rows
from thinktank.delivery.decorators import tag_response
from thinktank.delivery.fragments import cached_html
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import type_named
from thinktank.ratings.changes import ratings_tag
from thinktank.ratings.models import STARS
from thinktank.ratings.summary import ask_beside, summary_from

register = template.Library()


@register.simple_tag(takes_context=True)
def rating_of(context: Context, edition: Edition | int | None, at: datetime.datetime | None = None) -> str:
    """The form and the summary for an edition (or a publication's id); empty unless it is live and accepts ratings.

    One query. `{% rating_of edition %}`, `{% rating_of edition.publication_id %}`.
    """
    publication_id = edition.publication_id if isinstance(edition, Edition) else edition
    if not publication_id:
        return ""
    if request := context.get("request"):
        tag_response(request, ratings_tag(publication_id))
    answer = ask_beside(publication_id, at or timezone.now())
    rated = _rated(context, edition) if isinstance(edition, Edition) else {}
    rows = answer.rows and (*answer.rows, tuple(rated.values()))
    return cached_html("ratings/_rating.html", rows, lambda: _values(answer) | rated)


def _rated(context: Context, edition: Edition) -> dict[str, str]:
    """What JSON-LD says is rated: the `@id` of the page's edition, and its type."""
    return {
        "item": str(context.get("canonical") or ""),
        "schema_type": type_named(edition.type).schema_type(edition.kind),
    }


def _values(answer: Rows) -> dict[str, Any]:
    found = summary_from(answer)
    if found is None:
        return {}
    uid, summary = found
    action = reverse("ratings:rating_detail", args=[uid])
    return {"uid": uid, "summary": summary, "all_stars": STARS, "action": action}
