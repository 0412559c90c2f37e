"""What the site knows about each type of publication: one `PublicationType` for articles, one for events ...

The app of a type describes it in its module `publication_type`:

    LETTERS = register(PublicationType(name="letter", prefix="letters", plural=_("Letters"), kinds=Kind))

Django imports that module when the site starts (see apps.py). Addresses, views, menus, permissions, sitemap, archive,
files and front page are made from the description. docs/how-to.md has the recipe.

A description must not refer to a model, because public code reads it and must not reach working copies. What the model
itself defines is in the docstring of `Publication` (models/publication.py).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

    from thinktank.publishing.models import Edition

Words = str | Promise  # a text that is translated when it is shown
Context = dict[str, Any]

USUAL_FILES = frozenset({"pdf", "pdf-parallel", "share-image"})


def no_more_context(edition: Edition, content: Mapping[str, Any], newer: Edition | None) -> Context:
    return {}


class PresentState(Protocol):
    """What lists show of an edition that depends on the moment."""

    @property
    def key(self) -> Hashable:
        """Equal for moments at which lists show the same."""


def no_present_state(edition: Edition, at: datetime.datetime) -> PresentState | None:
    return None


def creative_work(kind: str) -> str:
    return "CreativeWork"


def authors(kind: str) -> str:
    return "author"


@dataclass(frozen=True, kw_only=True)
class CitedAs:
    """What programs for references call a publication, each in its own words."""

    csl: str = "webpage"  # CSL 1.0.2, appendix III
    ris: str = "ELEC"
    bibtex: str = "misc"
    zotero: str = "webpage"
    has_highwire_tags: bool = False
    """Whether it is a scholarly work, which its page describes with `citation_` tags (metadata/highwire.py)."""


A_WEB_PAGE = CitedAs()
A_REPORT = CitedAs(csl="report", ris="RPRT", bibtex="techreport", zotero="report", has_highwire_tags=True)


def a_web_page(kind: str) -> CitedAs:
    return A_WEB_PAGE


def day_of_record(edition: Edition) -> str:
    return date_format(edition.dated, "DATE_FORMAT")


@dataclass(frozen=True, kw_only=True)
class FrontPageRow:
    """A row of cards on the front page: the `size` newest publications of a type."""

    size: int
    onward: Words  # text of the link to the whole list: "All reports"


@dataclass(frozen=True, kw_only=True)
class PublicationType:
    """How the site shows one type of publication."""

    # Identity

    name: str
    """The model's name in lower case, such as "article". Editions store it."""
    prefix: str
    """The part of its paths after the language: "articles" for /en/articles/. Also the namespace of its URL names.

    Empty for pages of the site that are in no list, such as "About us".
    """
    plural: Words
    """The heading of its list, and its name in menus and in the archive: "Articles"."""
    kinds: type[TextChoices]
    """The kinds an editor chooses from: news, analysis ..."""
    position: int = 50
    """Its order among the types in menus and lists. Articles have 10, events 20, reports 30, polls 60, pages 90."""

    # New rows on its form, and those taken over from a related publication (usual_roles.py)

    new_people: Callable[[str], str] = authors
    """kind -> the role that a new person has at first: a value of Contribution.Role."""
    new_institutions: str = "organiser"
    """The role that a new institution has at first: a value of Institution.Role."""
    new_relation: str = ""
    """The role that a new related publication has at first: a value of Relation.Role; empty for none."""
    keeps_roles: bool = False
    """Whether who spoke at an event is a speaker here too, as in a news item about it."""

    # Its pages

    detail_template: str = "publishing/detail.html"
    list_template: str = "publishing/list.html"
    extra_context: Callable[[Edition, Mapping[str, Any], Edition | None], Context] = no_more_context
    """(edition, its content, the newer live edition or None) -> additional context of the detail template."""
    list_context: Callable[[HttpRequest, PublicationType], Context] | None = None
    """The context of its list; None for the newest editions, twenty on a page (pages.list_context)."""
    own_urls: str = ""
    """A URLconf with addresses that no other type has, such as "articles.urls". They are tried first."""
    max_age: int | None = 10
    """Seconds a detail page may be cached: 10, since polls and ratings are on it. None: until something on it changes."""
    about: Words = _("About the publication")
    """The heading above a publication of this type on the page of another one that reports on it."""
    present_state: Callable[[Edition, datetime.datetime], PresentState | None] = no_present_state
    """(edition, moment) -> what its cards show that depends on the moment, as `event`; None when nothing does."""
    day_in_words: Callable[[Edition], str] = day_of_record
    """The day on its share image, as text."""

    # For search engines and other sites

    og_type: str = "article"
    """The value of `og:type` (https://ogp.me/#types)."""
    schema_type: Callable[[str], str] = creative_work
    """kind -> type of schema.org, such as "NewsArticle"."""
    cited_as: Callable[[str], CitedAs] = a_web_page
    """kind -> its type in programs for references."""

    has_identifiers: bool = True
    """Whether its texts may have a DOI and an EDN (identifiers.py)."""

    # Files and places

    files: frozenset[str] = USUAL_FILES
    """The kinds of files that are made from its editions: values of EditionFile.Kind."""
    has_title_page: bool = False
    """Whether its PDF always has a title page. PDFs of other types have one when the text is long."""
    front_page: FrontPageRow | None = None

    @property
    def has_list(self) -> bool:
        """Whether it has a list, and with it a place in menus, archive and sitemap."""
        return bool(self.prefix)

    def list_path(self, language: str) -> str:
        return f"/{language}/{self.prefix}/"


_registered: dict[str, PublicationType] = {}


def register(publication_type: PublicationType) -> PublicationType:
    """Make the type known to the site. Raises ImproperlyConfigured when its name or prefix is taken."""
    for other in _registered.values():
        if publication_type.name == other.name or publication_type.prefix == other.prefix:
            raise ImproperlyConfigured(
                f"Two types of publication have the name {other.name!r} or the prefix {other.prefix!r}."
            )
    _registered[publication_type.name] = publication_type
    return publication_type


def publication_types() -> list[PublicationType]:
    """Every type of the site, in the order of their positions."""
    return sorted(_registered.values(), key=lambda each: (each.position, each.name))


def types_with_lists() -> list[PublicationType]:
    return [each for each in publication_types() if each.has_list]


def type_named(name: str) -> PublicationType:
    """The type that editions call `name`. Raises KeyError when the site has none."""
    return _registered[name]


def kinds_of(type_name: str) -> dict[str, str]:
    """{kind: translated name} of a type's kinds; empty for an unknown type."""
    found = _registered.get(type_name)
    return dict(found.kinds.choices) if found else {}


def kind_label(type_name: str, kind: str) -> str:
    """The translated name of a kind; an unknown kind unchanged."""
    return kinds_of(type_name).get(kind, kind)
