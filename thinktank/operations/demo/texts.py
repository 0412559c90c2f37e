"""Reading the demo's texts from files: facts in TOML, bodies in the HTML that the desk's editor writes."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from thinktank.language import languages

CONTENT = Path(__file__).parent / "content"
COVERS = Path(__file__).parent / "covers"
FOLDERS = {"articles": "article", "events": "event", "reports": "report", "pages": "page"}


def table(name):
    """One of the TOML files beside the folders of publications, such as "experts"."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


@dataclass
class Text:
    """One publication of the demo: its key ("articles/round-table"), its facts, where its files lie."""

    key: str
    folder: Path
    facts: dict

    @property
    def type(self):
        return FOLDERS[self.key.split("/")[0]]

    @property
    def languages(self):
        return [code for code in languages.codes() if (self.folder / f"{code}.html").exists()]

    def body(self, language, edition=1):
        """The body of an edition in a language: of the newest one before it that changed the text."""
        for number in range(edition, 1, -1):
            path = self.folder / f"{language}.{number}.html"
            if path.exists():
                return path.read_text(encoding="utf-8")
        return (self.folder / f"{language}.html").read_text(encoding="utf-8")

    def words(self, field):
        """A text by language: ("title") -> {"en": ..., "ru": ...}."""
        return {code: self.facts.get(code, {}).get(field, "") for code in self.languages}

    @property
    def editions(self):
        """The editions after the first, each with number, note and correction by language."""
        return self.facts.get("editions", [])


def all_texts():
    """Every publication of the demo, oldest first."""
    texts = [
        Text(f"{folder}/{path.parent.name}", path.parent, tomllib.loads(path.read_text(encoding="utf-8")))
        for folder in FOLDERS
        for path in sorted((CONTENT / folder).glob("*/facts.toml"))
    ]
    return sorted(texts, key=lambda text: (text.facts["dated"], text.key))
