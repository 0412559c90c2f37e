"""What is deposited at Crossref: live texts that have a DOI, and what else must be known of each.

Nothing here sends anything. Whoever is responsible downloads the XML and gives it to Crossref.
"""

import datetime
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.metadata.crossref.relations import relationships_of
from thinktank.metadata.crossref.writing import Head, Record, batch
from thinktank.metadata.description import describe_edition
from thinktank.publishing.models import Edition
from thinktank.publishing.public.surroundings import surroundings_of
from thinktank.publishing.publication_types import type_named


class CannotDeposit(Exception):
    """Something that Crossref needs is missing; the message says what, in a sentence."""


def deposit_xml(editions: Iterable[Edition], now: datetime.datetime) -> bytes:
    """One file for these editions. Raises CannotDeposit."""
    head = _head(now)
    editions = list(editions)
    records = [record_of(edition, now) for edition in editions]
    if len({*map(is_report, editions)}) > 1:
        raise CannotDeposit(
            _("Crossref does not take reports and other texts in one file. Make a file for each.")
        )
    if not records:
        raise CannotDeposit(_("There is no live text with a DOI."))
    return batch(head, records)


def _head(now: datetime.datetime) -> Head:
    names = ("CROSSREF_DEPOSITOR", "CROSSREF_EMAIL", "CROSSREF_REGISTRANT")
    if missing := [name for name in names if not getattr(settings, name).strip()]:
        sentence = _("Who deposits is not set: %(names)s. Whoever runs the site sets it: see .env.example.")
        raise CannotDeposit(sentence % {"names": ", ".join(missing)})
    return Head(
        batch_id=uuid.uuid4().hex,
        timestamp=f"{now:%Y%m%d%H%M%S}",
        depositor=settings.CROSSREF_DEPOSITOR,
        email=settings.CROSSREF_EMAIL,
        registrant=settings.CROSSREF_REGISTRANT,
    )


def record_of(edition: Edition, now: datetime.datetime) -> Record:
    """What is deposited of one edition. Raises CannotDeposit."""
    if not edition.is_live(now):
        raise CannotDeposit(_("“%(title)s” is not live. Only live texts are deposited.") % _named(edition))
    around = surroundings_of(edition, now)
    of = describe_edition(edition, now, around)
    if not of.doi:
        sentence = _("“%(title)s” has no DOI in %(language)s. Enter it and publish the text.")
        raise CannotDeposit(sentence % _named(edition))
    if of.dated is None:
        raise CannotDeposit(
            _("The day of “%(title)s” is not known. Crossref needs a year.") % _named(edition)
        )
    return Record(of, relationships_of(of, around))


def _named(edition: Edition) -> dict[str, str]:
    return {"title": edition.title, "language": languages.name_after_in(edition.language)}


def is_report(edition: Edition) -> bool:
    """Whether Crossref has it as a report or a paper. Others go into a file of their own."""
    return type_named(edition.type).cited_as(edition.kind).csl == "report"


def live_with_doi(now: datetime.datetime, dois: Iterable[str] = ()) -> list[Edition]:
    """Live editions with one of these DOIs, or with any; by DOI."""
    wanted = set(dois)
    columns = [f"publication__{languages.field_name('doi', code)}" for code in languages.codes()]
    has_any = Q.create([(f"{column}__gt", "") for column in columns], Q.OR)
    found = Edition.objects.live(now).filter(has_any)
    with_doi = [
        each for each in found if each.content.get("doi") and (not wanted or each.content["doi"] in wanted)
    ]
    return sorted(with_doi, key=lambda edition: edition.content["doi"])
