from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.choices import Kind
from articles.recordings import recording_path
from thinktank.publishing.models import Edition
from thinktank.publishing.public import pages
from thinktank.publishing.publication_types import (
    A_WEB_PAGE,
    CitedAs,
    Context,
    PublicationType,
    register,
)


def article_context(edition: Edition, content: Mapping[str, Any], newer: Edition | None) -> Context:
    recording = content["facts"].get("recording")
    return {
        "recording": recording and recording | {"path": recording_path(edition, recording)},
        "numbered_recording_path": recording and recording_path(edition, recording, edition.number),
        "is_episode": edition.kind == Kind.AUDIO,
    }


def article_list_context(request: HttpRequest, articles: PublicationType) -> Context:
    context = pages.list_context(request, articles)
    return context | {"is_episodes": context["kind"] == Kind.AUDIO}


def schema_type(kind: str) -> str:
    types: dict[str, str] = {
        Kind.NEWS: "NewsArticle",
        Kind.ANALYSIS: "AnalysisNewsArticle",
        Kind.COMMENTARY: "OpinionNewsArticle",
        Kind.AUDIO: "PodcastEpisode",
        Kind.GALLERY: "ImageGallery",
    }
    return types.get(kind, "Article")


def new_people(kind: str) -> str:
    roles: dict[str, str] = {
        Kind.INTERVIEW: "interviewee",
        Kind.AUDIO: "speaker",
        Kind.GALLERY: "photographer",
    }
    return roles.get(kind, "author")


def cited_as(kind: str) -> CitedAs:
    """Analysis is a scholarly text on the site; an episode is a broadcast."""
    types: dict[str, CitedAs] = {
        Kind.ANALYSIS: CitedAs(has_highwire_tags=True),
        Kind.INTERVIEW: CitedAs(csl="interview", zotero="interview"),
        Kind.AUDIO: CitedAs(csl="broadcast", ris="SOUND", zotero="podcast"),
    }
    return types.get(kind, A_WEB_PAGE)


ARTICLES = register(
    PublicationType(
        name="article",
        prefix="articles",
        plural=_("Articles"),
        kinds=Kind,
        position=10,
        new_people=new_people,
        new_relation="reports_on",
        keeps_roles=True,
        detail_template="articles/article_detail.html",
        list_template="articles/article_list.html",
        extra_context=article_context,
        list_context=article_list_context,
        own_urls="articles.urls",
        schema_type=schema_type,
        cited_as=cited_as,
    )
)
