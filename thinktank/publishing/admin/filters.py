"""Filters for lists of publications: by kind, person and topic, and by the state of each language."""

import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experts.models import Expert
from thinktank.database.many_keys import with_keys
from thinktank.language import languages
from thinktank.language.sorting import sort_key
from thinktank.publishing.editions.translations import outdated_ones
from thinktank.publishing.models import Contribution, Edition, NewerDraft, Publication
from thinktank.publishing.working_copies import publication_models
from thinktank.taxonomy.models import Topic

MOST_LISTED = 5_000  # keys of publications that a filter finds
FEW = 10_000  # publications of a type: with more, most things they could have are found at once
# What was replaced has a successor, which is live or has ended in one of these ways.
ENDS = [Edition.End.EXPIRED, Edition.End.WITHDRAWN]


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return model_admin.model.Kind.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Publication]) -> QuerySet[Publication]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class PersonFilter(admin.SimpleListFilter):
    """By expert, whatever the role: author, speaker ..."""

    title = _("person")
    parameter_name = "person"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        language = languages.current()
        people = _used(request, Expert.objects.all(), Contribution.objects.all(), "expert", model_admin.model)
        return sorted(
            ((str(expert.uid), str(expert)) for expert in people),
            key=lambda choice: (sort_key(choice[1], language), choice[0]),
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Publication]) -> QuerySet[Publication]:
        asked = [uid for uid, _name in self.lookup_choices if uid == self.value()]
        if not self.value():
            return queryset
        return among(queryset, Contribution.objects.filter(expert__uid__in=asked), "publication")


class TopicFilter(admin.RelatedFieldListFilter):
    """By topic. Offers the topics that publications of this list have."""

    def field_choices(
        self, field: RelatedField[Any, Any], request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[Any]:
        used = _used(request, Topic.objects.all(), self._through(), "topic", model_admin.model)
        ordering = self.field_admin_ordering(field, request, model_admin)
        of_used = {"pk__in": used.values("pk")}
        return list(field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=of_used))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Publication]) -> QuerySet[Publication]:
        if not self.used_parameters:
            return queryset
        found = super().queryset(request, Publication.objects.all())  # refuses what is no key
        if self.lookup_val:
            return among(queryset, self._through().filter(topic__in=self.lookup_val), "publication")
        return among(queryset, found, "pk") if found is not None else queryset

    def _through(self) -> QuerySet[Any]:
        return Publication.topics.through.objects.all()


def among(queryset: QuerySet[Publication], rows: QuerySet[Any], name: str) -> QuerySet[Publication]:
    """The publications whose keys these rows have under this name: by a list of keys when they are few, so that the
    rows are asked for once; else found while the list is read in its own order."""
    keys = rows.order_by().values(name)
    found = [row[name] for row in keys[: MOST_LISTED + 1]]  # the same key twice when somebody has two roles
    if len(found) <= MOST_LISTED:
        return with_keys(queryset, found)
    if connection.vendor == "postgresql":  # chooses by its statistics
        return queryset.filter(pk__in=keys)
    return queryset.alias(own_key=F("pk") + 0).filter(own_key__in=keys)  # which no index serves


def _used(
    request: HttpRequest, things: QuerySet[Any], rows: QuerySet[Any], name: str, model: type[Publication]
) -> QuerySet[Any]:
    """The things that publications of this class have, by rows with a `publication` and, under this name, a thing."""
    own = rows.order_by()
    if model is not Publication:
        own = own.filter(publication__type=model.type_name())
        if _are_few(request, model):
            return things.filter(pk__in=own.exclude(**{name: None}).values(name))
    # A row for each thing: PostgreSQL reads all rows of every thing for EXISTS, and one for this.
    first = own.filter(**{name: OuterRef("pk")}).values("pk")[:1]
    return things.alias(first_row=Subquery(first)).filter(first_row__isnull=False)


def _are_few(request: HttpRequest, model: type[Publication]) -> bool:
    """Whether this type has so few publications that it is best to look at each of them. Counted once for a page."""
    if not hasattr(request, "are_few"):
        own = Publication.objects.filter(type=model.type_name()).order_by()
        request.are_few = own[: FEW + 1].count() <= FEW  # type: ignore[attr-defined]  # a request takes attributes of ours
    return request.are_few  # type: ignore[attr-defined]


class StateFilter(admin.SimpleListFilter):
    """By the state of one language, which the subclasses made by `state_filters` set."""

    language = ""

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [
            ("live", _("Live")),
            ("scheduled", _("Scheduled")),
            ("draft", _("Draft, never published")),
            ("newer", _("Newer draft")),
            ("outdated", _("Translation outdated")),
            ("ended", _("Withdrawn or no longer current")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Publication]) -> QuerySet[Publication]:
        return in_state(queryset, self.value(), self.language, timezone.now())


def in_state(
    queryset: QuerySet[Publication], state: str | None, language: str, at: datetime.datetime
) -> QuerySet[Publication]:
    """The publications whose LanguageState is this one, without building it for each of them."""
    editions = Edition.objects.in_language(language)
    own = editions.filter(publication=OuterRef("pk"))
    live = Exists(own.live(at))
    match state:
        case "live":
            return queryset.filter(live)
        case "scheduled":
            return among(queryset, editions.scheduled(at), "publication")
        case "draft":
            unpublished = Publication.objects.filter(~Exists(own))
            return among(queryset, unpublished, "pk").filter(
                **{f"{languages.field_name('title', language)}__gt": ""}
            )
        case "newer":
            return among(queryset, NewerDraft.objects.filter(language=language), "publication")
        case "outdated":
            return among(queryset, outdated_ones(language, at), "publication")
        case "ended":
            over = editions.filter(ended_as__in=ENDS, live_until__lte=at)
            return among(queryset.filter(~live), over, "publication")
    return queryset


def state_filters() -> list[type[StateFilter]]:
    """A subclass of StateFilter for each language of the site."""
    return [
        type(
            "StateFilter",
            (StateFilter,),
            {
                "language": code,
                "title": languages.name_of(code),
                "parameter_name": f"state_{code.replace('-', '_')}",
            },
        )
        for code in languages.codes()
    ]


class TypeFilter(admin.SimpleListFilter):
    title = _("type")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(name, model._meta.verbose_name_plural) for name, model in publication_models().items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Publication]) -> QuerySet[Publication]:
        return queryset.filter(type=self.value()) if self.value() else queryset
