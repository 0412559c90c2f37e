"""What stands below the form of every publication. Apps above this one append their own inline classes:

    from thinktank.publishing.admin.inlines import publication_inlines
    publication_inlines.append(PollInline)

An inline is shown after the fieldset that its `stands_after` names ("cover", "subjects"), or else at the end.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from thinktank.desk.rows import RowFormSet
from thinktank.desk.translated import TranslatedInline, in_all_languages
from thinktank.desk.widgets import FoundByTyping, without_windows
from thinktank.publishing.models import Contribution, Institution, Picture, Relation, Takeaway


class PartInline(TranslatedInline):
    """Ordered rows that are saved, compared and restored with their publication."""

    formset = RowFormSet


class ContributionInline(PartInline):
    model = Contribution
    verbose_name, verbose_name_plural = _("person"), _("people")
    stands_after = "cover"
    autocomplete_fields = ["expert"]
    description = _(
        "Authors, speakers, translators. For someone with an expert page, choose the expert; name and affiliation are filled in when you save. For a guest, leave the expert empty and write name and affiliation in each language. For a team (“Editorial board”), leave the expert empty and write only the name."
    )

    def get_fieldsets(self, request, obj=None):
        fields = [("expert", "role", "position"), in_all_languages("name"), in_all_languages("affiliation")]
        return [(None, {"fields": fields})]


class InstitutionInline(PartInline):
    model = Institution
    stands_after = "cover"
    autocomplete_fields = ["organization"]
    description = _(
        "Who published, organised, hosted or funded it. Names are filled in from the organisation when you save."
    )

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": [("organization", "role", "position"), in_all_languages("name")]})]


class PictureInline(PartInline):
    model = Picture
    stands_after = "cover"
    autocomplete_fields = ["image"]
    description = _(
        "Shown below the text in this order, each with its caption; the credit comes from the library."
    )

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": [("image", "position"), in_all_languages("caption")]})]


class TakeawayInline(PartInline):
    model = Takeaway
    stands_after = "subjects"
    description = _(
        "What this means for business, for researchers …: one sentence, shown under the title on their page and beside the text. Only for readers chosen under “Useful for”."
    )

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": [("audience", "position"), in_all_languages("text")]})]


class NamedFields:
    """Rows whose fields have their names in the head of the table: each field says its own to who cannot see that."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                # A copy of Django's wrapper has the attributes of the original, not of the field within.
                widget = getattr(field.widget, "widget", field.widget)
                widget.attrs.setdefault("aria-label", field.label)


class TableRowFormSet(NamedFields, RowFormSet):
    """Ordered rows of a table."""


class TableRows(FoundByTyping, admin.TabularInline):
    """Ordered rows in a table. Who may change what they stand below may change them."""

    formset = TableRowFormSet
    extra = 0
    template = "admin/rows_table.html"

    def has_add_permission(self, request, obj=None):
        opts = self.parent_model._meta
        return request.user.has_perm(f"{opts.app_label}.change_{opts.model_name}")

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """No small windows: what these rows choose has a form of its own, with buttons that lead elsewhere."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return without_windows(field)


class RelationInline(TableRows):
    model = Relation
    verbose_name, verbose_name_plural = _("related publication"), _("related publications")
    fk_name = "source"
    autocomplete_fields = ["target"]
    fields = ["role", "target", "position"]
    description = _("For example: this news item reports on that event. Readers see the link on both pages.")


class OrderedPublications(TableRows):
    """Publications chosen in order, below something that is not one."""

    autocomplete_fields = ["publication"]
    fields = ["publication", "position"]


publication_inlines = [ContributionInline, InstitutionInline, PictureInline, TakeawayInline, RelationInline]

__all__ = [
    "ContributionInline",
    "InstitutionInline",
    "OrderedPublications",
    "PartInline",
    "RelationInline",
    "publication_inlines",
]
