"""The working copy on the desk: its list, its form, and how it is saved."""

from itertools import product

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thinktank.accounts.permissions import can
from thinktank.desk.lists import LongList
from thinktank.desk.translated import TranslatedAdmin, in_all_languages, words_fieldset
from thinktank.language import languages
from thinktank.publishing.admin import permissions
from thinktank.publishing.admin.filters import KindFilter, PersonFilter, TopicFilter, state_filters
from thinktank.publishing.admin.inlines import publication_inlines
from thinktank.publishing.admin.list import PublicationList, state_columns
from thinktank.publishing.admin.searching import FoundInTexts
from thinktank.publishing.admin.states import states_of
from thinktank.publishing.admin.urls import page_urls
from thinktank.publishing.editions.compile import Lookup
from thinktank.publishing.forms import BodyEditor, PublicationForm
from thinktank.publishing.revisions.save import SavedMeanwhile, lock_publication, newest_number, save_revision
from thinktank.publishing.revisions.search_words import forget_search_text
from thinktank.richtext.links import links_to_nothing


class PublicationAdmin(LongList, FoundInTexts, TranslatedAdmin):
    """Base of the admin classes of every kind of publication.

    Subclasses add their own fields with `own_fieldsets` (shown after the text) and `own_inlines`.
    """

    form = PublicationForm
    needed = ("title",)
    change_form_template = "admin/publication/change_form.html"
    delete_confirmation_template = "admin/publication/delete.html"
    list_per_page = 50
    actions = None
    own_fieldsets = ()
    own_inlines = ()
    rich_fields = ("body",)
    autocomplete_fields = ["cover", "topics", "regions", "audiences", "projects"]

    # The form

    def get_fieldsets(self, request, obj=None):
        facts = (
            ["kind", "original_language", "dated"] if self._has_kinds() else ["original_language", "dated"]
        )
        return [
            (None, {"fields": [tuple(facts)], "classes": ["facts"]}),
            words_fieldset(_("Text"), ["title", "standfirst", "body"], classes=["text"]),
            *self.own_fieldsets,
            (
                _("Cover"),
                {
                    "fields": ["cover", in_all_languages("cover_caption")],
                    "classes": ["cover", "side-by-side"],
                },
            ),
            (
                _("What it is about"),
                {"fields": ["topics", "regions", "projects", "audiences"], "classes": ["subjects"]},
            ),
            words_fieldset(_("Disclosure"), ["funding"], classes=["disclosure"]),
            words_fieldset(_("Address"), ["slug"], classes=["address", "collapse"]),
            (_("Readers"), {"fields": ["accepts_ratings"], "classes": ["readers"]}),
        ]

    def _has_kinds(self):
        return len(self.model.Kind.choices) > 1

    def get_inlines(self, request, obj):
        return [*self.own_inlines, *publication_inlines]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "kind":
            return forms.ChoiceField(label=_("Kind"), choices=self.model.Kind.choices)
        if db_field.name == "original_language":
            choices = [
                ("", _("Whichever was filled in first")),
                *((code, languages.name_of(code)) for code in languages.codes()),
            ]
            return forms.ChoiceField(
                label=_("Written in"), choices=choices, required=False, help_text=db_field.help_text
            )
        if db_field.name in self.rich_fields:
            kwargs["widget"] = BodyEditor
        elif db_field.name in ("title", "standfirst"):
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 2 if db_field.name == "title" else 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.rich_fields = self.rich_fields
        return form

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if obj and obj.pk:
            states = states_of([obj], timezone.now())[obj.pk]
            context |= {
                "states": states.values(),
                "was_published": any(state.was_published or state.scheduled for state in states.values()),
                "may_publish": permissions.may(request, self, permissions.PUBLISH, obj),
                "may_preview": permissions.may(request, self, permissions.PREVIEW, obj),
            }
        context |= {
            "saved_meanwhile": form.saved_meanwhile,
            "language_names": [
                (code, languages.name_of(code), languages.name_after_in(code)) for code in languages.codes()
            ],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except SavedMeanwhile:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if (getattr(response, "context_data", None) or {}).get("saved_meanwhile"):
            response.status_code = 409
        return response

    # Saving: the working copy, its rows and its revision, in the one transaction of the form

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        elif newest_number(lock_publication(obj)) != form.newest_number:
            raise SavedMeanwhile  # between the form's check and this moment: checked again, the form says so
        if not self._has_kinds():
            obj.kind = self.model.Kind.values[0]
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        if change and form.saves_on_top and hasattr(formset, "remove_unseen"):
            formset.remove_unseen()
        super().save_formset(request, form, formset, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        publication = self.model.objects.get(pk=form.instance.pk)
        bill_everybody(publication)
        save_revision(publication, by=request.user)
        self._warn_of_links(request, publication)

    def _warn_of_links(self, request, publication):
        """Links into the site are checked when they are written, not only when they are published."""
        for field, code in product(self.rich_fields, languages.codes()):
            for sentence in links_to_nothing(languages.word(publication, field, code), Lookup(code)):
                self.message_user(request, sentence, messages.WARNING)

    def response_add(self, request, obj, post_url_continue=None):
        return self._next_page(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._next_page(request, obj) or super().response_change(request, obj)

    def _next_page(self, request, obj):
        """Where the buttons lead that do more than save."""
        for name in ("publish", "preview"):
            language = request.POST.get(f"_{name}")
            if language in languages.codes():
                return HttpResponseRedirect(self.page_url(obj, name, language))
        if request.POST.get("on_top"):
            self.message_user(request, _("Your version is saved. The other one is kept under “Revisions”."))
            return HttpResponseRedirect(self.change_url(obj))
        return None

    # Pages of one publication

    def get_urls(self):
        return [*page_urls(self), *super().get_urls()]

    def page_url(self, publication, page, *args):
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[publication.pk, *args])

    def change_url(self, publication):
        return self.page_url(publication, "change")

    def get_view_on_site_url(self, obj=None):
        return None  # one for each language stands on the form

    # The list

    def get_queryset(self, request):
        """By its type as well, which an index of lists begins with."""
        return super().get_queryset(request).filter(type=self.model.type_name())

    search_help_text = _("Words of the text, names, addresses or numbers, in any language")

    def get_list_display(self, request):
        kind = ["kind_in_words"] if self._has_kinds() else []
        return ["title_in_words", *kind, *state_columns(), "changed_at"]

    def get_list_filter(self, request):
        kind = [KindFilter] if self._has_kinds() else []
        return [*kind, *state_filters(), PersonFilter, ("topics", TopicFilter)]

    def get_changelist(self, request, **kwargs):
        return PublicationList

    @admin.display(description=_("title"))
    def title_in_words(self, publication):
        return str(publication)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_in_words(self, publication):
        return dict(self.model.Kind.choices).get(publication.kind, publication.kind)

    # Deleting: what was never published may go, with its revisions

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request) if obj is None else can(request.user, "delete", obj)

    def get_deleted_objects(self, objs, request):
        publication = objs[0]
        if request.method == "POST":
            lock_publication(publication)
        if publication.was_ever_public():
            sentence = _(
                "It has been published: withdraw it instead, so that links and citations lead to an explanation."
            )
            return [], {}, set(), [sentence]
        return [str(publication)], {self.opts.verbose_name_plural: 1}, set(), []

    def delete_view(self, request, object_id, extra_context=None):
        response = super().delete_view(request, object_id, extra_context)
        if request.method == "POST" and (getattr(response, "context_data", None) or {}).get("protected"):
            response.status_code = 409
        return response

    def delete_model(self, request, obj):
        obj.references.all().delete()
        obj.revisions.all().delete()
        forget_search_text(obj.pk)
        super().delete_model(request, obj)


def bill_everybody(publication):
    """Names and affiliations as they are on the publication's day, wherever nobody wrote them."""
    on = publication.dated or timezone.localdate()
    rows = [
        *publication.contributions.prefetch_related("expert__affiliations__organization"),
        *publication.institutions.select_related("organization"),
    ]
    for row in rows:
        before = row.__dict__.copy()
        row.bill(on)
        if row.__dict__ != before:
            row.save()
