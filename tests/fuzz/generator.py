"""Makes hostile requests over every route of the URLconf: number N of a seed is always the same request."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from shlex import quote as shell_quoted
from typing import Any
from urllib.parse import quote

from tests.fuzz.values import BOUNDARY, CONTENT_TYPES, ENDINGS, HEADERS, METHODS, NAMES, TEXTS, field_names
from tests.permissions.parameters import filling_of
from tests.permissions.roles import TOKEN
from tests.permissions.states import Filling
from tests.routes import Route, routes

ROLES = {"anonymous": 2, "editor": 1, "administrator": 1}  # and how often each asks


@dataclass(frozen=True)
class Request:
    """As it is sent: the target percent-encoded, headers as Latin-1, the cookies of its role added by who sends it."""

    number: int
    route: Route
    role: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    def as_curl(self) -> str:
        """For people: a line they can read, and nearly run."""
        shown = [
            f"-X {self.method}",
            *(f"-H {shell_quoted(f'{name}: {value[:200]}')}" for name, value in self.headers.items()),
        ]
        body = f" --data-binary {shell_quoted(repr(self.body[:600]))}" if self.body else ""
        return f"request {self.number} as {self.role}: curl {' '.join(shown)}{body} {shell_quoted('$SITE' + self.target[:600])}"


class Generator:
    """Requests of one seed. `made`: objects in every state, by name, as `make_everything` returns them."""

    def __init__(self, seed: int, made: dict[str, Filling]) -> None:
        self.seed, self._routes = seed, routes()
        self._fillings = {route: list(filling_of(route, made).values()) for route in self._routes}
        self._names = [*NAMES, *field_names()]

    def request(self, number: int) -> Request:
        dice = random.Random(f"{self.seed} {number}")
        route = dice.choice(self._routes)
        method = _weighted(dice, METHODS)
        headers = {"Sec-Fetch-Site": "same-origin", "X-CSRFToken": TOKEN} if dice.random() < 0.8 else {}
        body = b""
        if method in ("POST", "PUT", "PATCH") or dice.random() < 0.05:
            headers["Content-Type"], body = self._body(dice)
        for name in dice.sample(sorted(HEADERS), dice.choice([0, 0, 1, 1, 2, 5])):
            headers[name] = dice.choice(HEADERS[name])
        target = self._path(dice, route) + self._query(dice)
        return Request(number, route, _weighted(dice, ROLES), method, target, headers, body)

    def _path(self, dice: random.Random, route: Route) -> str:
        values = {name: encoded(str(value)) for name, value in dice.choice(self._fillings[route]).items()}
        for name in route.parameters:
            if dice.random() < 0.35:
                values[name] = encoded(_text(dice))
        path = route.filled(values)
        changes = [
            lambda: path.rstrip("/"), lambda: path + encoded(_text(dice)), lambda: path.replace("/", "//"), lambda: path.upper(),
            lambda: path.replace("/en/", dice.choice(["/ru/", "/de/", "/EN/", "/en-gb/"])), lambda: f"{path}%FF%FE", lambda: f"/.{path}",
        ]  # fmt: skip
        return dice.choice(changes)() if dice.random() < 0.15 else path

    def _query(self, dice: random.Random) -> str:
        if dice.random() < 0.5:
            return ""
        parts = [
            f"{encoded(self._name(dice))}={encoded(_text(dice))}"
            for _part in range(dice.choice([1, 1, 2, 3, 8, 60]))
        ]
        return "?" + dice.choice(["&", "&", "&", ";", "&&"]).join(parts)

    def _name(self, dice: random.Random) -> str:
        name = dice.choice(self._names)
        return name + dice.choice(ENDINGS) if dice.random() < 0.2 else name

    def _body(self, dice: random.Random) -> tuple[str, bytes]:
        """(content type, body), which fit each other in four of five cases."""
        fields = [(self._name(dice), _text(dice)) for _field in range(dice.choice([0, 1, 3, 10, 40]))]
        content_type, body = dice.choice([_form, _form, _json, _multipart])(dice, fields)
        return (dice.choice(CONTENT_TYPES), body) if dice.random() < 0.2 else (content_type, body)


def encoded(text: str) -> str:
    """Percent-encoded UTF-8; some texts are bytes that are no UTF-8, or half a surrogate pair."""
    return quote(_bytes(text), safe="")


def _bytes(text: str) -> bytes:
    return text.encode("latin-1") if text == "\xff\xfe" else text.encode("utf-8", "surrogatepass")


def _weighted(dice: random.Random, weights: dict[str, int]) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


def _text(dice: random.Random) -> str:
    """One of the odd values, a number, or noise."""
    way = dice.random()
    if way < 0.75:
        return dice.choice(TEXTS)
    if way < 0.9:
        return str(dice.choice([1, -1]) * dice.getrandbits(dice.choice([3, 8, 31, 33, 63, 65, 200])))
    return "".join(
        chr(dice.choice([dice.randrange(128), dice.randrange(0xD7FF)])) for _n in range(dice.randrange(30))
    )


def _form(dice: random.Random, fields: Sequence[tuple[str, str]]) -> tuple[str, bytes]:
    body = "&".join(f"{encoded(name)}={encoded(value)}" for name, value in fields).encode()
    return "application/x-www-form-urlencoded", body


def _json(dice: random.Random, fields: Sequence[tuple[str, str]]) -> tuple[str, bytes]:
    value: Any = {name: _wrong_type(dice, value) for name, value in fields}
    value = dice.choice([value, value, value, [value], None, 1e308, "x", [[]]])
    written = json.dumps(value)
    broken = [
        written,
        written,
        written,
        written[: len(written) // 2],
        "[" * 5000,
        '{"a":' * 3000,
        "NaN",
        "1" * 5000,
        "\x00",
        '"\\ud800"',
    ]
    return "application/json", dice.choice(broken).encode()


def _wrong_type(dice: random.Random, value: str) -> Any:
    return dice.choice(
        [value, value, None, True, [], {}, [value] * 3, {"a": {"b": value}}, 10**30, -1, 1.5, [[[value]]]]
    )


def _multipart(dice: random.Random, fields: Sequence[tuple[str, str]]) -> tuple[str, bytes]:
    """A form with a file among its fields, which in half of the cases ends somewhere in the middle."""
    parts = []
    for name, value in fields:
        said = f'form-data; name="{name[:100]}"' + (
            dice.choice(['; filename="x.pdf"', '; filename="../\x00"', '; filename=""'])
            if dice.random() < 0.2
            else ""
        )
        extra = dice.choice(
            [
                "",
                "",
                "",
                "Content-Transfer-Encoding: base64\r\n",
                "Content-Type: text/plain; charset=rot13\r\n",
                "X: " + "y" * 5000 + "\r\n",
            ]
        )
        parts.append(
            f"--{BOUNDARY}\r\nContent-Disposition: {said}\r\n{extra}\r\n".encode("utf-8", "replace")
            + _bytes(value)
            + b"\r\n"
        )
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    if dice.random() < 0.5:
        body = body[: dice.randrange(len(body))]
    return f"multipart/form-data; boundary={BOUNDARY}", body
