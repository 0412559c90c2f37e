"""Reading the demo's texts from files: facts in TOML, bodies in the HTML that the desk's editor writes."""

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path

from thinktank.language import languages
from thinktank.operations.demo.dates import fill_in, move, weeks_since

CONTENT = Path(__file__).parent / "content"
COVERS = Path(__file__).parent / "covers"
FOLDERS = {"articles": "article", "events": "event", "reports": "report", "pages": "page"}


def table(name):
    """One of the TOML files beside the folders of publications, such as "experts"."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Text:
    """One publication of the demo: its key ("articles/round-table"), its facts, where its files lie.

    `later`: by how much its dates have moved since it was written. Facts that name the day `relative_to` move.
    """

    key: str
    folder: Path
    facts: dict
    later: datetime.timedelta = datetime.timedelta()

    @property
    def type(self):
        return FOLDERS[self.key.split("/")[0]]

    @property
    def languages(self):
        return [code for code in languages.codes() if (self.folder / f"{code}.html").exists()]

    def body(self, language, edition=1):
        """The body of an edition in a language: of the newest one before it that changed the text."""
        paths = [self.folder / f"{language}.{number}.html" for number in range(edition, 1, -1)]
        path = next((path for path in paths if path.exists()), self.folder / f"{language}.html")
        return fill_in(path.read_text(encoding="utf-8"), self.later, language)

    def words(self, field):
        """A text by language: ("title") -> {"en": ..., "ru": ...}."""
        return {code: self.facts.get(code, {}).get(field, "") for code in self.languages}

    @property
    def editions(self):
        """The editions after the first, each with number, note and correction by language."""
        return self.facts.get("editions", [])


def all_texts():
    """Every publication of the demo, oldest first."""
    texts = [_read(path) for folder in FOLDERS for path in sorted((CONTENT / folder).glob("*/facts.toml"))]
    return sorted(texts, key=lambda text: (text.facts["dated"], text.key))


def _read(path):
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    later = weeks_since(facts.pop("relative_to", None))
    key = path.parent.relative_to(CONTENT).as_posix()
    return Text(key, path.parent, move(facts, later), later)
