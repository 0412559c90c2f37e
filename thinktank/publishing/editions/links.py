"""Every link of an edition: in its text and notes, among its facts, and to the files it shows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from thinktank.publishing.editions.content_format import upgraded
from thinktank.publishing.models import Edition
from thinktank.richtext.links import on_this_site
from thinktank.richtext.markup import parse

type Kind = Literal["publication", "subject", "path", "external", "image", "document", "recording"]


@dataclass(frozen=True)
class Link:
    """`target`: the uid of a publication, subject or file, else the address without `#` and what follows."""

    kind: Kind
    target: str
    fragment: str = ""
    words: str = ""  # of the link, else the name of the fact

    @property
    def address(self) -> str:
        """As editors may type it."""
        before = "" if self.kind in ("path", "external") else f"{self.kind}:"
        return f"{before}{self.target}{'#' if self.fragment else ''}{self.fragment}"


def links_of(edition: Edition) -> Iterator[Link]:
    """Each link once."""
    content = upgraded(edition.content)
    yield from dict.fromkeys([
        *_links_in([content["body"], *(note["html"] for note in content["footnotes"])]),
        *_links_among(content["facts"]),
        *_files_of(content),
    ])  # fmt: skip


def _links_in(texts: Iterable[str]) -> Iterator[Link]:
    for text in filter(None, texts):
        for link in parse(text).iter("a"):
            words = " ".join(" ".join(link.itertext()).split())
            fragment = link.get("data-fragment", "")
            if uid := link.get("data-publication"):
                yield Link("publication", uid, fragment, words)
            elif uid := link.get("data-subject"):
                yield Link("subject", uid, fragment, words)
            else:
                yield from _link_to(link.get("href", ""), words)


def _link_to(address: str, words: str) -> Iterator[Link]:
    """None for mail, and for links to notes of the same text, which publishing makes."""
    path, _hash, fragment = on_this_site(address.strip()).partition("#")
    if path.startswith("/"):
        yield Link("path", path, fragment, words)
    elif path.lower().startswith(("http://", "https://")):
        yield Link("external", path, fragment, words)


def _links_among(facts: dict[str, Any]) -> Iterator[Link]:
    """The addresses for registration, stream and recording of an event, and whatever a type has like them."""
    for name, value in facts.items():
        if isinstance(value, str) and name.endswith("_url"):
            yield from _link_to(value, name)


def _files_of(content: dict[str, Any]) -> Iterator[Link]:
    images = [content["cover"], *content["images"].values(), *content["pictures"]]
    for image in filter(None, images):
        yield Link("image", image["uid"])
    for name, value in content["facts"].items():
        if isinstance(value, dict) and "size" in value:
            yield Link("recording" if "seconds" in value else "document", value["uid"], words=name)
