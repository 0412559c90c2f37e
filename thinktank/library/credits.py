"""How the credit of a picture reads below it."""

import re

from django.utils.translation import gettext as _

_LABELLED = re.compile(r"©|\([CcСс]\)|[^:]{1,40}:\s")
_SECOND_WORD = re.compile(r"\w+\s+(\w)")


def credit_line(credit: str) -> str:
    """The credit with a label where it is a bare name: "Credit: Anna Orlova", but "Photo: Anna Orlova".

    A phrase such as "Drawn for the Institute" needs no label either, and after one it would go on with a capital. A
    second word in lower case tells it from a name.
    """
    second = _SECOND_WORD.match(credit)
    if _LABELLED.match(credit) or (second and second[1].islower()):
        return credit
    return _("Credit: %(credit)s") % {"credit": credit}
