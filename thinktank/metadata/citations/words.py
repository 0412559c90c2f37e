"""What all written citations share: italics, quotation marks, days, and what became of the text since.

A citation is a text in which ITALIC and ROMAN enclose titles. Both are noncharacters, which no text of an editor has
(language/plain.py).
"""

import datetime
import re
from collections.abc import Iterable, Sequence

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from thinktank.language.data import data_for
from thinktank.metadata.description import Description
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import kind_label

ITALIC, ROMAN = "\ufdd0", "\ufdd1"
ENDS = (".", "?", "!", "…")
SIGN_OF_NUMBER = re.compile(r"^(?:№|#|n[or]\.?|n[°º]\.?)\s*(?=\d)", re.IGNORECASE)


def italic(text: str) -> str:
    return f"{ITALIC}{text}{ROMAN}"


def plain(citation: str) -> str:
    """The citation without italics and with ordinary spaces, as programs want it."""
    return citation.replace(ITALIC, "").replace(ROMAN, "").replace("\xa0", " ")


def as_html(citation: str) -> SafeString:
    """The citation with its titles in <i>."""
    parts = [part.partition(ROMAN) for part in citation.split(ITALIC)]
    first, rest = parts[0][0], parts[1:]
    return format_html_join("", "{}{}", [(first, "")]) + format_html_join(
        "", "<i>{}</i>{}", [(title, after) for title, _mark, after in rest]
    )


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in a mark that does."""
    return text if _ends(plain(text)) else f"{text}."


def _ends(text: str) -> bool:
    """Whether it has a mark at its end that ends a sentence, inside quotation marks too."""
    return text.rstrip("”»’").endswith(ENDS)


def sentences(parts: Iterable[str]) -> str:
    """The parts that are there, each as a sentence."""
    return " ".join(sentence(part) for part in parts if part)


def quoted(text: str, language: str, end: str = "") -> str:
    """In quotation marks of the language, with other ones inside; `end` goes before the closing mark where it should."""
    marks = data_for(language).quotes or (("“", "”"),)
    opens, closes = marks[0]
    inner = marks[1] if len(marks) > 1 else ("‘", "’")
    text = text.replace(opens, inner[0]).replace(closes, inner[1])
    if not closes == "”":  # only English puts a stop inside
        return f"{opens}{text}{closes}{end}"
    return f"{opens}{text}{'' if _ends(text) else end}{closes}"


def quoted_once(text: str, language: str) -> str:
    """In single marks where the language's own are “double” ones: Harvard does so in English."""
    return f"‘{text}’" if quoted("", language) == "“”" else quoted(text, language)


def listed(names: Sequence[str], joined: str) -> str:
    """The names with commas, and the last one by `joined`, such as "%(first)s and %(last)s"."""
    if len(names) < 2:
        return "".join(names)
    return joined % {"first": ", ".join(names[:-1]), "last": names[-1]}


def month_and_day(day: datetime.date) -> str:
    """The day as American manuals write it: "March 5"."""
    return date_format(day, pgettext("date in a citation", "F j"))


def short_day(day: datetime.date, language: str) -> str:
    """ "5 Mar.", «5 марта»."""
    months = data_for(language).short_months
    return f"{day.day} {months[day.month - 1] if months else date_format(day, 'F')}"


def long_day(day: datetime.date) -> str:
    return plain(date_format(day, "DATE_FORMAT"))


def figures(day: datetime.date) -> str:
    """As GOST writes the day of reading."""
    return f"{day:%d.%m.%Y}"


def kind_in_words(of: Description) -> str:
    """The kind, inside a sentence: "joint report"."""
    return lowered(str(kind_label(of.type.name, of.kind)))


def lowered(text: str) -> str:
    """The text as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


def number_in_words(of: Description) -> str:
    return _("no. %(number)s") % {"number": bare_number(of)} if of.report_number else ""


def bare_number(of: Description) -> str:
    """The number of a report without the sign that every style puts before it."""
    return SIGN_OF_NUMBER.sub("", of.report_number)


def location(of: Description) -> str:
    """Where to read it: the DOI, and the address of the edition that was read."""
    return f"{of.doi_address} ({of.permanent})" if of.doi else of.permanent


def identifiers(of: Description) -> list[str]:
    """ "DOI 10.5555/12345678", "EDN ABCDEF": as GOST writes them."""
    return [f"{name} {value}" for name, value in (("DOI", of.doi), ("EDN", of.edn)) if value]


def remarks(of: Description) -> list[str]:
    """What became of the text after this edition, each as a sentence without its full stop."""
    found = []
    if later := of.corrected_later:
        found.append(
            _("Corrected in edition %(number)s of %(day)s")
            % {"number": later.number, "day": long_day(later.day)}
        )
    elif of.newest and of.newest != of.printed:
        found.append(_("Replaced by edition %(number)s") % {"number": of.newest})
    if of.ended in (Edition.End.EXPIRED, Edition.End.WITHDRAWN) and of.ended_on:
        ended = {
            Edition.End.EXPIRED: _("No longer current since %(day)s"),
            Edition.End.WITHDRAWN: _("Withdrawn on %(day)s"),
        }
        found.append(ended[Edition.End(of.ended)] % {"day": long_day(of.ended_on)})
    return found


def translation_note(of: Description, names: Sequence[str]) -> str:
    """ "Translated by Ivan Petrov"; of a machine's translation that it is one."""
    if names:
        return _("Translated by %(names)s") % {"names": listed(names, _("%(first)s and %(last)s"))}
    return _("Machine translation") if of.translation_method else ""
