"""The matrix as a page for people (docs/permissions.md), and read back from it."""

from collections.abc import Iterable

type Cells = dict[tuple[str, str, str, str], str]  # outcome by path of the route, state, role and method
type Column = dict[str, str]  # by method

METHODS = ["GET", "HEAD", "POST", "DELETE"]
HEAD = """\
# Who is answered what

Every address of the site, asked by every role, for an object in every state, with GET, HEAD, POST and DELETE. Written by
`make permissions`; `tests/permissions/` asks anew and compares.

- **Cells** say the status for GET, POST and DELETE, or one status that is the same for all of them. HEAD is answered as GET is;
  where it is not, it follows after a stroke. "sign in" is a redirect to the page for signing in, or to its second step.
- **POST** sends a valid token and an empty form, so 200 and 422 mean that a form is shown with its mistakes, and 302 may mean
  that the act was done. 403 to those who have not signed in is the sign-in page, which carries the form that was sent.
- **Roles**: anonymous; *password only*, an administrator whose second factor is still to come; *inactive*, an administrator
  whose account was switched off; *no staff*, an account that may not open the desk; *no role*, staff without a group;
  *statistics*, who reads statistics; *author*, who wrote none of the texts; *translator*, of Russian; publisher; editor;
  administrator. Roles that are answered the same in all of a table share a column.
- **States** stand in a row together when they are answered the same. Published texts have two editions; numbered addresses
  ask for the first. "-": the address is of no object.
- Routes are in English. Those of other languages are the same.
"""


def page(cells: Cells, roles: list[str]) -> str:
    """The whole page. Routes that are answered the same share a table; the order is that of the URLconf."""
    routes: dict[str, Cells] = {}
    for (route, *rest), outcome in cells.items():
        routes.setdefault(route, {})[tuple(rest)] = outcome
    groups: dict[tuple, list[str]] = {}
    for route, own in routes.items():
        groups.setdefault(tuple(own.items()), []).append(route)
    parts = [HEAD]
    for title, is_desk in (("Readers and programs", False), ("The desk", True)):
        parts.append(f"## {title}\n")
        parts += [
            _section(dict(key), members, roles)
            for key, members in groups.items()
            if members[0].startswith("/admin/") == is_desk
        ]
    return "\n".join(parts)


def _section(cells: Cells, members: list[str], roles: list[str]) -> str:
    states = list(dict.fromkeys(state for state, _role, _method in cells))
    columns = _together(roles, lambda role: [_cell(cells, state, role) for state in states])
    rows = _together(states, lambda state: [_cell(cells, state, role) for role in roles])
    lines = [["", *(", ".join(same) for same in columns)], ["---"] * (1 + len(columns))]
    lines += [[", ".join(same), *(_cell(cells, same[0], column[0]) for column in columns)] for same in rows]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return "```text\n" + "".join(f"{member}\n" for member in members) + f"```\n\n{table}"


def _together(names: Iterable[str], key) -> list[list[str]]:
    found: dict[tuple, list[str]] = {}
    for name in names:
        found.setdefault(tuple(key(name)), []).append(name)
    return list(found.values())


def _cell(cells: Cells, state: str, role: str) -> str:
    get, head, post, delete = (cells[state, role, method] for method in METHODS)
    if get == head == post == delete:
        return get
    return ", ".join([get if get == head else f"{get} / {head}", post, delete])


def cells_of(text: str) -> Cells:
    """What `page` wrote."""
    found: Cells = {}
    for section in text.split("```text\n")[1:]:
        listed, _fence, table = section.partition("```\n")
        head, _line, *rows = [_parts(line) for line in table.splitlines() if line.startswith("|")]
        for row in rows:
            for names, cell in zip(head[1:], row[1:], strict=True):
                for route in listed.splitlines():
                    for state in row[0].split(", "):
                        for role in names.split(", "):
                            for method, outcome in zip(METHODS, _outcomes(cell), strict=True):
                                found[route, state, role, method] = outcome
    return found


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.strip("|").split("|")]


def _outcomes(cell: str) -> list[str]:
    get, *others = cell.split(", ")
    get, _stroke, head = get.partition(" / ")
    return [get, head or get, *(others or [get, get])]
