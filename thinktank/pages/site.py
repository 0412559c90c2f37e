"""What every page shows of the site itself: name, notice, menus. Cached in memory, see delivery/shared_values.py."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from thinktank.addresses.alternates import absolute
from thinktank.addresses.directory import Directory, directory
from thinktank.delivery.shared_values import SharedValue
from thinktank.language import languages
from thinktank.language.typography import typeset_lines
from thinktank.pages.colours import theme_path
from thinktank.pages.models import SiteSettings
from thinktank.publishing.publication_types import types_with_lists


def _load():
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

    locale: str  # as Open Graph writes it: "en_GB"
    name: str
    tagline: str
    logo: dict | None
    logo_on_dark: dict | None
    theme_path: str
    accent: str  # on light ground; empty: the design's own
    contacts: str
    rights: str
    notice: str
    sections: list
    publications: list
    pages: list
    languages: list
    audiences: list
    share_image: str


def names_of_the_site():
    """In every language: words that make no good password here."""
    row = settings_row()
    return [languages.word(row, "name", code) for code in languages.codes()]


def site_in(language, path, *, at_hand=False):
    """The site's name, notice and menus for a page at this path. `at_hand`: from memory only, for pages that must not fail."""
    row = (settings_row.at_hand() if at_hand else settings_row()) or SiteSettings()
    listed = (directory.at_hand() if at_hand else directory()) or Directory([])
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
        notice=languages.word(row, "notice", language),
        sections=_sections(language, path) + _about(row, listed, language, path),
        publications=_publications(language, path),
        pages=_entries(listed, language, "", path),
        languages=_languages(language, path),
        audiences=_entries(listed, language, "for", path),
        share_image=absolute(f"/{language}/share-image.png"),
    )


def _sections(language, path):
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


def _publications(language, path):
    """The lists of all types of publication."""
    links = [(str(each.plural), each.list_path(language)) for each in types_with_lists()]
    return [Link(label, target, path.startswith(target)) for label, target in links]


def _about(row, listed, language, path):
    entry = listed.find(row.about.uid, language) if row.about else None
    return [Link(entry.label, entry.path, entry.path == path)] if entry else []


def _entries(listed, language, prefix, path):
    return [
        Link(entry.label, entry.path, entry.path == path, uid=entry.uid)
        for entry in listed.all(language, prefix)
    ]


def _languages(current, path):
    """The same list or home page in the other languages: pages of one item name their own translations."""
    rest = path.removeprefix(f"/{current}/")
    links = []
    for code in languages.codes():
        links.append(Link(languages.own_name_of(code), f"/{code}/{rest}", code == current, code))
    return links
