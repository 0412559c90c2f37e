"""GOST R 7.0.100-2018 (entry of a bibliography) and GOST R 7.0.108-2022 (reference to an electronic document).

Both want the address and the day of reading. A text in English gets the same signs with English words. What
7.0.108 leaves open (punctuation, names) follows GOST R 7.0.5-2008, to which it refers.
"""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from thinktank.metadata.citations.words import (
    figures,
    identifiers,
    kind_in_words,
    lowered,
    number_in_words,
    remarks,
    short_day,
    translation_note,
)
from thinktank.metadata.description import Description, Person
from thinktank.metadata.names import Name
from thinktank.publishing.models import Contribution

DASH = ". – "
MOST_IN_HEADING = 3  # authors; with more the entry begins with its title (7.0.80, 7.0.100)
MOST_NAMED = 4


def gost_100(of: Description, read_on: datetime.date) -> str:
    """`Family, I. I. Title : kind / I. I. Family. – Text : electronic // Site : site. – 2019. – 5 March. – URL: …`"""
    heading = _heading(of, ", ")
    title = " : ".join(filter(None, [_bare(of.title), _about_title(of)]))
    statement = f"{title} / {said}" if (said := _responsibility(of)) else title
    parts = [
        statement,
        *identifiers(of),
        " // ".join([_("Text : electronic"), _site(of)]),
        *_dates(of),
        _address(of, read_on),
        *remarks(of),
    ]
    return f"{heading}{DASH.join(map(_bare, parts))}."


def gost_108(of: Description, read_on: datetime.date) -> str:
    """`Family I. I. Title // Site : site. 2019. 5 March. URL: …`"""
    heading = _heading(of, " ")
    title = " : ".join(filter(None, [_bare(of.title), _about_title(of)]))
    if not heading and (said := _responsibility(of, most=MOST_IN_HEADING, first=1)):
        title = f"{title} / {said}"
    parts = [
        f"{title} // {of.publisher.name} : {_('website')}",
        *_dates(of),
        *identifiers(of),
        _address(of, read_on),
        *remarks(of),
    ]
    return f"{heading}{'. '.join(map(_bare, parts))}."


def _site(of: Description) -> str:
    return f"{of.publisher.name} : " + _("website")


def _bare(text: str) -> str:
    """Without a full stop, since the next sign brings one."""
    return text.removesuffix(".") if not text.endswith("..") else text


def _heading(of: Description, between: str) -> str:
    """The first author of at most three; for 7.0.108 all of them. Empty when that is a team."""
    names = [person.name for person in of.authors]
    if not names or len(names) > MOST_IN_HEADING or any(name.is_team for name in names):
        return ""
    named = names[:1] if between == ", " else names
    return ", ".join(_inverted(name, between) for name in named).rstrip() + " "


def _inverted(name: Name, between: str) -> str:
    return between.join(filter(None, [name.family, " ".join(filter(None, [name.initials, name.suffix]))]))


def _straight(name: Name) -> str:
    """ "И. И. Иванов"; a team as billed."""
    return " ".join(filter(None, [name.initials, name.family, name.suffix])) or name.billed


def _about_title(of: Description) -> str:
    """What the title does not say: of a report its kind and number, of an event its kind."""
    if not (of.in_print or of.event):
        return ""
    return " ".join(filter(None, [kind_in_words(of), number_in_words(of)]))


def _responsibility(of: Description, most: int = MOST_NAMED, first: int = 3) -> str:
    """Authors, translators, then institutions. Of more authors than `most` the first ones are named."""
    names = [_straight(person.name) for person in of.authors]
    if len(names) > most:
        names = [", ".join(names[:first]) + " [" + _("et al.") + "]"]
    bodies = of.publishers if of.in_print and of.bodies else []
    return " ; ".join(filter(None, [", ".join(names), _translators(of), ", ".join(bodies)]))


def _translators(of: Description) -> str:
    people: list[Person] = of.with_role(Contribution.Role.TRANSLATOR)
    if any(one.name.is_team for one in people):
        return lowered(translation_note(of, [_straight(one.name) for one in people]))
    if people:
        said = ngettext("translated by %(names)s", "translated by %(names)s", len(people))
        return said % {"names": ", ".join(_straight(one.name) for one in people)}
    return _("machine translation") if of.translation_method else ""


def _dates(of: Description) -> list[str]:
    """The year, and the day of what stands on the site."""
    if of.dated is None:
        return [_("[n. d.]")]
    return [f"{of.dated:%Y}"] if of.in_print else [f"{of.dated:%Y}", short_day(of.dated, of.language)]


def _address(of: Description, read_on: datetime.date) -> str:
    return _("URL: %(address)s (date of access: %(date)s)") % {
        "address": of.permanent,
        "date": figures(read_on),
    }
