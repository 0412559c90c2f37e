"""Descriptions of many editions at once: what feeds and OAI-PMH say of each without a query for each."""

import datetime
from dataclasses import replace

from thinktank.metadata.description import Description, alone, describe_edition
from thinktank.publishing.models import Edition


def described_alone(edition: Edition, at: datetime.datetime) -> Description:
    """The description of an edition without its other languages and files. Takes no query.

    It is not among its own surroundings: rows there bring their files along, which this one has not been asked for.
    """
    return describe_edition(edition, at, replace(alone(edition), own=[]))
