class BackupFault(Exception):
    """A backup cannot be made, read or restored. The message says why, in a sentence for whoever runs the site."""
