"""The faults, in the order in which they are caused."""

from tests.rehearsal.faults import (
    clients,
    clocks,
    database,
    edge,
    mail,
    object_store,
    processes,
    releases,
    replica,
    sqlite,
)
from tests.rehearsal.outcome import FAULTS

MODULES = [database, edge, replica, processes, releases, clocks, mail, object_store, sqlite, clients]
FAULTS.sort(key=lambda fault: [module.__name__ for module in MODULES].index(fault.act.__module__))

__all__ = ["FAULTS"]
