"""Limits how long pages wait for PostgreSQL, so that a server that is down, hung or locked does not block threads."""

import time
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

CHECK_AFTER = 1  # seconds
CHECK_PATIENCE = 0.5  # seconds


class PatientConnection(psycopg.Connection):
    """Gives up after `patience` seconds without a reply. PostgreSQL's own timeouts only work while it is alive."""

    patience: float = 30
    lived_at: float = -CHECK_AFTER  # when check_rested last found it alive, by time.monotonic()

    def wait(self, gen: Any, *arguments: Any, timeout: float | None = None, **options: Any) -> Any:
        if timeout is not None:
            return super().wait(gen, *arguments, timeout=timeout, **options)  # type: ignore[misc]
        began = time.monotonic()
        try:
            # psycopg gives at most the interval by its place
            return super().wait(gen, *arguments, timeout=self.patience, **options)  # type: ignore[misc]
        except psycopg.OperationalError as error:
            if time.monotonic() - began < self.patience:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"PostgreSQL gave no answer in {self.patience} s.") from error


def check_rested(connection: PatientConnection) -> None:
    """Check that a pooled connection is alive, once a second at most. Raises psycopg's errors when it is not."""
    now = time.monotonic()
    if now - connection.lived_at < CHECK_AFTER:
        return
    patience, connection.patience = connection.patience, CHECK_PATIENCE
    try:
        ConnectionPool.check_connection(connection)
    finally:
        connection.patience = patience
    connection.lived_at = now


def options_for(patience: float | None, pool_size: int) -> dict:
    """Django's OPTIONS for a process whose pages wait for `patience` seconds; None for commands, which wait longer."""
    statement, lock, pool, silence = (5, 2, 5, 30) if patience is None else _within(patience)
    return {
        "pool": {
            "min_size": 1,
            "max_size": pool_size,
            "timeout": pool,
            "reconnect_timeout": 4,  # seconds of failed attempts; the next request tries again
            "check": check_rested,
            "connection_class": type("Connection", (PatientConnection,), {"patience": silence}),
        },
        "connect_timeout": 2,
        "options": f"-c statement_timeout={statement * 1000:.0f} -c lock_timeout={lock * 1000:.0f}"
        # Compiling a query, or starting processes for it, takes longer than any query of a page runs
        " -c plan_cache_mode=force_generic_plan -c jit=off -c max_parallel_workers_per_gather=0",
    }


def _within(patience: float) -> tuple[float, float, float, float]:
    return 0.75 * patience, 0.75 * patience, 0.5 * patience, 0.9 * patience
