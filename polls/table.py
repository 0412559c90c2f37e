"""The results of a poll as a table for spreadsheets, one row for each answer."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from polls.results import PollResults
from thinktank.delivery.spreadsheet import MEDIA_TYPE, Cell, csv_file

__all__ = ["MEDIA_TYPE", "as_csv"]


def as_csv(results: Sequence[PollResults]) -> str:
    """The file. `results` are of one poll in the languages of its page, first in that of the file.

    Counts that the reader may not see yet are empty.
    """
    return csv_file([_heading(results), *_rows(results)], results[0].language)


def _heading(results: Sequence[PollResults]) -> list[Cell]:
    is_single = results[0].is_single
    return [
        _("Number"),
        *(each.question for each in results),
        _("Votes"),
        _("Percentage of votes") if is_single else _("Percentage of voters"),
        _("Votes in all") if is_single else _("Voters"),
        _("Imported votes"),
    ]


def _rows(results: Sequence[PollResults]) -> Iterable[list[Cell]]:
    counts = results[0].counts
    total = None
    if counts:
        total = counts.total if results[0].is_single else counts.voters
    for in_languages in zip(*(each.options for each in results), strict=True):
        option = in_languages[0]
        labels = [each.label for each in in_languages]
        imported = option.imported if counts else None
        yield [option.number, *labels, option.votes, option.percent, total, imported]
