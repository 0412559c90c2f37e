"""Django's SQLite engine without the questions whose failed answers it would remember."""

from django.db.backends.sqlite3 import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    """Django asks each thread's connection once whether SQLite knows JSON, by a transaction.

    While another process writes, that fails, and the thread would go on without JSON for as long as it lives.
    """

    supports_json_field = True


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
