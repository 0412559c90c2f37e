"""Filters for lists of publications: by kind, person and topic, and by the state of each language."""

import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.related import RelatedField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from experts.models import Expert
from thinktank.language import languages
from thinktank.language.sorting import sort_key
from thinktank.publishing.admin.states import states_of
from thinktank.publishing.models import Contribution, Edition, Publication, Revision
from thinktank.publishing.working_copies import publication_models
from thinktank.taxonomy.models import Topic


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
        own = Contribution.objects.filter(expert=OuterRef("pk"))
        people = Expert.objects.filter(Exists(_of_kind(own, model_admin.model)))
        return sorted(
            ((str(expert.uid), str(expert)) for expert in people),
            key=lambda choice: sort_key(choice[1], language),
        )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Publication]) -> QuerySet[Publication]:
        asked = [uid for uid, _name in self.lookup_choices if uid == self.value()]
        if not self.value():
            return queryset
        return queryset.filter(
            pk__in=Contribution.objects.filter(expert__uid__in=asked).values("publication")
        )


class TopicFilter(admin.RelatedFieldListFilter):
    """By topic. Offers the topics that publications of this list have."""

    def field_choices(
        self, field: RelatedField[Any, Any], request: HttpRequest, model_admin: ModelAdmin[Any]
    ) -> list[Any]:
        through = Publication.topics.through.objects.filter(topic=OuterRef("pk"))
        used = Topic.objects.filter(Exists(_of_kind(through, model_admin.model)))
        ordering = self.field_admin_ordering(field, request, model_admin)
        of_used = {"pk__in": used.values("pk")}
        return list(field.get_choices(include_blank=False, ordering=ordering, limit_choices_to=of_used))


def _of_kind(rows: QuerySet[Any], model: type[Publication]) -> QuerySet[Any]:
    """Of rows that have a `publication`, those of publications of this class."""
    return rows if model is Publication else rows.filter(publication__type=model.type_name())


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
        now = timezone.now()
        editions = Edition.objects.in_language(self.language)
        own = editions.filter(publication=OuterRef("pk"))
        live = Exists(own.live(now))
        match self.value():
            case "live":
                return queryset.filter(live)
            case "scheduled":
                return queryset.filter(pk__in=editions.scheduled(now).values("publication"))
            case "draft":
                has_words = {f"{languages.field_name('title', self.language)}__gt": ""}
                return queryset.filter(~Exists(own), **has_words)
            case "newer":
                return self._only(queryset.filter(Exists(_of_an_older_revision(own))), "has_newer_draft", now)
            case "outdated":
                translated = own.live(now).exclude(translates=None)
                return self._only(queryset.filter(Exists(translated)), "is_outdated", now)
            case "ended":
                over = editions.filter(~Q(erased_at=None) | Q(live_until__lte=now), live_from__lte=now)
                return queryset.filter(~live, pk__in=over.values("publication"))
        return queryset

    def _only(
        self, candidates: QuerySet[Publication], quality: str, now: datetime.datetime
    ) -> QuerySet[Publication]:
        """The candidates whose LanguageState has this attribute set."""
        states = states_of(candidates.order_by(), now)
        keys = [pk for pk, by_language in states.items() if getattr(by_language[self.language], quality)]
        return candidates.filter(pk__in=keys)


def _of_an_older_revision(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """Editions made before the newest revision. Only comparing tells whether the working copy differs from them."""
    later = Revision.objects.filter(publication=OuterRef("publication"))
    return editions.filter(
        Exists(later.filter(number__gt=OuterRef("revision__number")))
        | Exists(later.filter(number__gt=OuterRef("words_from__number")))
    )


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
