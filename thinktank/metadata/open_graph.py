"""What a shared link shows: Open Graph (https://ogp.me/), and its few words for X. The one place of these tags."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from thinktank.language import languages
from thinktank.metadata.description import Description
from thinktank.publishing.public.share_image import SIZE

type Tag = tuple[str, str]  # property and content


def of_edition(of: Description) -> list[Tag]:
    """Of every page of an edition. An event that was called off says so first."""
    title = f"{of.notice}: {of.title}" if of.notice else of.title
    tags = _tags(of.type.og_type, title, of.summary, of.canonical, of.publisher.name)
    if of.type.og_type == "article":
        tags += [("article:published_time", f"{of.dated:%Y-%m-%d}" if of.dated else "")]
        tags += [
            (
                "article:modified_time",
                timezone.localtime(of.modified).isoformat(timespec="seconds") if of.modified else "",
            )
        ]
    tags += [("og:locale", languages.locale_of(of.language))]
    tags += [("og:locale:alternate", languages.locale_of(code)) for code in of.live_in]
    image = of.share_image
    if image:
        alt = image["alt"] or f"{of.title} — {of.publisher.name}"
        tags += _image(image["url"], image["width"], image["height"], alt)
        tags += [("og:image:type", image["media_type"])]
    return _written([*tags, ("twitter:card", "summary_large_image" if image else "summary")])


def of_page(title: str, description: str, address: str, site: Any) -> list[Tag]:
    """Of any other page. `site` is what every template has of it; see pages/site.py."""
    tags = _tags("website", title, description, address, site.name)
    tags += [("og:locale", site.locale), *_image(site.share_image, *SIZE, site.name)]
    return _written([*tags, ("twitter:card", "summary_large_image")])


def _tags(kind: str, title: str, description: str, address: str, site_name: str) -> list[Tag]:
    return [
        ("og:type", kind),
        ("og:title", title),
        ("og:description", description),
        ("og:url", address),
        ("og:site_name", site_name),
    ]


def _image(address: str, width: int, height: int, alt: str) -> list[Tag]:
    return [
        ("og:image", address),
        ("og:image:width", str(width)),
        ("og:image:height", str(height)),
        ("og:image:alt", alt),
        ("twitter:image:alt", alt),
    ]


def _written(tags: Iterable[Tag]) -> list[Tag]:
    return [(name, content) for name, content in tags if content]
