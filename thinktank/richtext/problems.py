"""Problems that editors are told about before publishing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A sentence to show before publishing. A blocking problem prevents publishing until it is corrected."""

    sentence: str
    is_blocking: bool = False
