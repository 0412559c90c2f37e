"""Filters of the lists of publications: by kind, and by where each language stands."""

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thinktank.language import languages
from thinktank.publishing.kinds import publication_models
from thinktank.publishing.models import Edition


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return model_admin.model.Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    """Where one language stands; the subclasses made by `state_filters` say which."""

    language = ""

    def lookups(self, request, model_admin):
        return [
            ("live", _("Live")),
            ("scheduled", _("Scheduled")),
            ("draft", _("Never published")),
            ("ended", _("Withdrawn or no longer current")),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        own = Edition.objects.filter(publication=OuterRef("pk"), language=self.language)
        started, live = Exists(own.filter(live_from__lte=now)), Exists(own.live(now))
        match self.value():
            case "live":
                return queryset.filter(live)
            case "scheduled":
                return queryset.filter(Exists(own.scheduled(now)))
            case "draft":
                return queryset.filter(~Exists(own))
            case "ended":
                return queryset.filter(started, ~live)
        return queryset


def state_filters():
    """One filter for each language of the site."""
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
    title = _("what it is")
    parameter_name = "type"

    def lookups(self, request, model_admin):
        return [(name, model._meta.verbose_name_plural) for name, model in publication_models().items()]

    def queryset(self, request, queryset):
        return queryset.filter(type=self.value()) if self.value() else queryset
