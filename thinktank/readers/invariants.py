"""What must never be false about votes and ratings: each app adds its checks, `manage.py check_polls` runs them all."""

from collections.abc import Callable, Iterable

_checks: list[tuple[str, Callable[[], Iterable[str]]]] = []


def invariant(name: str):
    """Register a function that yields a sentence for each thing that differs: `@invariant("I1")`."""

    def register(check):
        _checks.append((name, check))
        return check

    return register


def broken_invariants() -> list[tuple[str, str]]:
    """(name, sentence) of everything that differs, in the order of the names."""
    return [(name, sentence) for name, check in sorted(_checks, key=_order) for sentence in check()]


def names() -> list[str]:
    return [name for name, _check in sorted(_checks, key=_order)]


def _order(entry):
    return int(entry[0].removeprefix("I")), entry[1].__name__
