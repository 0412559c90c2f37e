"""`make demo-reset`: delete the demo's content. The next start loads it again."""

import sys

from thinktank.operations import demo_place
from thinktank.operations.demo_place import DemoRefused, OwnDatabase


def main() -> int:
    """Returns the exit code."""
    try:
        place = demo_place.folder()
        with demo_place.alone_in(place):
            demo_place.settle(place, "http://127.0.0.1:8000")
            import django
            from django.db import connection

            django.setup()
            OwnDatabase(connection).empty()
            connection.close()
            demo_place.empty_files(place)
    except DemoRefused as error:
        return demo_place.tell(error)
    print("The demo is empty. `make demo` starts over.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
