"""What a process does before it takes requests: nothing a first request finds out by itself is left to it."""

import logging

from django.db import DatabaseError, connection
from django.template.loader import get_template
from django.urls import get_resolver

from thinktank.delivery.furniture import Furniture

logger = logging.getLogger(__name__)


def warm() -> None:
    """Load all addresses and views, the page of errors, and the furniture. A database that is away is no obstacle.

    Raises what the code raises when it is broken: then this process must not serve.
    """
    _load_all(get_resolver())
    get_template("errors/error.html")
    try:
        Furniture.load_all()
    except DatabaseError as error:
        logger.warning("The database does not answer at the start: %s", error)
    finally:
        connection.close()


def _load_all(resolver):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            _load_all(pattern)
