"""The rules of the house that no single test of behaviour can hold: each is a function from a folder to complaints."""

import ast
import functools
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = ROOT / "pyproject.toml"

FOLDERS = ["experts", "polls", "thinktank"]  # and the types of publication
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services"}
LANGUAGE_CODE = re.compile(r"^(en|ru)$|_(en|ru)$|^/?(en|ru)/")
LANGUAGE_CODE_IN_TEXT = re.compile(r"""["'/](en|ru)["'/]|\w_(en|ru)\b""")
NAMES_LANGUAGES = ("thinktank/settings.py", "thinktank/language/", "thinktank/operations/demo/")
MARKS_SAFE = (
    "thinktank/richtext/body.py",
    "thinktank/desk/guide.py",
    "thinktank/metadata/json_script.py",
    "thinktank/review/preview.py",
)
KNOWS_SQLITES = ("thinktank/database/sqlite3/", "tests/database/")
# Rooms that answer readers, beside the types of publication: all they hold is public code, but for the modules with
# which editors work.
PUBLIC_ROOMS = (
    "experts/", "polls/", "thinktank/error_reports/", "thinktank/metadata/", "thinktank/pages/",
    "thinktank/printing/", "thinktank/publishing/public/", "thinktank/ratings/", "thinktank/readership/",
    "thinktank/search/", "thinktank/syndication/",
)  # fmt: skip
EDITING_MODULES = {"admin", "apps", "forms", "indexing", "models", "translation"}
# Of publishing, public code may import these alone.
OPEN_TO_PUBLIC_CODE = (
    "thinktank.publishing.editions.content_format", "thinktank.publishing.editions.translations",
    "thinktank.publishing.editions.generated_files.GeneratedFile", "thinktank.publishing.field_words",
    "thinktank.publishing.identifiers", "thinktank.publishing.licences", "thinktank.publishing.models",
    "thinktank.publishing.public", "thinktank.publishing.publication_types", "thinktank.publishing.roles",
)  # fmt: skip
PRIVATE_TEMPLATES = ("admin/", "desk/", "accounts/", "registration/", "review/")
ANSWERS_TO_A_READER = {  # never cached: what somebody sees who has begun to vote or rate
    "error_reports/error_report.html",
    "polls/poll_confirm.html",
    "ratings/rating_confirm.html",
}


@functools.cache
def types_of_publication(root):
    """Folders of the types of publication: those of this house, and those planted below root."""
    found = {path.parent.name for base in (ROOT, root) for path in base.glob("*/publication_type.py")}
    return sorted(found)


def folders(root):
    """The folders of our code."""
    return sorted([*FOLDERS, *types_of_publication(root)])


def import_contracts(root):
    """The text of pyproject.toml, with a place in the order of imports for every type of publication."""
    text = PYPROJECT.read_text(encoding="utf-8")
    for name in types_of_publication(root):
        if f'"{name}"' not in text:
            text = text.replace("root_packages = [", f'root_packages = ["{name}", ')
            text = text.replace('ancestors = ["articles"', f'ancestors = ["{name}", "articles"')
            text = text.replace('"articles | ', f'"{name} | articles | ')
    return text


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
def python_files(root):
    """[(path relative to root, parsed)] of our code, without migrations. What is planted is planted before."""
    paths = [path for folder in folders(root) for path in sorted((root / folder).rglob("*.py"))]
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


# The order of imports, which import-linter holds: pyproject.toml has the contracts


def rooms_without_a_place(root: Path) -> list[str]:
    """Rooms that the order of imports in pyproject.toml does not name: import-linter lets those import anything."""
    contracts = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    placed = set(re.findall(r"[\w.]+", " ".join(contracts[0]["layers"])))
    rooms = {_room_of(path) for path, _tree in python_files(root)} - {
        "thinktank.__init__",
        *types_of_publication(root),
    }
    return sorted(f"{room} has no place in the order of imports" for room in rooms - placed)


def _room_of(path: str) -> str:
    """The package, or the package or module inside thinktank: "thinktank/library/models.py" -> "thinktank.library"."""
    parts = path.removesuffix(".py").split("/")
    return ".".join(parts[:2]) if parts[0] == "thinktank" else parts[0]


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


def sqlite_of_another_make(root: Path) -> list[str]:
    """Code and tests that open SQLite files with another driver than the site's: two copies in one process cancel each
    other's locks on a file.
    """
    trees = python_files(root) + [
        (path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((root / "tests").rglob("*.py"))
    ]
    return [
        f"{path}:{line}: takes {module}; the site's driver is thinktank.database.sqlite3.driver.Database"
        for path, tree in trees
        if not path.startswith(KNOWS_SQLITES)
        for module, line in imported_modules(path, tree)
        if module.split(".")[0] in {"sqlite3", "pysqlite3", "apsw", "cysqlite"}
    ]


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
    """mark_safe outside its three modules; SafeString of anything but a literal; the filters of templates."""
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


def _is_models(node):
    return "models" in (getattr(node, "id", None), getattr(node, "attr", None))


# Settings


PRIVATE_KEYS = (
    "-----BEGIN [A-Z ]*PRIVATE KEY-----", "AGE-SECRET-KEY-1[0-9A-Z]{20}", "AKIA[0-9A-Z]{16}", "gh[pousr]_[0-9A-Za-z]{36}",
    "xox[abprs]-[0-9A-Za-z-]{10}", "eyJ[0-9A-Za-z_-]{10,}[.]eyJ[0-9A-Za-z_-]{10,}[.]", "django-insecure-[0-9A-Za-z]{40}",
)  # fmt: skip


def private_keys(root):
    """Lines of the files under git that look like a key somebody could use."""
    is_clone = (root / ".git").exists()
    command = [
        "git",
        "grep",
        "-nI",
        *([] if is_clone else ["--no-index"]),
        "-E",
        "-e",
        "|".join(PRIVATE_KEYS),
    ]
    found = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert found.returncode in (0, 1), found.stderr
    return [":".join(line.split(":")[:2]) + ": a key" for line in found.stdout.splitlines()]


def variables_read(root):
    """Names of the environment variables that the settings read, by the functions of environment.py."""
    texts = [
        (root / "thinktank" / name).read_text(encoding="utf-8") for name in ("settings.py", "environment.py")
    ]
    readers = "|".join(re.findall(r"^def ([a-z]\w*)", texts[1], re.MULTILINE))
    return {name for text in texts for name in re.findall(rf'\b(?:{readers})\(\s*"([A-Z_]+)"', text)}


def variables_explained(root):
    """Names in .env.example, whether they are set there or commented out."""
    return set(
        re.findall(r"^#? ?([A-Z_]+)=", (root / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
