from django import template
from django.utils import timezone

from polls.standing import standings_beside
from thinktank.language import languages

register = template.Library()


@register.inclusion_tag("polls/_beside.html")
def polls_beside(publication_id, at=None):
    """The polls that stand beside a publication, in the reader's language, with form and counts.

    One query for everything, whatever the number of polls: definitions and groups of equal ballots in one UNION.
    `{% polls_beside edition.publication_id %}`
    """
    if not publication_id:
        return {"polls": []}
    return {"polls": standings_beside(publication_id, languages.current(), at or timezone.now())}
