"""Our clock beside that of the database."""

import datetime

from django.db import connection
from django.utils import timezone


def database_clock_ahead() -> datetime.timedelta:
    """How far the database's clock is ahead of ours; nearly nothing on SQLite, which has ours. Raises DatabaseError."""
    with connection.cursor() as cursor:
        before = timezone.now()
        if connection.vendor == "postgresql":
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        else:
            cursor.execute("SELECT (julianday('now') - 2440587.5) * 86400.0")
        (seconds,) = cursor.fetchone()
        after = timezone.now()
    return datetime.datetime.fromtimestamp(float(seconds), datetime.UTC) - (before + (after - before) / 2)


def replica_lag() -> datetime.timedelta | None:
    """How far the slowest replica is behind; None without one, or where this account may not know. Raises DatabaseError."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(replay_lag) FROM pg_stat_replication")
        lag: datetime.timedelta | None = cursor.fetchone()[0]
    return lag
