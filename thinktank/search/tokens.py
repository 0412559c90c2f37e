"""What is stored of a document to find and rank it: the stems and the keys of names of each field, in one string.

    " round tabl ¶ ⁿtabl ¶ kortunov ¶ … ¶ … ᵗround ᵗtabl … ᶠkind:article ◦ "

Every field has two lines between the signs ¶: its stems in the order of its words, in which phrases are looked for, and
its keys of names (language/analyser.py). One more line follows, of tokens with a mark before them: they say in which
fields a token occurs, so that the database finds documents with a word in the title, by an author, or with a facet. A
token stands between single spaces, also at both ends of the string.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from thinktank.language.analyser import keys_of_names, stems, words_in

IN_TITLE = "ᵗ"  # in the title or among the people
IN_HEAD = "ʰ"  # there, in the standfirst or in a heading
BEGINS = "ᵖ"  # a whole word of the title, to be found by its beginning
AUTHOR = "ᵃ"
TOPIC = "ᵏ"
FACET = "ᶠ"
EVERY = "◦"  # every document has it
LINE = "¶"
MOST_BYTES = 600_000  # of different tokens, without those with marks
SHORTEST_TERM = 4  # letters of a word to suggest


@dataclass(frozen=True)
class Field:
    """A field of documents. `weight` is what a word in it counts, `usual` its usual number of words."""

    weight: float
    usual: int


FIELDS: Mapping[str, Field] = {
    "title": Field(8, 8),
    "people": Field(6, 8),
    "standfirst": Field(3, 30),
    "headings": Field(2.5, 15),
    "topics": Field(2, 8),  # and regions, projects, series
    "rows": Field(1.5, 60),  # key findings, recommendations, sessions; the answers of a poll
    "body": Field(1, 700),
    "captions": Field(0.7, 30),
    "address": Field(0.5, 8),  # the last part of it: the title in Latin letters
    "attached": Field(0.5, 5000),
}
TITLES, HEADS = ("title", "people"), ("title", "people", "standfirst", "headings")


@dataclass(frozen=True)
class Texts:
    """The texts of a document by field, and what it is found by besides."""

    fields: Mapping[str, str]
    other_names: str = (
        ""  # of its people and institutions in other languages, which count like those of the field people
    )
    authors: str = ""  # names, in all languages
    topics: str = ""  # names of topics, regions and projects, in all languages
    facets: Sequence[str] = ()


def tokens_of(texts: Texts, language: str) -> str:
    """The stored string of a document in this language."""
    lines = _fitting({name: _lines_of(texts, name, language) for name in FIELDS})
    marked = [
        *_marked(IN_TITLE, (token for name in TITLES for line in lines[name] for token in line)),
        *_marked(IN_HEAD, (token for name in HEADS for line in lines[name] for token in line)),
        *_marked(BEGINS, words_in(" ".join([texts.fields.get("title", ""), texts.other_names]))),
        *_marked(AUTHOR, _tokens_of_names(texts.authors, language)),
        *_marked(TOPIC, _tokens_of_names(texts.topics, language)),
        *_marked(FACET, texts.facets),
        EVERY,
    ]
    every_line = [*(line for name in FIELDS for line in lines[name]), marked]
    return f" {f' {LINE} '.join(' '.join(line) for line in every_line)} ".replace("  ", " ")


def _fitting(lines: dict[str, tuple[list[str], list[str]]]) -> dict[str, tuple[list[str], list[str]]]:
    """The lines without what is too much for PostgreSQL, which takes a megabyte of different tokens: the last ones."""
    known: set[str] = set()
    left = MOST_BYTES
    kept: dict[str, tuple[list[str], list[str]]] = {}
    for name, both in lines.items():
        short: tuple[list[str], list[str]] = ([], [])
        for line, kept_line in zip(both, short, strict=True):
            for token in line:
                if token not in known:
                    left -= len(token.encode()) + 1
                    known.add(token)
                if left < 0:
                    break
                kept_line.append(token)
        kept[name] = short
    return kept


def _lines_of(texts: Texts, name: str, language: str) -> tuple[list[str], list[str]]:
    text = texts.fields.get(name, "")
    others = texts.other_names if name == "people" else ""
    return stems(text, language), keys_of_names(f"{text} {others}")


def _tokens_of_names(names: str, language: str) -> list[str]:
    return [*stems(names, language), *keys_of_names(names)]


def _marked(mark: str, tokens: Iterable[str]) -> list[str]:
    return [mark + token for token in dict.fromkeys(tokens)]


def terms_of(texts: Texts) -> set[str]:
    """The words of a document that are worth suggesting for mistyped ones."""
    suggested = (text for name, text in texts.fields.items() if name != "attached")
    words = {word for text in [*suggested, texts.other_names] for word in words_in(text)}
    return {word for word in words if len(word) >= SHORTEST_TERM and word.isalpha()}


def stems_in(stored: str) -> set[str]:
    """The stems of a stored string."""
    return {token for line in lines_of(stored)[:-1:2] for token in line.split()}


def lines_of(stored: str) -> list[str]:
    """The lines of a stored string, each with spaces around its tokens: two for every field, then the marked tokens."""
    return stored.split(LINE)
