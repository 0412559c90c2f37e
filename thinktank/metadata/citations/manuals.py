"""APA 7, Chicago 17 (bibliography), MLA 9 and Harvard (Cite Them Right 12), for what stands on a site and for reports.

They are written here and not by citeproc-py, which shortens given names in MLA and Chicago and knows Russian months in
the nominative only: decision 0131. Section numbers are those of the manuals. Titles keep the capitals of their authors.
"""

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thinktank.metadata.citations.words import (
    bare_number,
    italic,
    listed,
    location,
    long_day,
    lowered,
    month_and_day,
    number_in_words,
    quoted,
    quoted_once,
    remarks,
    sentence,
    sentences,
    short_day,
    translation_note,
)
from thinktank.metadata.description import Description
from thinktank.metadata.names import Name
from thinktank.publishing.models import Contribution


def apa(of: Description, read_on: datetime.date) -> str:
    """Sections 9.7 to 9.15 (authors, dates), 10.4 (reports), 10.16 (web pages). No day of reading: editions stay."""
    names = _names(of)
    authors = _apa_authors([_with_initials(name) for name in names])
    authors = authors or listed(_issuers(of), pgettext("APA", "%(first)s & %(last)s"))
    title = italic(of.title)
    in_brackets = "; ".join(filter(None, [_report_number(of), _apa_translators(of)]))
    title = f"{title} ({in_brackets})" if in_brackets else title
    publisher = "; ".join(_issuers(of)) if names else ""
    return sentences([authors, f"({_apa_date(of)})", title, publisher]) + _tail(of)


def _apa_authors(names: list[str]) -> str:
    """All of at most twenty; of more the first nineteen and the last (9.8)."""
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    return listed(names, pgettext("APA", "%(first)s, & %(last)s"))


def _apa_date(of: Description) -> str:
    if of.dated is None:
        return _("n.d.")
    return f"{of.dated:%Y}" if of.in_print else f"{of.dated:%Y}, {month_and_day(of.dated)}"


def _apa_translators(of: Description) -> str:
    if translators := _translators(of):
        shown = [f"{name.initials} {name.family}".strip() or name.billed for name in translators]
        names = listed(shown, pgettext("APA", "%(first)s & %(last)s"))
        return pgettext("APA", "%(names)s, Trans.") % {"names": names}
    return _("Machine translation") if of.translation_method else ""


def chicago(of: Description, read_on: datetime.date) -> str:
    """Sections 14.76 (authors), 14.207 and 14.208 (web pages), 14.220 (reports). A day of reading only without a date."""
    authors = _chicago_authors(_names(of)) or listed(_issuers(of), _("%(first)s and %(last)s"))
    note = translation_note(of, [name.billed for name in _translators(of)])
    if of.in_print:
        year = f"{of.dated:%Y}" if of.dated else _("n.d.")
        issued = f"{'; '.join(_issuers(of))}, {year}"
        return sentences([authors, italic(of.title), note, _report_number(of), issued]) + _tail(of, ".")
    place = ", ".join(filter(None, [_site(of), _chicago_day(of.dated) if of.dated else ""]))
    accessed = "" if of.dated else _("Accessed %(date)s") % {"date": _chicago_day(read_on)}
    title = quoted(of.title, of.language, ".")
    return sentences([authors, title, note, place, accessed]) + _tail(of, ".")


def _chicago_authors(names: list[Name]) -> str:
    """All of ten; of more the first seven."""
    if len(names) > 10:
        return ", ".join([_inverted_then_straight(names[:7], "%(first)s, %(last)s"), _("et al.")])
    return _inverted_then_straight(names)


def _chicago_day(day: datetime.date) -> str:
    return pgettext("Chicago", "%(month_and_day)s, %(year)s") % {
        "month_and_day": month_and_day(day),
        "year": day.year,
    }


def mla(of: Description, read_on: datetime.date) -> str:
    """Chapter 5: author, title, container, other contributors, number, publisher, date, location."""
    names = _names(of)
    authors = _mla_authors(names)
    dated = _mla_date(of)
    note = translation_note(of, [name.billed for name in _translators(of)])
    if of.in_print:
        number = number_in_words(of)
        number = number[:1].upper() + number[1:] if not note else number
        after = ", ".join(filter(None, [note, number, " / ".join(_issuers(of)), dated, location(of)]))
        return sentences([authors, italic(of.title), after, *remarks(of)])
    after = ", ".join(filter(None, [italic(of.publisher.name), lowered(note), dated, location(of)]))
    accessed = "" if of.dated else _("Accessed %(date)s") % {"date": long_day(read_on)}
    return sentences([authors, quoted(of.title, of.language, "."), after, accessed, *remarks(of)])


def _mla_date(of: Description) -> str:
    if of.dated is None:
        return ""
    return f"{of.dated:%Y}" if of.in_print else f"{short_day(of.dated, of.language)} {of.dated:%Y}"


def _mla_authors(names: list[Name]) -> str:
    """One, two, or the first "et al." (5.5 to 5.8). Without a person the entry begins with its title."""
    if len(names) > 2:
        return ", ".join([names[0].family_first, _("et al.")])
    return _inverted_then_straight(names)


def harvard(of: Description, read_on: datetime.date) -> str:
    """Cite Them Right: web pages with a date as articles of their site, reports by their issuers. Four authors or more
    are "et al.".
    """
    names = _names(of)
    shown = [_with_initials(name).replace(". ", ".") for name in names]
    authors = (
        " ".join([shown[0], _("et al.")]) if len(names) > 3 else listed(shown, _("%(first)s and %(last)s"))
    )
    authors = authors or listed(_issuers(of), _("%(first)s and %(last)s"))
    year = f"{of.dated:%Y}" if of.dated else _("no date")
    note = translation_note(of, [name.billed for name in _translators(of)])
    address = _("Available at: %(address)s (Accessed: %(date)s)")
    access = address % {"address": location(of), "date": long_day(read_on)}
    if of.in_print:
        number = number_in_words(of)
        issued = ", ".join(filter(None, [number, "; ".join(_issuers(of)) if names else ""]))
        issued = issued[:1].upper() + issued[1:]
        head = sentence(f"{authors} ({year}) {italic(of.title)}")
        return sentences([head, note, issued, access, *remarks(of)])
    day = " ".join(long_day(of.dated).split()[:2]) if of.dated else ""
    place = ", ".join(
        filter(None, [quoted_once(of.title, of.language), _site(of) and italic(_site(of)), day])
    )
    return sentences([f"{authors} ({year}) {place}", note, access, *remarks(of)])


# What they share


def _names(of: Description) -> list[Name]:
    return [person.name for person in of.authors]


def _translators(of: Description) -> list[Name]:
    return [person.name for person in of.with_role(Contribution.Role.TRANSLATOR)]


def _issuers(of: Description) -> list[str]:
    """Who published it: of a report its institutions, of what stands on the site the site."""
    return of.publishers if of.in_print else [of.publisher.name]


def _with_initials(name: Name) -> str:
    return ", ".join(filter(None, [name.family, name.initials, name.suffix])) or name.billed


def _straight(name: Name) -> str:
    words = " ".join(filter(None, [name.given, name.family]))
    return ", ".join(filter(None, [words, name.suffix])) or name.billed


def _inverted_then_straight(names: list[Name], joined: str = "") -> str:
    """The first name begins with the family name, the others with the given one."""
    shown = [name.family_first if n == 0 else _straight(name) for n, name in enumerate(names)]
    of_two = pgettext("two names, the first inverted", "%(first)s, and %(last)s")
    of_more = pgettext("several names", "%(first)s, and %(last)s")
    return listed(shown, joined or (of_two if len(names) == 2 else of_more))


def _report_number(of: Description) -> str:
    return _("Report No. %(number)s") % {"number": bare_number(of)} if of.report_number else ""


def _site(of: Description) -> str:
    """The site, unless it stands where the authors do."""
    return of.publisher.name if _names(of) else ""


def _tail(of: Description, stop: str = "") -> str:
    """The address, with a full stop where the manual wants one, and what became of the text since."""
    said = remarks(of)
    return f" {location(of)}" + (f". {sentences(said)}" if said else stop)
