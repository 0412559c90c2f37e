from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """Something to say before publishing. A blocking one must be mended first."""

    sentence: str
    is_blocking: bool = False
