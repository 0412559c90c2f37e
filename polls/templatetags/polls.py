import datetime
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone

from polls.changes import polls_tag
from polls.results import ask_beside, results_beside, results_from
from thinktank.delivery.decorators import tag_response
from thinktank.delivery.fragments import cached_html
from thinktank.language import languages

register = template.Library()


@register.simple_tag(takes_context=True)
def polls_beside(context: Context, publication_id: int | None, at: datetime.datetime | None = None) -> str:
    """The polls of a publication in the reader's language, with form and counts.

    One query, however many polls there are.
    `{% polls_beside edition.publication_id %}`
    """
    if not publication_id:
        return ""
    if request := context.get("request"):
        tag_response(request, polls_tag(publication_id))
    language, now = languages.current(), at or timezone.now()
    answer = ask_beside(publication_id, language, now)
    return cached_html(
        "polls/_beside.html", answer.rows, lambda: {"polls": results_from(answer, language, now)}
    )


@register.inclusion_tag("polls/_printed.html")
def polls_in_print(publication_id: int | None) -> dict[str, Any]:
    """The same polls as tables on paper, with the present counts.

    `{% polls_in_print edition.publication_id %}`
    """
    at = timezone.now()
    polls = results_beside(publication_id, languages.current(), at) if publication_id else []
    return {"polls": polls, "at": at, "origin": settings.SITE_ORIGIN}
