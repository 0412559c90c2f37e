"""Every page of the fixed site, as readers and as an administrator get it: python -m tests.database.every_page FILE

Writes {address: answer} as JSON. DATABASE_URL names a migrated database, SECRET_KEY and TICKET_KEY must be given.
"""

import html
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

from tests import place  # first, before anything reads the settings

# isort: split

import time_machine
from django.conf import settings
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.database.fixed_site import BEGIN, begin_again, fixed_chance, make_fixed_site
from tests.factories import make_superuser
from tests.session import PROVED_AT  # noqa: F401 -- from here on `force_login` proves the second factor too
from thinktank.language import languages

LINK = re.compile(r"""\b(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>""")
NUMBERED = re.compile(r"/editions/\d+/$")
SUBJECT = re.compile(r"/\w+/(?:topics|regions|projects|for|experts|organizations)/[^/]+/")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
SEARCHES = [
    "",
    "article",
    "статья",
    "Елкина",
    "Elkina",
    '"first paragraph"',
    "artcle",
    "cnfnmz",
    "article -first",
    "zzz",
]
FOR_READERS = [
    "/",
    "/sitemap.xml",
    "/sitemap-news.xml",
    "/robots.txt",
    "/.well-known/security.txt",
    "/oai?verb=Identify",
    "/oai/?verb=ListRecords&metadataPrefix=oai_dc",
]
FOR_THE_DESK = [
    "/admin/",
    "/admin/articles/",
    "/admin/password_change/done/",
    "/admin/security/recovery-codes/",
    "/admin/autocomplete/?term=a&app_label=publishing&model_name=relation&field_name=target",
]
LIST_QUERIES = ["", "?q=ё", "?o=-1", "?p=2"]
# How many addresses of one route, language and set of query keys are requested, by the beginning of their paths
AT_MOST = {"/admin/": 1, "/media/": 3, "/": 6}


def ask_everything() -> dict[str, str]:
    """All pages that readers reach by links, beginning with the front page; and all pages of the desk.

    The desk in its first language; in the others its lists, for which alphabets matter.
    """
    answers: dict[str, str] = {}
    first = {*FOR_READERS, *(f"/{code}/" for code in languages.codes())}
    _follow(Client(), first, answers, is_ours=lambda link: not link.startswith(("/admin/", "/static/")))
    for path, words, code in product(
        ("search/", "search/suggestions.json", "search/feed.atom"), SEARCHES, languages.codes()
    ):
        address = f"/{code}/{path}?{urlencode({'q': words})}"
        answers[address] = _answer(Client(), address)
    for address in [each for each in answers if each.endswith("/editions/")]:
        for name in ("timemap/", "timegate/"):
            answers[address + name] = _answer(Client(), address + name)
    for address in [each for each in answers if NUMBERED.search(each)]:
        for beside in (f"{address.removesuffix('/')}.md", f"{address}linkset.json"):
            answers[beside] = _answer(Client(), beside)
    subjects = [each for each in answers if SUBJECT.fullmatch(each)]
    lists = [f"/{code}/{path}" for code, path in product(languages.codes(), ("", "articles/", "events/"))]
    for path in (*lists, *subjects):
        address = f"{path}?on={BEGIN:%Y-%m-%d}"
        answers[address] = _answer(Client(), address)
    root = Client()
    root.force_login(make_superuser("root"))
    _follow(root, {*FOR_THE_DESK, *_desk_addresses()}, answers, is_ours=_is_a_page_of_the_desk)
    for language in languages.codes()[1:]:
        root.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for address in _desk_lists():
            answers[f"{address} in {language}"] = _answer(root, address)
    return answers


def _is_a_page_of_the_desk(link: str) -> bool:
    has_secret = link.startswith("/admin/security/app/")  # made by chance
    is_of_this_machine = link == "/admin/status/"
    return link.startswith("/admin/") and link.count("=") <= 1 and not (has_secret or is_of_this_machine)


def _desk_lists() -> Iterator[str]:
    return (f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry)


def _desk_addresses() -> Iterator[str]:
    """The list of every model, also searched and sorted, and all pages of its first object."""
    for model, model_admin in admin.site._registry.items():
        before = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield from (before + query for query in LIST_QUERIES)
        if first := model.objects.order_by("pk").first():
            values = {
                "object_id": first.pk,
                "id": first.pk,
                "language": languages.codes()[0],
                "number": 1,
                "pk": 1,
                "act": "withdraw",
                "rest": f"{languages.codes()[0]}/",
            }
            for pattern in model_admin.get_urls():
                yield before + PARAMETER.sub(lambda found, v=values: str(v[found[1]]), str(pattern.pattern))


def _follow(
    client: Client, first: set[str], answers: dict[str, str], *, is_ours: Callable[[str], bool]
) -> None:
    """Request these addresses, and those of the site that responses link to, in a fixed order."""
    waiting, known, asked = sorted(first), set(first), Counter()
    while waiting:
        address = waiting.pop(0)
        if asked[kind_of(address)] == next(n for start, n in AT_MOST.items() if address.startswith(start)):
            continue
        asked[kind_of(address)] += 1
        answers[address] = _answer(client, address)
        found = {link for link in _links_of(address, answers[address]) if is_ours(link)} - known
        known |= found
        waiting += sorted(found)


def kind_of(address: str) -> tuple[str, str]:
    """The route an address belongs to, with its language; and the names in its query."""
    path, _mark, query = address.partition("?")
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            route = resolve(path).route
        except Resolver404:
            route = "none"
    return route, " ".join(sorted(part.partition("=")[0] for part in query.split("&")))


def _answer(client: Client, address: str) -> str:
    """Status, headers and body."""
    begin_again(address)
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    head = "".join(f"{name}: {value}\n" for name, value in sorted(response.items()))
    return f"{response.status_code}\n{head}\n{body.decode('utf-8', 'backslashreplace')}"


def _links_of(address: str, answer: str) -> Iterator[str]:
    for match in LINK.finditer(answer):
        link = urlsplit(urljoin(f"http://testserver{address}", html.unescape(match[1] or match[2])))
        if link.netloc == "testserver":
            yield link.path + (f"?{link.query}" if link.query else "")


def reverse_rows_without_an_order() -> None:
    """Make SQLite return rows in reverse where a query names no order, so that a page that relies on one differs."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA reverse_unordered_selects = ON")


def main(file: str) -> None:
    """Publish the fixed site into the database and write every page of it into this file."""
    setup_test_environment()
    place.keep_what_is_loaded()
    reverse_rows_without_an_order()
    with fixed_chance(), time_machine.travel(BEGIN, tick=False) as clock:
        make_fixed_site(clock)
        answers = ask_everything()
    Path(file).write_text(json.dumps(answers))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    finally:
        place.remove()
