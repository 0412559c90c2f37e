"""The admin of series. It is here and not with topics, because its form contains publications."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from thinktank.publishing.admin.inlines import OrderedPublications
from thinktank.publishing.models import SeriesPart
from thinktank.taxonomy.admin import TermAdmin
from thinktank.taxonomy.models import Series


class SeriesPartInline(OrderedPublications):
    model = SeriesPart
    description = _(
        "In reading order. Readers see “Part 2 of 5” on every part that is live; other parts are counted once they are live."
    )


@admin.register(Series)
class SeriesAdmin(TermAdmin):
    inlines = [SeriesPartInline]
