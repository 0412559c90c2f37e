"""The admin of working copies: list, form and saving."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Field, Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from thinktank.accounts.names import name_of
from thinktank.accounts.permissions import can
from thinktank.desk.lists import LongList
from thinktank.desk.translated import Fieldset, Fieldsets, TranslatedAdmin, in_all_languages, words_fieldset
from thinktank.language import languages
from thinktank.publishing.admin import permissions
from thinktank.publishing.admin.beside_form import panels_of
from thinktank.publishing.admin.checks import checks_of
from thinktank.publishing.admin.filters import KindFilter, PersonFilter, TopicFilter, state_filters
from thinktank.publishing.admin.inlines import publication_inlines
from thinktank.publishing.admin.list import PublicationList, state_columns
from thinktank.publishing.admin.one_press import ToPublish, publish_in_one_press
from thinktank.publishing.admin.requests import editor_of
from thinktank.publishing.admin.searching import FoundInTexts
from thinktank.publishing.admin.states import states_of
from thinktank.publishing.admin.together import ActedOnTogether
from thinktank.publishing.admin.urls import page_urls
from thinktank.publishing.editions.lookup import Lookup
from thinktank.publishing.forms import BodyEditor, PublicationForm
from thinktank.publishing.forms.acts import When
from thinktank.publishing.identifiers import IDENTIFIERS
from thinktank.publishing.models import Contribution, Institution, Publication, Revision
from thinktank.publishing.models.revision import Snapshot
from thinktank.publishing.publication_types import type_named
from thinktank.publishing.revisions.conflicts import open_conflicts
from thinktank.publishing.revisions.save import (
    MergedSave,
    index_again,
    lock_publication,
    newest_revision,
    save_merged,
)
from thinktank.publishing.revisions.search_words import forget_search_text
from thinktank.publishing.revisions.snapshot import restore, says_the_same, take_snapshot, with_words_of
from thinktank.richtext.links import links_to_nothing

IN_ALL = "all"  # the value of the button that publishes every language


class PublicationAdmin(ActedOnTogether, LongList, FoundInTexts, TranslatedAdmin):
    """Base of the admin classes of all types of publication.

    Subclasses add fields with `own_fieldsets`, which are shown after the text, and rows with `own_inlines`.
    """

    form = PublicationForm
    needed = ("title",)
    change_form_template = "admin/publication/change_form.html"
    delete_confirmation_template = "admin/publication/delete.html"
    list_per_page = 50
    own_fieldsets: Sequence[Fieldset] = ()
    own_inlines: Sequence[type[InlineModelAdmin[Any, Any]]] = ()
    rich_fields: tuple[str, ...] = ("body",)
    autocomplete_fields = ["cover", "topics", "regions", "audiences", "projects"]

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Publication | None = None) -> Fieldsets:
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
            words_fieldset(_("Disclosure"), ["funding", "translation_method"], classes=["disclosure"]),
            *self._identifiers(),
            words_fieldset(_("Address"), ["slug"], classes=["address", "collapse"]),
            (_("Readers"), {"fields": ["licence", "accepts_ratings"], "classes": ["readers"]}),
        ]

    def _identifiers(self) -> Fieldsets:
        if not type_named(self.model.type_name()).has_identifiers:
            return []
        return [words_fieldset(_("Identifiers"), IDENTIFIERS, classes=["identifiers", "collapse"])]

    def _has_kinds(self) -> bool:
        return len(self.model.Kind.choices) > 1

    def get_inlines(
        self, request: HttpRequest, obj: Publication | None
    ) -> list[type[InlineModelAdmin[Any, Any]]]:
        return [*self.own_inlines, *publication_inlines]

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
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

    def get_form(
        self, request: HttpRequest, obj: Publication | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[Any]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.rich_fields = self.rich_fields
        permissions.close_for_translators(form, request, obj)
        return form

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Publication | None = None,
    ) -> HttpResponse:
        if obj and obj.pk:
            states = states_of([obj], timezone.now())[obj.pk]
            newest = newest_revision(obj)
            context |= {
                "states": states.values(),
                "was_published": any(state.was_published or state.scheduled for state in states.values()),
                "may_publish": permissions.may(request, self, permissions.PUBLISH, obj),
                "may_correct": permissions.may(request, self, permissions.CORRECT, obj),
                "limits": permissions.limits_in_words(request, obj),
                "open_languages": permissions.languages_open_to(request, obj),
                "may_preview": permissions.may(request, self, permissions.PREVIEW, obj),
                "conflicts": open_conflicts(obj),
                "checks": checks_of(self.model, newest) if newest else [],
                "time_zone": settings.TIME_ZONE,
                "panels": panels_of(request, self, obj),
            }
        context |= {
            "language_names": [
                (code, languages.name_of(code), languages.name_after_in(code)) for code in languages.codes()
            ],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Saving: the working copy, its rows and its revision, in one transaction

    def save_model(self, request: HttpRequest, obj: Publication, form: PublicationForm, change: bool) -> None:
        if not change:
            obj.created_by = editor_of(request)
        else:
            lock_publication(obj)
            if permissions.languages_open_to(request, obj) is not None:
                before = take_snapshot(self.model.objects.get(pk=obj.pk))
                cast(Any, request).before_translating = before
        if not self._has_kinds():
            obj.kind = self.model.Kind.values[0]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: PublicationForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        publication = self.model.objects.get(pk=form.instance.pk)
        fill_bylines(publication)
        publication = self._keep_words_alone(request, publication)
        saved = save_merged(
            publication,
            by=editor_of(request),
            based_on=form.cleaned_data.get("based_on") or 0 if change else 0,
        )
        request.saved_publication = saved  # type: ignore[attr-defined]  # for the button that publishes
        self._tell_of_merging(request, saved)
        self._warn_of_links(request, self.model.objects.get(pk=publication.pk))

    def _keep_words_alone(self, request: HttpRequest, publication: Publication) -> Publication:
        """Of what a translator sent, keep the words of the languages of the role, whatever else was in the form."""
        before: Snapshot | None = getattr(request, "before_translating", None)
        if before is None:
            return publication
        codes = permissions.languages_open_to(request, publication) or []
        sent = take_snapshot(publication)
        kept = with_words_of(before, sent, codes)
        if says_the_same(kept, sent):
            return publication
        restore(publication, kept)
        return self.model.objects.get(pk=publication.pk)

    def _tell_of_merging(self, request: HttpRequest, saved: MergedSave) -> None:
        """Say whose changes were merged with those of the form, and how many places both changed."""
        if saved.merged_with is None:
            return
        said = {"sentence": _saved_by(saved.merged_with), "n": len(saved.conflicts)}
        if not saved.conflicts:
            self.message_user(request, _("%(sentence)s Both versions were merged and saved.") % said)
            return
        sentence = ngettext(
            "%(sentence)s Both versions were merged. In %(n)d place you both changed the same: choose a version.",
            "%(sentence)s Both versions were merged. In %(n)d places you both changed the same: choose a version of each.",
            len(saved.conflicts),
        )
        self.message_user(request, sentence % said, messages.WARNING)

    def saved_since(self, request: HttpRequest, object_id: str | None, based_on: str) -> list[str]:
        """Sentences for an open form about what others have saved since revision `based_on`, a number as it was sent."""
        publication = self.get_object(request, object_id) if object_id else None
        newest = newest_revision(publication) if publication else None
        if (
            newest is None
            or not based_on.isascii()
            or not based_on.isdecimal()
            or newest.number <= int(based_on[:9])
        ):
            return []
        return [_("%(sentence)s When you save, both versions are merged.") % {"sentence": _saved_by(newest)}]

    def _warn_of_links(self, request: HttpRequest, publication: Publication) -> None:
        """Warn about links that lead to no page of the site, when they are saved and not only when published."""
        for field, code in product(self.rich_fields, languages.codes()):
            for sentence in links_to_nothing(languages.word(publication, field, code), Lookup(code)):
                self.message_user(request, sentence, messages.WARNING)

    def response_add(
        self, request: HttpRequest, obj: Publication, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._next_page(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Publication) -> HttpResponse:
        return self._next_page(request, obj) or super().response_change(request, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Publish once the form is stored, if its button says so and nothing is left to decide."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        asked: ToPublish | None = getattr(request, "to_publish", None)
        return asked and publish_in_one_press(request, self, asked) or response

    def _next_page(self, request: HttpRequest, obj: Publication) -> HttpResponseRedirect | None:
        """The next page after a button that does more than save; None after the others."""
        wanted, codes = request.POST.get("_publish", ""), languages.codes()
        if wanted == IN_ALL or wanted in codes:
            asked = codes if wanted == IN_ALL else [wanted]
            saved = cast(Any, request).saved_publication
            request.to_publish = ToPublish(self.model.objects.get(pk=obj.pk), asked, saved)  # type: ignore[attr-defined]
            page = ("publish_all",) if wanted == IN_ALL else ("publish", wanted)
            return HttpResponseRedirect(self.page_url(obj, *page))
        if "_schedule" in request.POST:
            return HttpResponseRedirect(self.page_url(obj, "publish_all") + f"?when={When.LATER}")
        if "_release" in request.POST:
            return HttpResponseRedirect(self.page_url(obj, "release"))
        if (language := request.POST.get("_preview")) in codes:
            return HttpResponseRedirect(self.page_url(obj, "preview", language))
        return None

    # Pages of one publication

    def get_urls(self) -> list[URLPattern]:
        return [*page_urls(self), *super().get_urls()]

    def page_url(self, publication: Publication, page: str, *args: str | int) -> str:
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[publication.pk, *args])

    def change_url(self, publication: Publication) -> str:
        return self.page_url(publication, "change")

    def get_view_on_site_url(self, obj: Publication | None = None) -> None:
        return None  # the form has a link for each language instead

    # Who may open it

    def has_view_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return super().has_view_permission(request, obj) and permissions.may_see(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return permissions.may_open_form(request, obj, self.model)

    # The list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Filter by type too, so that the index of the list is used."""
        texts = super().get_queryset(request).filter(type=self.model.type_name())
        return permissions.visible(request.user, texts)

    search_help_text = _("Words of the text, names, addresses or numbers, in any language")

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        kind = ["kind_in_words"] if self._has_kinds() else []
        return ["title_in_words", *kind, *state_columns(), "changed_at"]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        kind = [KindFilter] if self._has_kinds() else []
        return [*kind, *state_filters(), PersonFilter, ("topics", TopicFilter)]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PublicationList]:
        return PublicationList

    @admin.display(description=_("title"))
    def title_in_words(self, publication: Publication) -> str:
        return str(publication)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_in_words(self, publication: Publication) -> str:
        return dict(self.model.Kind.choices).get(publication.kind, publication.kind)

    # Deleting a publication that was never published, with its revisions

    def has_delete_permission(self, request: HttpRequest, obj: Publication | None = None) -> bool:
        return super().has_delete_permission(request) if obj is None else can(request.user, "delete", obj)

    def get_deleted_objects(
        self, objs: QuerySet[Any] | Sequence[Publication], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        publication = objs[0]
        if request.method == "POST":
            lock_publication(publication)
        if publication.was_ever_public():
            sentence = _(
                "It has been published: withdraw it instead, so that links and citations lead to an explanation."
            )
            return [], {}, set(), [str(sentence)]
        return [str(publication)], {str(self.opts.verbose_name_plural): 1}, set(), []

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().delete_view(request, object_id, extra_context)
        if request.method == "POST" and (getattr(response, "context_data", None) or {}).get("protected"):
            response.status_code = 409
        return response

    def deleted_with(self, publication: Publication) -> list[Model]:
        """For the trash: what goes with a publication, besides what the database deletes."""
        return list(publication.revisions.all())

    def after_restoring(self, publication: Publication) -> None:
        """Make anew what is derived from a publication that came back from the trash."""
        index_again(publication)

    def delete_model(self, request: HttpRequest, obj: Publication) -> None:
        obj.references.all().delete()
        obj.revisions.all().delete()
        forget_search_text(obj.pk)
        super().delete_model(request, obj)


def _saved_by(revision: Revision) -> str:
    said = {
        "name": name_of(revision.saved_by),
        "time": date_format(localtime(revision.saved_at), "DATETIME_FORMAT"),
    }
    return _("%(name)s saved this on %(time)s.") % said


def fill_bylines(publication: Publication) -> None:
    """Fill empty names and affiliations of a publication's people and institutions, as of its day, and save them."""
    on = publication.dated or timezone.localdate()
    rows: list[Contribution | Institution] = [
        *publication.contributions.prefetch_related("expert__affiliations__organization"),
        *publication.institutions.select_related("organization"),
    ]
    for row in rows:
        before = row.__dict__.copy()
        row.fill_byline(on)
        if row.__dict__ != before:
            row.save()
