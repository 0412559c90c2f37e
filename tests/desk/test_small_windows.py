"""What is made or mended beside a field, in a small window that closes itself."""
