class Refused(Exception):
    """The file cannot be accepted. The message is a key of intake.REFUSALS."""
