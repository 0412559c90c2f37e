"""The process that opens an untrusted file, with limits on memory and time, and prints what it found.

    python -m thinktank.library.child picture <file> <target directory> <focal x> <focal y>
    python -m thinktank.library.child pdf <file>
    python -m thinktank.library.child pdf-text <file>
    python -m thinktank.library.child audio <file>
    python -m thinktank.library.child chart <file with a specification>

Prints one line of JSON: the facts, or {"refused": why}. It uses no Django, has no access to the database and no secrets.
"""

import errno
import json
import resource
import sys
from collections.abc import Sequence
from typing import Any

from thinktank.library.child.refused import Refused

MEMORY = 512 * 1024 * 1024  # bytes of address space, enough for 40 megapixels in every format but WebP
# V8, which draws charts, reserves 67 GB of address space and uses 90 MB; its data are limited instead
MEMORY_OF_CHART = 1024 * 1024 * 1024
SECONDS = 60  # of processor time
LARGEST_FILE = 40 * 1024 * 1024  # bytes of one rendition
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def limit_resources(kind_of_work: str) -> None:
    is_chart = kind_of_work == "chart"
    for kind, limit in [
        (resource.RLIMIT_DATA, MEMORY_OF_CHART) if is_chart else (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ]:
        _soft, hard = resource.getrlimit(kind)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(kind, (limit, limit))


def work(kind: str, arguments: Sequence[str]) -> dict[str, Any]:
    if kind == "picture":
        from thinktank.library.child.picture import make_renditions

        source, target, focal_x, focal_y = arguments
        return make_renditions(source, target, int(focal_x), int(focal_y))
    if kind == "pdf":
        from thinktank.library.child.pdf import read_facts

        return read_facts(*arguments)
    if kind == "pdf-text":
        from thinktank.library.child.pdf import read_text

        return read_text(*arguments)
    if kind == "audio":
        from thinktank.library.child.audio import read_facts as read_facts_of_audio

        return read_facts_of_audio(*arguments)
    if kind == "chart":
        from thinktank.library.child.chart import draw

        return draw(*arguments)
    raise SystemExit(f"unknown kind of file: {kind}")


def main(kind: str, *arguments: str) -> None:
    limit_resources(kind)
    try:
        answer = work(kind, arguments)
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "memory"}
    except OSError as error:
        answer = {"refused": "disk_full" if error.errno in DISK_FULL else "broken"}
    except Exception:  # decoders raise many exceptions for broken files
        answer = {"refused": "broken"}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
