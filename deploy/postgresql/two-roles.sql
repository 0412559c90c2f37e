-- For a site whose role can read and write rows, and nothing more: tables belong to the role that migrates, which runs this
-- in the site's database, before the first migration or after any (docs/production.md). `thinktank` is the role that serves.
GRANT USAGE ON SCHEMA public TO thinktank;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO thinktank;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO thinktank;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO thinktank;
ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO thinktank;
