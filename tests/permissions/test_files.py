"""Files of texts that are not public say nothing, whatever a request already knows of them (docs/security.md, T2 and T4).

Who has the ETag, the digest, the key or the name of a file is answered as for a file that never was.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client

from tests.permissions.parameters import filling_of
from tests.permissions.roles import clients
from tests.permissions.states import Filling, make_everything
from tests.routes import routes
from thinktank.library.models import Document, Image, Recording
from thinktank.publishing.models import EditionFile
from thinktank.publishing.public.downloads import ADDRESSES

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HIDDEN = ["draft", "scheduled", "deleted"]
ENDED = ["withdrawn", "erased"]  # their addresses may say that something was there, and never what it was
OF_A_FILE = ("/<kind>/", "/pdf/", "/pdf/text/", ".<extension>", "/<filename>")
OF_THE_REQUEST = {
    "X-Request-ID",
    "Content-Length",
}  # these differ with the request and the length of its path
KNOWN_FILES = [(Image, "original"), (Document, "file"), (Recording, "file"), (EditionFile, "file")]


@pytest.fixture
def everything():
    """Clients by role, and objects in every state."""
    return clients(), make_everything()


def test_no_header_brings_a_file_of_a_hidden_text_to_light(everything):
    _clients, made = everything
    etags = etags_of_all_files()
    reader, told = Client(), {"live": set(), "hidden": 0}
    for state, path, unknown in addresses_of_files(made):
        for method, headers in product(("GET", "HEAD"), conditions(etags)):
            answer = answered(reader, method, path, headers)
            if state == "live":
                told["live"].add(answer[0])
            elif state in HIDDEN:
                told["hidden"] += 1
                assert answer == answered(reader, method, unknown, headers), (state, path, headers)
            elif state in ENDED:
                assert answer[0] in (404, 410), (state, path, headers)
                assert answer == answered(reader, method, path, {}), (state, path, headers)
    assert told["live"] >= {200, 206, 304}  # the same requests find what is public
    assert told["hidden"] > 100


def addresses_of_files(made: dict[str, Filling]) -> Iterator[tuple[str, str, str]]:
    """(state, path, the same path of something that never was) of every route that answers with a file."""
    for route in routes():
        if route.path.startswith("/admin/") or not route.path.endswith(OF_A_FILE):
            continue
        for state, values in filling_of(route, made).items():
            for kind in ADDRESSES.values() if "kind" in route.parameters else [""]:
                asked = values | {"kind": kind}
                # As like other slugs as the one asked for, for the page of a 404 suggests what is near
                unknown = {"slug": f"{values.get('slug', '')[:-1]}q", "key": "0" * 32}
                yield state, route.filled(asked), route.filled(asked | unknown)


def etags_of_all_files() -> list[str]:
    """As the site writes them, of all files of all texts: what somebody may know who once had one."""
    digests = [
        sha256 for model, _field in KNOWN_FILES for sha256 in model.objects.values_list("sha256", flat=True)
    ]
    pictures = [f"{key}-64.webp" for key in Image.objects.values_list("rendition_key", flat=True)]
    return [f'"{known}"' for known in digests + pictures]


def conditions(etags: list[str]) -> list[dict[str, str]]:
    every = ", ".join(etags)
    return [
        {"range": "bytes=0-9"},
        {"range": "bytes=99999999-"},
        {"if-none-match": every},
        {"if-none-match": "*"},
        {"if-match": "*"},
        {"if-modified-since": "Sat, 01 Jan 2050 00:00:00 GMT"},
        {"range": "bytes=0-9", "if-range": etags[0]},
    ]


def answered(
    client: Client, method: str, path: str, headers: dict[str, str]
) -> tuple[int, dict[str, str], str]:
    """Status, headers and text, without what names the address that was asked for."""
    response = getattr(client, method.lower())(path, headers=headers)
    text = b"".join(response.streaming_content).decode("latin-1") if response.streaming else response.text
    name = path.split("/")[3]  # the slug or the key
    for written in (path, name, name.replace("-", " ")):
        text = text.replace(written, "")
    said = {name: value for name, value in response.items() if name not in OF_THE_REQUEST}
    return response.status_code, said, text


def test_no_file_is_to_be_had_by_its_digest_or_by_the_name_it_is_stored_under(everything):
    """Not by staff either."""
    by_role, _made = everything
    askers = [Client(), by_role["editor"]]
    for model, name in KNOWN_FILES:
        for row in model.objects.order_by("pk")[:2]:
            stored, known = getattr(row, name).name, row.sha256
            last = stored.rpartition("/")[2]
            for address in (stored, last, known, f"{known}.pdf", f"r/{known}", f"r/{known[:32]}/64.webp"):
                for folder, asker in product(("/media/", "/", "/library/", "/static/", "/en/"), askers):
                    answer = asker.get(f"{folder}{address}", follow=True)
                    assert answer.status_code == 404, (folder, address)
