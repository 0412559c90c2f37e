"""Additions to Django's database layer: prepared queries, an SQLite engine, and timeouts of PostgreSQL."""
