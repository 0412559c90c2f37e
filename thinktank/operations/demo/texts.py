"""Read the demo's texts from files: facts in TOML, bodies in the HTML that the prose editor produces."""

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thinktank.language import languages
from thinktank.operations.demo.dates import fill_in, move, weeks_since

CONTENT = Path(__file__).parent / "content"
COVERS = Path(__file__).parent / "covers"
FOLDERS = {"articles": "article", "events": "event", "reports": "report", "pages": "page"}


def table(name: str) -> dict[str, Any]:
    """A TOML file of the content, such as "experts"."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Text:
    """One publication of the demo: its key ("articles/round-table"), the folder of its files, its facts.

    `later`: by how much its dates were moved. Dates move when the facts contain the day `relative_to`.
    """

    key: str
    folder: Path
    facts: dict[str, Any]
    later: datetime.timedelta = datetime.timedelta()

    @property
    def type(self) -> str:
        return FOLDERS[self.key.split("/")[0]]

    @property
    def languages(self) -> list[str]:
        return [code for code in languages.codes() if (self.folder / f"{code}.html").exists()]

    def body(self, language: str, edition: int = 1) -> str:
        """The body of an edition in a language: the file of that edition, or else of the last edition with one."""
        paths = [self.folder / f"{language}.{number}.html" for number in range(edition, 1, -1)]
        path = next((path for path in paths if path.exists()), self.folder / f"{language}.html")
        return fill_in(path.read_text(encoding="utf-8"), self.later, language)

    def words(self, field: str) -> dict[str, str]:
        """A field by language: ("title") -> {"en": ..., "ru": ...}."""
        return {code: self.facts.get(code, {}).get(field, "") for code in self.languages}

    @property
    def editions(self) -> list[dict[str, Any]]:
        """Facts of the editions after the first, each with number, note and correction by language."""
        return self.facts.get("editions", [])


def all_texts() -> list[Text]:
    """Every publication of the demo, oldest first."""
    texts = [_read(path) for folder in FOLDERS for path in sorted((CONTENT / folder).glob("*/facts.toml"))]
    return sorted(texts, key=lambda text: (text.facts["dated"], text.key))


def _read(path: Path) -> Text:
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    later = weeks_since(facts.pop("relative_to", None))
    key = path.parent.relative_to(CONTENT).as_posix()
    return Text(key, path.parent, move(facts, later), later)
