"""The rules of the house that no single test of behaviour can hold: each is a function from a folder to complaints."""

import ast
import functools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Imports point down this list, never up. A room is a package; what is not named here may not be imported at all.
# Types of publication (articles, events ...) are found by their module `publication_type` and join the third tier.
TIERS = [
    ["thinktank.settings", "thinktank.environment", "thinktank.urls", "thinktank.wsgi", "thinktank.operations"],
    ["thinktank.pages", "thinktank.search", "thinktank.syndication", "thinktank.metadata", "thinktank.exchange", "thinktank.alerts",
     "thinktank.printing"],
    ["polls", "thinktank.ratings", "thinktank.readership", "thinktank.corrections"],
    ["thinktank.publishing"],
    ["experts"],
    ["thinktank.richtext"],
    ["thinktank.database", "thinktank.desk", "thinktank.taxonomy", "thinktank.library", "thinktank.addresses", "thinktank.delivery",
     "thinktank.readers", "thinktank.accounts", "thinktank.language", "thinktank.mail"],
]  # fmt: skip
CONTENT_TIER = 2
PARTNERS = {"thinktank.environment": {"thinktank.settings"}}  # who alone may import it

FOLDERS = ["experts", "polls", "thinktank"]  # and the types of publication
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services"}
LANGUAGE_CODE = re.compile(r"^(en|ru)$|_(en|ru)$|^/?(en|ru)/")
LANGUAGE_CODE_IN_TEXT = re.compile(r"""["'/](en|ru)["'/]|\w_(en|ru)\b""")
NAMES_LANGUAGES = ("thinktank/settings.py", "thinktank/language/", "thinktank/operations/demo/")
MARKS_SAFE = ("thinktank/richtext/body.py", "thinktank/desk/guide.py")
# Rooms that answer readers, beside the types of publication: all they hold is public code, but for the modules with
# which editors work.
PUBLIC_ROOMS = (
    "experts/", "polls/", "thinktank/corrections/", "thinktank/metadata/", "thinktank/pages/",
    "thinktank/printing/", "thinktank/publishing/public/", "thinktank/ratings/", "thinktank/readership/", "thinktank/search/",
    "thinktank/syndication/",
)  # fmt: skip
EDITING_MODULES = {"admin", "apps", "forms", "models", "translation"}
# Of publishing, public code may import these alone.
OPEN_TO_PUBLIC_CODE = (
    "thinktank.publishing.editions.content_format", "thinktank.publishing.editions.translations",
    "thinktank.publishing.editions.generated_files.Made", "thinktank.publishing.field_words", "thinktank.publishing.models", "thinktank.publishing.public",
    "thinktank.publishing.publication_types", "thinktank.publishing.roles",
)  # fmt: skip
# Inside publishing, imports point down this list.
ROOMS_OF_PUBLISHING = ["admin", "forms", "public", "editions", "revisions", "models"]
PRIVATE_TEMPLATES = ("admin/", "desk/", "accounts/", "registration/")
ANSWERS_TO_A_READER = {  # never cached: what somebody sees who has begun to vote or rate
    "corrections/error_report.html",
    "polls/poll_confirm.html",
    "ratings/rating_confirm.html",
}


@functools.cache
def types_of_publication(root):
    """Folders of the types of publication: those of this house, and those planted below root."""
    found = {path.parent.name for base in (ROOT, root) for path in base.glob("*/publication_type.py")}
    return sorted(found)


@functools.cache
def working_copies(root):
    """Names of the classes that readers never see."""
    classes = {
        node.name
        for base in (ROOT, root)
        for _path, tree in python_files(base)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(getattr(b, "id", "") == "Publication" for b in node.bases)
    }
    return {"Publication", "Revision", *classes}


@functools.cache
def tier_of(root):
    """{room: how far down it is}"""
    placed = {room: number for number, rooms in enumerate(TIERS) for room in rooms}
    return placed | dict.fromkeys(types_of_publication(root), CONTENT_TIER)


@functools.cache
def python_files(root):
    """[(path relative to root, parsed)] of our code, without migrations. What is planted is planted before."""
    folders = sorted([*FOLDERS, *types_of_publication(root)])
    paths = [path for folder in folders for path in sorted((root / folder).rglob("*.py"))]
    return [
        (path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in paths
        if "migrations" not in path.parts
    ]


def text_files(root, folder, *endings):
    """(path relative to the folder, text)"""
    for path in sorted((root / folder).rglob("*")):
        if path.suffix in endings:
            yield path.relative_to(root / folder).as_posix(), path.read_text(encoding="utf-8")


# The order of imports


def room_of(module, root=ROOT):
    """The room a module belongs to: "thinktank.library.models" -> "thinktank.library"; None when it is not ours."""
    parts = module.split(".")
    for length in (2, 1):
        if ".".join(parts[:length]) in tier_of(root):
            return ".".join(parts[:length])
    return None


def imported_modules(path, tree):
    """(module, line) of every import in a file, those inside functions too."""
    package = path.removesuffix(".py").removesuffix("/__init__").split("/")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            is_package = path.endswith("__init__.py")
            base = package[: len(package) - node.level + is_package] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names)


def imports_between_rooms(root):
    """(room, imported room, "path:line") of every import that leaves its room."""
    for path, tree in python_files(root):
        room = room_of(path.removesuffix(".py").replace("/", "."), root)
        for module, line in imported_modules(path, tree):
            imported = room_of(module, root)
            if imported and imported != room:
                yield room, imported, f"{path}:{line}"


def rooms_without_a_place(root):
    found = {room_of(p.removesuffix(".py").replace("/", "."), root) or p for p, _tree in python_files(root)}
    return sorted(
        f"{path} has no place in the order of imports"
        for path in found - set(tier_of(root))
        if path != "thinktank/__init__.py"
    )


def imports_that_point_up_or_sideways(root):
    complaints = []
    for room, imported, place in imports_between_rooms(root):
        tier, imported_tier = tier_of(root).get(room), tier_of(root)[imported]
        is_up = tier is not None and imported_tier < tier
        is_sideways = tier == imported_tier == CONTENT_TIER
        is_private = room not in PARTNERS.get(imported, {room})
        if is_up or is_sideways or is_private:
            complaints.append(f"{place}: {room} may not import {imported}")
    return complaints


def import_cycles(root):
    """Pairs of rooms that reach each other through imports."""
    reaches = {}
    for room, imported, _place in imports_between_rooms(root):
        reaches.setdefault(room, set()).add(imported)
    for middle in tier_of(root):
        for room in list(reaches):
            if middle in reaches[room]:
                reaches[room] = reaches[room] | reaches.get(middle, set())
    return sorted(
        f"{room} and {other} import each other"
        for room in reaches
        for other in reaches[room]
        if room < other and room in reaches.get(other, set())
    )


# Names


def nameless_modules(root):
    return [
        f"{path}: name the thing"
        for path, _tree in python_files(root)
        if FORBIDDEN_NAMES & set(path.removesuffix(".py").split("/"))
    ]


def language_codes(root):
    """Python, templates and scripts that name a language."""
    complaints = []
    for path, tree in python_files(root):
        if not path.startswith(NAMES_LANGUAGES):
            complaints += [
                f"{path}:{line}: names the language in {word!r}"
                for word, line in _words(tree)
                if LANGUAGE_CODE.search(word)
            ]
    for folder in ("templates", "static/js"):
        for path, text in text_files(root, folder, ".html", ".xml", ".txt", ".js", ".mjs"):
            complaints += [
                f"{folder}/{path}: names the language in {m[0]!r}"
                for m in LANGUAGE_CODE_IN_TEXT.finditer(text)
            ]
    return complaints


def _words(tree):
    """(word, line) of the texts, keywords and attributes of a module, but not of its docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield node.value, node.lineno
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg, node.value.lineno
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno


# What reaches a reader's browser


def texts_marked_safe(root):
    """mark_safe outside its two modules; SafeString of anything but a literal; the filters of templates."""
    complaints = []
    for path, tree in python_files(root):
        if path not in MARKS_SAFE:
            complaints += [f"{path}:{line}: {name}" for name, line in _trusting(tree)]
    for path, text in text_files(root, "templates", ".html", ".xml", ".txt"):
        complaints += [
            f"templates/{path}: {m[0]}" for m in re.finditer(r"\|\s*safe(seq)?\b|{% autoescape off", text)
        ]
    return complaints


def _trusting(tree):
    for node in ast.walk(tree):
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        if name == "mark_safe":
            yield name, node.lineno
        elif isinstance(node, ast.Call) and not all(map(_is_literal, node.args)):
            called = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if called in {"SafeString", "SafeText"}:
                yield called, node.lineno


def _is_literal(node):
    if isinstance(node, ast.IfExp):
        return _is_literal(node.body) and _is_literal(node.orelse)
    return isinstance(node, ast.Constant)


def inline_code(root):
    """What the content security policy refuses: scripts and styles in the page, and attributes that are either."""
    pattern = re.compile(
        r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:"""
        r"""|<script\b(?![^>]*\bsrc=)(?![^>]*type="application/(?:ld\+)?json")""",
        re.IGNORECASE,
    )
    return [
        f"templates/{path}: {found[0].strip()}"
        for path, text in text_files(root, "templates", ".html")
        for found in pattern.finditer(text)
    ]


def tokens_on_public_pages(root):
    return [
        f"templates/{path}: csrf_token"
        for path, text in text_files(root, "templates", ".html")
        if "csrf_token" in text and not _is_private(path, text)
    ]


def _is_private(path, text):
    return (
        path.startswith(PRIVATE_TEMPLATES)
        or path in ANSWERS_TO_A_READER
        or '{% extends "admin/' in text[:200]
    )


def public_code_that_reads_working_copies(root):
    """Public code that names a working copy, or imports what edits or publishes one."""
    complaints, names = [], working_copies(root)
    rooms = (*PUBLIC_ROOMS, *(f"{folder}/" for folder in types_of_publication(root)))
    for path, tree in python_files(root):
        if not path.startswith(rooms) or EDITING_MODULES & set(path.removesuffix(".py").split("/")):
            continue
        for module, line in imported_modules(path, tree):
            if module.split(".")[-1] in names and ".models" in module:
                complaints.append(f"{path}:{line}: reads {module.split('.')[-1]}, which readers never see")
            elif module.startswith("thinktank.publishing.") and not _is_open_to_public_code(module):
                complaints.append(f"{path}:{line}: imports {module}, which is for editors")
        complaints += [
            f"{path}:{node.lineno}: reads {node.attr}, which readers never see"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in names and _is_models(node.value)
        ]
    return complaints


def _is_open_to_public_code(module):
    return any(module == name or module.startswith(f"{name}.") for name in OPEN_TO_PUBLIC_CODE)


def imports_that_point_up_inside_publishing(root):
    complaints = []
    for path, tree in python_files(root):
        room = _room_of_publishing(path.removesuffix(".py").replace("/", "."))
        for module, line in imported_modules(path, tree):
            imported = _room_of_publishing(module)
            if room is not None and imported is not None and imported < room:
                complaints.append(f"{path}:{line}: may not import {module}")
    return complaints


def _room_of_publishing(module):
    """How far down a module is in ROOMS_OF_PUBLISHING; None when it is in none of them."""
    parts = module.split(".")
    is_inside = parts[:2] == ["thinktank", "publishing"] and len(parts) > 2
    return ROOMS_OF_PUBLISHING.index(parts[2]) if is_inside and parts[2] in ROOMS_OF_PUBLISHING else None


def _is_models(node):
    return "models" in (getattr(node, "id", None), getattr(node, "attr", None))


# Settings


def variables_read(root):
    """Names of the environment variables that the settings read."""
    names = set()
    for name in ("settings.py", "environment.py"):
        text = (root / "thinktank" / name).read_text(encoding="utf-8")
        names |= set(
            re.findall(
                r'\b(?:text|flag|words|hosts|number|secret|origin|database|contacts)\(\s*"([A-Z_]+)"', text
            )
        )
    return names


def variables_explained(root):
    """Names in .env.example, whether they are set there or commented out."""
    return set(
        re.findall(r"^#? ?([A-Z_]+)=", (root / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
