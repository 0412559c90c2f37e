from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from thinktank.desk.translated import in_all_languages
from thinktank.publishing.admin import PublicationAdmin


@admin.register(Article)
class ArticleAdmin(PublicationAdmin):
    own_fieldsets = [
        (
            _("The recording"),
            {
                "fields": [in_all_languages("recording")],
                "classes": ["recording", "side-by-side"],
                "description": _("An episode needs one in each language; the text is its transcript."),
            },
        )
    ]
    autocomplete_fields = [*PublicationAdmin.autocomplete_fields, "recording"]
