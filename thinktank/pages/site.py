"""What every page shows of the site: name, notice, menus. It is cached in memory, see delivery/shared_values.py."""

import functools
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from thinktank.addresses.alternates import absolute
from thinktank.addresses.directory import Directory, directory
from thinktank.delivery.shared_values import SharedValue, site_version
from thinktank.language import languages
from thinktank.language.typography import typeset_lines
from thinktank.pages.colours import theme_path
from thinktank.pages.models import SiteSettings
from thinktank.publishing.publication_types import types_with_lists


def _load() -> SiteSettings:
    return SiteSettings.objects.select_related("about", "logo", "logo_on_dark").first() or SiteSettings()


settings_row = SharedValue(_load)


@dataclass(frozen=True)
class Link:
    label: str
    path: str
    is_current: bool = False
    code: str = ""
    uid: str = ""


@dataclass(frozen=True)
class Site:
    """The site in one language, for templates."""

    locale: str  # in the form of Open Graph: "en_GB"
    name: str
    tagline: str
    logo: dict[str, Any] | None
    logo_on_dark: dict[str, Any] | None
    theme_path: str
    accent: str  # the colour on a light background; empty for that of the design
    contacts: str
    rights: str
    licence: str  # a value of Licence, or empty
    notice: str
    sections: tuple[Link, ...]
    publications: list[Link]
    pages: list[Link]
    languages: list[Link]
    audiences: list[Link]
    share_image: str


def names_of_the_site() -> list[str]:
    """The name of the site in every language. Passwords must not contain it."""
    row = settings_row()
    return [languages.word(row, "name", code) for code in languages.codes()]


def site_in(language: str, path: str, *, at_hand: bool = False) -> Site:
    """The site's name, notice and menus for a page at this path.

    `at_hand`: use only what is in memory, for pages that must work without the database.
    """
    if at_hand:
        row, listed = settings_row.at_hand() or SiteSettings(), directory.at_hand() or Directory([])
        site = _on_every_page(row, listed, language)
    else:
        row, listed = settings_row() or SiteSettings(), directory()
        site = _kept(site_version(), language, get_language())
    return replace(
        site,
        sections=(*_sections(language, path), *_about(row, listed, language, path)),
        pages=[replace(link, is_current=True) if link.path == path else link for link in site.pages],
        languages=_languages(language, path),
    )


@functools.lru_cache(16)
def _kept(version: object, language: str, active_language: str | None) -> Site:
    """What does not depend on the page, until a shared value may have changed."""
    return _on_every_page(settings_row() or SiteSettings(), directory(), language)


def _on_every_page(row: SiteSettings, listed: Directory, language: str) -> Site:
    """The site without the links that depend on the page."""
    return Site(
        locale=languages.locale_of(language),
        name=languages.word(row, "name", language) or _("A think tank"),
        tagline=typeset_lines(languages.word(row, "tagline", language), language),
        logo=row.logo.record(language) if row.logo else None,
        logo_on_dark=row.logo_on_dark.record(language) if row.logo_on_dark else None,
        accent=row.accent_on_light,
        theme_path=theme_path(row.accent_on_light, row.accent_on_dark),
        contacts=languages.word(row, "contacts", language),
        rights=languages.word(row, "rights", language),
        licence=row.licence,
        notice=languages.word(row, "notice", language),
        sections=(),
        publications=_publications(language, ""),
        pages=_entries(listed, language, ""),
        languages=[],
        audiences=_entries(listed, language, "for"),
        share_image=absolute(f"/{language}/share-image.png"),
    )


def _sections(language: str, path: str) -> list[Link]:
    sections = [
        (_("Experts"), "experts"),
        (_("Topics"), "topics"),
        (_("Projects"), "projects"),
        (_("Polls"), "polls"),
    ]
    links = [(label, f"/{language}/{prefix}/") for label, prefix in sections]
    return _publications(language, path) + [
        Link(label, target, path.startswith(target)) for label, target in links
    ]


def _publications(language: str, path: str) -> list[Link]:
    """Links to the lists of all types of publication."""
    links = [(str(each.plural), each.list_path(language)) for each in types_with_lists()]
    return [Link(label, target, path.startswith(target)) for label, target in links]


def _about(row: SiteSettings, listed: Directory, language: str, path: str) -> list[Link]:
    entry = listed.find(row.about.uid, language) if row.about else None
    return [Link(entry.label, entry.path, entry.path == path)] if entry else []


def _entries(listed: Directory, language: str, prefix: str) -> list[Link]:
    return [Link(entry.label, entry.path, uid=entry.uid) for entry in listed.all(language, prefix)]


def _languages(current: str, path: str) -> list[Link]:
    """Links to the same list or front page in every language. Pages of one item replace them by their translations."""
    rest = path.removeprefix(f"/{current}/")
    links = []
    for code in languages.codes():
        links.append(Link(languages.own_name_of(code), f"/{code}/{rest}", code == current, code))
    return links
