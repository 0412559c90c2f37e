"""Objects added or changed from a field, in a small window that closes itself."""
