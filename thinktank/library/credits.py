"""Word the credit that is printed below a picture."""

import re

from django.utils.translation import gettext as _

_LABELLED = re.compile(r"©|\([CcСс]\)|[^:]{1,40}:\s")
_SECOND_WORD = re.compile(r"\w+\s+(\w)")


def credit_line(credit: str) -> str:
    """Add a label to a bare name ("Credit: Anna Orlova"), but not to a labelled credit ("Photo: Anna Orlova").

    A phrase such as "Drawn for the Institute" gets no label either. Its second word in lower case shows that it is no
    name.
    """
    second = _SECOND_WORD.match(credit)
    if _LABELLED.match(credit) or (second and second[1].islower()):
        return credit
    return _("Credit: %(credit)s") % {"credit": credit}
