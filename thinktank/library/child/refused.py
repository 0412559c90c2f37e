class Refused(Exception):
    """The file is not what it should be; the message is a key of intake.REFUSALS."""
