"""What the databases need beside Django: the SQLite engine, and how long PostgreSQL is waited for."""
