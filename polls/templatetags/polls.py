from django import template
from django.conf import settings
from django.utils import timezone

from polls.results import ask_beside, results_beside, results_from
from thinktank.delivery.held import held_html
from thinktank.language import languages

register = template.Library()


@register.simple_tag
def polls_beside(publication_id, at=None):
    """The polls that stand beside a publication, in the reader's language, with form and counts.

    One query for everything, whatever the number of polls: definitions and groups of equal ballots in one UNION.
    `{% polls_beside edition.publication_id %}`
    """
    if not publication_id:
        return ""
    language, at = languages.current(), at or timezone.now()
    answer = ask_beside(publication_id, language, at)
    return held_html("polls/_beside.html", answer.rows, lambda: {"polls": results_from(answer, language, at)})


@register.inclusion_tag("polls/_printed.html")
def polls_in_print(publication_id):
    """The same polls as tables on paper, with the counts of now.

    `{% polls_in_print edition.publication_id %}`
    """
    at = timezone.now()
    polls = results_beside(publication_id, languages.current(), at) if publication_id else []
    return {"polls": polls, "at": at, "origin": settings.SITE_ORIGIN}
