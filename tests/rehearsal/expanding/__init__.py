"""An app with nothing but a migration, which expands a table that voters write."""
