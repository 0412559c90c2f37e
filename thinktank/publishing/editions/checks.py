"""What to fix, or to look at once more, in one language of a text before it is published.

What prevents publishing is found while compiling (compile.py). This adds what good editors look for. Nothing is written.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from lxml.html import HtmlElement

from thinktank.language import languages
from thinktank.language.data import data_for
from thinktank.publishing.editions.compile import Compiled, compile_edition
from thinktank.publishing.models import Publication
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.publication_types import type_named
from thinktank.richtext.markup import parse
from thinktank.richtext.pull_quotes import without_repetitions

MOST_WORDS_OF_STANDFIRST = 60
MOST_WORDS_OF_SENTENCE = 50
SAME_LEAD = 0.85  # likeness from which the first paragraph repeats the standfirst
FEWEST_CAPITALS = 12  # letters of a title; shorter ones may be a name, such as NATO
SENTENCE_END = re.compile(r"(?<=[.!?…])[»”\"')]*\s+(?=[«“\"'(]*[^\W\d_])")


@dataclass(frozen=True)
class Finding:
    """A sentence about one language of a text. `place`: "title", "standfirst", the id of a paragraph or heading, or nothing."""

    sentence: str
    is_blocking: bool = False
    place: str = ""


def findings_of(model: type[Publication], snapshot: Snapshot, language: str) -> list[Finding]:
    """What prevents publishing first. Sentences are in the active language."""
    compiled = compile_edition(model, snapshot, language)
    problems = [Finding(each.sentence, each.is_blocking) for each in compiled.problems]
    found = [*problems, *advice(compiled, snapshot, language)]
    return sorted(dict.fromkeys(found), key=lambda finding: not finding.is_blocking)


def advice(compiled: Compiled, snapshot: Snapshot, language: str) -> Iterator[Finding]:
    """What prevents nothing, and what compiling does not ask."""
    yield from _of_title(compiled.title)
    body = parse(compiled.content["body"])
    without_repetitions(body)
    yield from _of_standfirst(compiled.standfirst, body)
    yield from _of_body(body, language)
    if type_named(compiled.type).has_identifiers:  # not of lasting pages
        if not compiled.content["topics"]:
            yield Finding(_("It has no topic: it will be in no list of a topic."))
        if not compiled.content["funding"]:
            yield Finding(_("Nothing says who paid for the work."))
    for code in languages.codes():
        if code != language and not snapshot["words"].get(code, {}).get("title"):
            yield Finding(
                _("There is no text in %(language)s yet.") % {"language": languages.name_after_in(code)}
            )


def _of_title(title: str) -> Iterator[Finding]:
    letters = [letter for letter in title if letter.isalpha()]
    if len(letters) >= FEWEST_CAPITALS and all(letter.isupper() for letter in letters):
        yield Finding(_("The title is all capitals."), place="title")


def _of_standfirst(standfirst: str, body: HtmlElement) -> Iterator[Finding]:
    n = len(standfirst.split())
    if n > MOST_WORDS_OF_STANDFIRST:
        sentence = ngettext(
            "The standfirst has %(n)d word; lists and shared links show about %(most)d.",
            "The standfirst has %(n)d words; lists and shared links show about %(most)d.",
            n,
        )
        yield Finding(sentence % {"n": n, "most": MOST_WORDS_OF_STANDFIRST}, place="standfirst")
    first = next((p for p in body.iter("p") if _text(p)), None)
    if standfirst and first is not None and _is_same_lead(standfirst, _text(first)):
        yield Finding(_("The first paragraph repeats the standfirst."), place=first.get("id", ""))


def _is_same_lead(standfirst: str, first: str) -> bool:
    one, other = standfirst.casefold(), first.casefold()
    return (
        other.startswith(one)
        or difflib.SequenceMatcher(None, one, other[: 2 * len(one)]).ratio() >= SAME_LEAD
    )


def _of_body(body: HtmlElement, language: str) -> Iterator[Finding]:
    yield from chain(_of_links(body, language), _of_sentences(body))


def _of_links(body: HtmlElement, language: str) -> Iterator[Finding]:
    for link in body.iter("a"):
        words = _text(link).strip(" .,:;!?…»«“”\"'").casefold()
        if words in data_for(language).vague_links:
            sentence = _("The link “%(words)s” does not say where it leads.")
            yield Finding(sentence % {"words": _text(link)}, place=_place_of(link))


def _of_sentences(body: HtmlElement) -> Iterator[Finding]:
    for paragraph in body.iter("p"):
        for sentence in SENTENCE_END.split(_text(paragraph)):
            n = len([word for word in sentence.split() if any(map(str.isalnum, word))])
            if n > MOST_WORDS_OF_SENTENCE:
                said = ngettext(
                    "A sentence has %(n)d word: “%(begun)s…”", "A sentence has %(n)d words: “%(begun)s…”", n
                )
                begun = " ".join(sentence.split()[:6])
                yield Finding(said % {"n": n, "begun": begun}, place=_place_of(paragraph))


def _text(element: HtmlElement) -> str:
    return " ".join("".join(element.itertext()).split())


def _place_of(element: HtmlElement) -> str:
    """The id of the element, or of the nearest one around it that has one."""
    around = chain([element], element.iterancestors())
    return next((each.get("id", "") for each in around if each.get("id")), "")
