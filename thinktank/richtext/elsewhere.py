"""Videos and posts on other sites: `<p data-elsewhere="">` with one link, whose words are the title.

Readers get a card with the link; its player is loaded when they ask for it (static/js/elsewhere.js, decision 0220).
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from lxml import etree, html
from lxml.html import HtmlElement

from thinktank.richtext.markup import is_blank

MARK = "data-elsewhere"


@dataclass(frozen=True)
class Provider:
    """A site with players. Groups of a pattern fill the places {0} and {1} of `address` and `player`.

    The patterns match whole addresses; they are valid in Python and in JavaScript, since the editor has them too.
    """

    name: str
    patterns: tuple[str, ...]
    address: str
    player: str
    is_video: bool = True

    @property
    def origin(self) -> str:
        parts = urlsplit(self.player)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Player:
    """Where something is on a site, and where its player is."""

    provider: Provider
    address: str
    source: str


REST = r"(?:[?&#/][^\s]*)?"  # what may stand behind an identifier
PROVIDERS = (
    Provider(
        "YouTube",
        (
            rf"https?://(?:(?:www|m)\.)?youtube\.com/(?:watch\?(?:[^#\s]*&)?v=|shorts/|live/|embed/)([A-Za-z0-9_-]{{11}}){REST}",
            rf"https?://youtu\.be/([A-Za-z0-9_-]{{11}}){REST}",
            rf"https?://www\.youtube-nocookie\.com/embed/([A-Za-z0-9_-]{{11}}){REST}",
        ),
        "https://www.youtube.com/watch?v={0}",
        "https://www.youtube-nocookie.com/embed/{0}",
    ),
    Provider(
        "Vimeo",
        (
            rf"https?://(?:www\.)?vimeo\.com/([0-9]{{6,12}}){REST}",
            rf"https?://player\.vimeo\.com/video/([0-9]{{6,12}}){REST}",
        ),
        "https://vimeo.com/{0}",
        "https://player.vimeo.com/video/{0}?dnt=1",
    ),
    Provider(
        "Rutube",
        (rf"https?://(?:www\.)?rutube\.ru/(?:video|play/embed)/([0-9a-f]{{32}}){REST}",),
        "https://rutube.ru/video/{0}/",
        "https://rutube.ru/play/embed/{0}",
    ),
    Provider(
        "VK",
        (
            rf"https?://(?:(?:www|m)\.)?(?:vk\.com|vkvideo\.ru)/video(-?[0-9]{{1,12}})_([0-9]{{1,12}}){REST}",
            r"https?://(?:(?:www|m)\.)?(?:vk\.com|vkvideo\.ru)/[a-z0-9_.@/-]*\?(?:[^#\s]*&)?z=video(-?[0-9]{1,12})_([0-9]{1,12})(?:[%&/#][^\s]*)?",
        ),
        "https://vk.com/video{0}_{1}",
        "https://vk.com/video_ext.php?oid={0}&id={1}",
    ),
    Provider(
        "Telegram",
        (rf"https?://(?:t|telegram)\.me/(?:s/)?([A-Za-z][A-Za-z0-9_]{{3,31}})/([0-9]{{1,10}}){REST}",),
        "https://t.me/{0}/{1}",
        "https://t.me/{0}/{1}?embed=1",
        is_video=False,
    ),
)
PLAYER_ORIGINS = [provider.origin for provider in PROVIDERS]  # all that pages may have in frames


def player_at(address: str) -> Player | None:
    """The player of an address; None for sites and pages that have none we know."""
    for provider in PROVIDERS:
        for pattern in provider.patterns:
            if found := re.fullmatch(pattern, address, re.IGNORECASE | re.ASCII):
                return Player(
                    provider,
                    provider.address.format(*found.groups()),
                    provider.player.format(*found.groups()),
                )
    return None


def keep_elsewhere(paragraph: HtmlElement, root: HtmlElement) -> None:
    """Drop the mark of a paragraph that is no card: one link with a title, to a player we know, among the blocks of the text."""
    if MARK not in paragraph.attrib:
        return
    link = paragraph[0] if len(paragraph) == 1 else None
    player = player_at(link.get("href", "")) if link is not None and link.tag == "a" else None
    loose = [paragraph.text, link.tail if link is not None else None]
    is_alone = paragraph.getparent() is root and not any((text or "").strip() for text in loose)
    if player is None or link is None or not is_alone or len(link):
        del paragraph.attrib[MARK]
    else:
        link.set("href", player.address)
        link.text = player.address if is_blank(link) else link.text


def make_cards(tree: HtmlElement) -> None:
    """Put each link into a card that says where it leads and what opening it means, with a button for the script."""
    for paragraph in list(tree.iter("p")):
        if paragraph.attrib.pop(MARK, None) is None:
            continue
        link = paragraph.find("a")
        player = player_at(link.get("href", "")) if link is not None else None
        if player is not None:
            _make_card(paragraph, player)


def _make_card(paragraph: HtmlElement, player: Player) -> None:
    kind = "video" if player.provider.is_video else "post"
    card = html.Element("div", {"class": "elsewhere", "data-player": player.source, "data-kind": kind})
    paragraph.addprevious(card)
    tail, paragraph.tail = paragraph.tail, None
    card.append(paragraph)
    card.tail, paragraph[-1].tail = tail, f" ({player.provider.name})"
    told = etree.SubElement(card, "p", {"class": "elsewhere__told"})
    host = urlsplit(player.address).netloc.removeprefix("www.")
    told.text = _("Opens at %(host)s; that site then learns your network address.") % {"host": host}
    button = etree.SubElement(
        card, "button", {"class": "elsewhere__open", "type": "button", "hidden": "hidden"}
    )
    button.text = _("Play here") if player.provider.is_video else _("Show here")
