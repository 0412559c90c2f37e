"""manage.py in the tests' own place, so that no check leaves a trace in the work tree."""

import sys

from tests import place

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    finally:
        place.remove()
