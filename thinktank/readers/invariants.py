"""What must always be true of votes and ratings. Each app registers its checks; `manage.py check_polls` runs them."""

from collections.abc import Callable, Iterable

Check = Callable[[], Iterable[str]]

_checks: list[tuple[str, Check]] = []


def invariant(name: str) -> Callable[[Check], Check]:
    """Register a function that yields a sentence for each difference: `@invariant("I1")`."""

    def register(check: Check) -> Check:
        _checks.append((name, check))
        return check

    return register


def broken_invariants() -> list[tuple[str, str]]:
    """Run all checks; return (name, sentence) of each difference, in the order of the names."""
    return [(name, sentence) for name, check in sorted(_checks, key=_order) for sentence in check()]


def names() -> list[str]:
    return [name for name, _check in sorted(_checks, key=_order)]


def _order(entry: tuple[str, Check]) -> tuple[int, str]:
    name, check = entry
    return int(name.removeprefix("I")), getattr(check, "__name__", "")
