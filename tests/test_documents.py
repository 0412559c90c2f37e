"""Documents for developers name files, tests, commands and code that exist, and links in documents lead somewhere."""

import ast
import functools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
CHECKED = [
    "README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/how-to.md", "docs/security.md",
    "docs/progress.md", "docs/design-language.md", "CHANGELOG.md", "docs/asvs.md", "docs/scaling.md",
]  # fmt: skip
WITH_LINKS = ["*.md", "docs/**/*.md"]

ENDINGS = "py|html|css|js|md|toml|po|txt|xml|sh|sqlite3|json"
FILE = re.compile(rf"(?<![\w/.<>*{{-])((?:[\w.-]+/)*[\w-][\w.-]*\.(?:{ENDINGS}))(?:::(\w+))?(?![\w/])")
FOLDER = re.compile(r"(?<![\w/.<>-])((?:[a-z_][\w-]*/)+)(?![\w<{*…])")
MODULE = re.compile(r"(?<![\w/.-])((?:thinktank|tests|articles|events|experts|polls|reports)(?:\.\w+)+)")
NAME = re.compile(r"`(_?[A-Za-z]\w*)(?:\([^`]*\))?`")
MAKE = re.compile(r"(?:`|^ {4,})make ([a-z][a-z-]*)", re.MULTILINE)
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`|^ {4,}(.*)$|^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)

# What is no file of the repository: addresses of the site, folders that appear when the site runs, the invented type,
# page and subject of the recipes in docs/how-to.md.
NO_FILES = {"security.txt", "robots.txt", "sitemap.xml"}
NO_FOLDERS = {"var/", "media/", "letters/", "ticket/", "vote/", "cite/", "print/"}
INVENTED = ("letters", "templates/letters", "make_letter", "make_method", "award_tag", "isbn")


@functools.cache
def tracked() -> frozenset[str]:
    """Paths of the repository's files and folders, those of new files too; folders end with a slash."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    files = [path for path in files if (ROOT / path).exists()]
    folders = {f"{parent}/" for path in files for parent in Path(path).parents if parent != Path()}
    return frozenset(files) | folders


def found(path: str) -> list[str]:
    """Files and folders with this path: from the root, or as the end of a longer path."""
    return [each for each in tracked() if each == path or each.endswith(f"/{path}")]


@functools.cache
def all_code() -> str:
    endings = (".py", ".html", ".js", ".toml", ".example", "Makefile")
    return "\n".join(
        (ROOT / path).read_text(encoding="utf-8") for path in sorted(tracked()) if path.endswith(endings)
    )


@functools.cache
def code_names() -> frozenset[str]:
    own = (ROOT / "tests/test_documents.py").read_text(encoding="utf-8")
    return frozenset(re.findall(r"\w+", all_code().replace(own, "")))


def code_in(text: str) -> Iterator[str]:
    for match in CODE.finditer(text):
        yield next(filter(None, match.groups()), "")


def missing_files(text: str) -> Iterator[str]:
    for path, test in FILE.findall(LINK.sub("", text)):
        if path in NO_FILES or path.startswith(INVENTED):
            continue
        files = found(path)
        if not files:
            yield f"file {path}"
        elif test and not any(test in _functions(each) for each in files):
            yield f"test {path}::{test}"


@functools.cache
def _functions(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def missing_folders(text: str) -> Iterator[str]:
    for code in code_in(text):
        for path in FOLDER.findall(code) if "/" in code else []:
            if path not in NO_FOLDERS and not path.startswith(INVENTED) and not found(path):
                yield f"folder {path}"


def missing_modules(text: str) -> Iterator[str]:
    """Dotted names that are neither a module nor a name in one."""
    for dotted in MODULE.findall(text):
        if re.search(rf"\.(?:{ENDINGS})$", dotted) or dotted.endswith("_"):
            continue
        path = dotted.replace(".", "/")
        parent, _dot, name = dotted.rpartition(".")
        holder = parent.replace(".", "/")
        holders = [each for each in (f"{holder}.py", f"{holder}/__init__.py") if each in tracked()]
        is_module = f"{path}.py" in tracked() or f"{path}/" in tracked()
        if not is_module and not any(
            re.search(rf"\b{name}\b", (ROOT / each).read_text()) for each in holders
        ):
            yield f"module {dotted}"


def missing_names(text: str) -> Iterator[str]:
    """Names of functions, classes, fields and variables in backticks: those that look like code."""
    for name in NAME.findall(text):
        looks_like_code = "_" in name or re.search(r"[a-z][A-Z]", name)
        if looks_like_code and name not in code_names() and not name.startswith(INVENTED):
            yield f"name {name}"


def missing_targets(text: str) -> Iterator[str]:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    yield from (f"make {target}" for target in MAKE.findall(text) if target not in targets)


def missing_commands(text: str) -> Iterator[str]:
    yield from (f"manage.py {name}" for name in COMMAND.findall(text) if name not in get_commands())


def missing_in(text: str) -> list[str]:
    finders = (
        missing_files,
        missing_folders,
        missing_modules,
        missing_names,
        missing_targets,
        missing_commands,
    )
    return [each for finder in finders for each in finder(text)]


def broken_links(path: Path) -> list[str]:
    """Relative links of a document to files that are missing, or to headings that their file does not have."""
    broken = []
    for target in LINK.findall(_without_code(path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _hash, heading = target.partition("#")
        linked = (path.parent / file).resolve() if file else path
        if not linked.exists() or heading and heading not in _anchors(linked):
            broken.append(f"{path.relative_to(ROOT)}: {target}")
    return broken


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


def _anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives headings."""
    headings = HEADING.findall(path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", CHECKED)
def test_what_a_document_names_exists(path):
    assert missing_in((ROOT / path).read_text(encoding="utf-8")) == []


def test_links_between_documents_lead_somewhere():
    documents = sorted({each for pattern in WITH_LINKS for each in ROOT.glob(pattern)})
    assert [link for each in documents for link in broken_links(each)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "See `thinktank/publishing/family.py`.",
        "See thinktank/publishing/family.py in a diagram.",
        "See `tests/test_house.py::test_that_never_was`.",
        "The room `thinktank/exchange/`.",
        "Run `python -m thinktank.operations.sever`.",
        "Call `tag_the_response(request)`.",
        "Run `make bench-nothing`.",
        "Run `manage.py explain_pages`.",
    ],
)
def test_what_does_not_exist_is_noticed(sentence):
    assert len(missing_in(sentence)) == 1


def test_a_link_that_leads_nowhere_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_documents.ROOT", tmp_path)
    document = tmp_path / "a.md"
    document.write_text(
        "# One heading\n[a](b.md) [b](#one-heading) [c](#another) [d](https://example.org/x.md)\n"
    )
    assert broken_links(document) == ["a.md: b.md", "a.md: #another"]


# Decisions

RECORDS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
RECORD = re.compile(r"\[(\d{4})\]")
OTHER_SIDE = {"supersedes": "superseded by", "amends": "amended by", "extends": "extended by"}


def title_and_status(path: Path) -> tuple[str, str]:
    """Of a decision record: its title without the number, and what stands behind "Status: ", in one line."""
    title, status, *_rest = path.read_text(encoding="utf-8").split("\n\n")
    return title.removeprefix(f"# {path.name[:4]} "), " ".join(status.split()).removeprefix("Status: ")


def test_the_index_of_decisions_names_each_once_by_its_title():
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| \[(\d{4})\]\((\S+)\) \| (.+?) \|", index, re.MULTILINE)
    expected = [(path.name[:4], path.name, title_and_status(path)[0]) for path in RECORDS]
    assert sorted(named) == expected


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.name[:4])
def test_a_decision_that_changes_another_is_named_by_it(path):
    """A clause of a status line begins with a word such as "supersedes" and names records."""
    number, status = path.name[:4], title_and_status(path)[1].lower()
    statuses = {each.name[:4]: title_and_status(each)[1].lower() for each in RECORDS}
    for verb, answer in OTHER_SIDE.items():
        for there, back in ((verb, answer), (answer, verb)):
            for clause in re.findall(
                rf"\b{there}\b([^;]*?)(?=[;]|\.(?: |$)|\b(?:extends|amends)\b|$)", status
            ):
                for other in RECORD.findall(clause):
                    assert f"[{number}]" in statuses[other], (
                        f"{number} {there} {other}, which does not say {back}"
                    )
