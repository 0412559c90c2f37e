"""The faults, in the order in which they are caused. Importing a module adds its faults to the list."""

from tests.rehearsal.faults import (  # noqa: F401
    clients,
    clocks,
    database,
    mail,
    processes,
    releases,
    sqlite,
)
from tests.rehearsal.outcome import FAULTS

__all__ = ["FAULTS"]
