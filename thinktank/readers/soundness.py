from django.utils import timezone

from thinktank.readers.invariants import invariant
from thinktank.readers.networks import salts_kept_too_long


@invariant("I12")
def salts_of_past_days_are_gone():
    for day in salts_kept_too_long(timezone.now()):
        yield f"the salt of {day} is over 48 hours old and still exists"
