"""Links that rooms above this one add to the header Link of a text's page: they register a function in `AppConfig.ready`.

    add_links(typed_links)

The function is called when the page's key is new (thinktank/delivery/fragments.py), not for every answer.
"""

import datetime
from collections.abc import Callable, Iterable
from functools import partial

from thinktank.delivery.fragments import cached_fragment, site_key
from thinktank.publishing.models import Edition
from thinktank.publishing.public.surroundings import Surroundings

type Provider = Callable[[Edition, datetime.datetime, Surroundings], str]

_providers: list[Provider] = []


def add_links(provider: Provider) -> None:
    """Send what this function gives, a list of links as RFC 8288 writes it, with the page of every text."""
    _providers.append(provider)


def further_links(
    edition: Edition, now: datetime.datetime, surroundings: Surroundings, page_key: bytes
) -> Iterable[str]:
    """The value of each provider that has one. They may depend on what the page depends on, and on nothing else."""
    for provider in _providers:
        key = provider, page_key, *site_key()
        if links := cached_fragment(key, partial(provider, edition, now, surroundings)):
            yield links
