from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from polls.forms import OptionForm, OptionFormSet, PollForm, source_names
from polls.models import Option, Poll
from polls.models.poll import PollQuerySet
from thinktank.addresses.models import Addressed
from thinktank.audit.chain import record
from thinktank.delivery.cache_tags import invalidate, publication_tag, subject_tag
from thinktank.desk.addressed import AddressedAdmin
from thinktank.desk.guard import Returned, return_form
from thinktank.desk.translated import TranslatedInline, in_all_languages, words_fieldset
from thinktank.desk.uses import link_to
from thinktank.desk.widgets import FoundByTyping
from thinktank.language import languages
from thinktank.publishing.admin.inlines import TableRowFormSet, publication_inlines
from thinktank.readers.secret_files import SecretUnavailable


class OptionInline(TranslatedInline):
    model = Option
    form = OptionForm
    formset = OptionFormSet
    description = gettext_lazy(
        "At least two. Once a vote is counted, the options and their order are fixed; only the spelling can be corrected, and readers see the earlier wording."
    )

    def get_extra(self, request: HttpRequest, obj: Poll | None = None, **kwargs: Any) -> int:
        return 0 if obj else 2

    def get_fieldsets(self, request: HttpRequest, obj: Poll | None = None) -> Any:
        return [(None, {"fields": [in_all_languages("label"), ("position", "imported")]})]


@admin.register(Poll)
class PollAdmin(AddressedAdmin):
    form = PollForm
    needed = ("question",)
    search_fields = in_all_languages("question")
    autocomplete_fields = ["publications"]
    inlines = [OptionInline]
    date_hierarchy = "opens_at"
    readonly_fields = ["stored_state"]

    def get_fieldsets(self, request: HttpRequest, obj: Poll | None = None) -> Any:
        has_votes = obj is not None and obj.has_votes()
        return [
            words_fieldset(None, ["question", "explanation"]),
            *([(None, {"fields": ["corrections_confirmed"]})] if has_votes else []),
            (
                None,
                {
                    "fields": [
                        "stored_state",
                        ("opens_at", "closes_at"),
                        ("min_choices", "max_choices"),
                        "results_visibility",
                        "publications",
                        "is_public",
                    ]
                },
            ),
            words_fieldset(_("Address"), ["slug"], classes=["collapse"]),
            (
                _("Imported counts"),
                {
                    "fields": [tuple(source_names()), "imported_date"],
                    "classes": ["collapse", "side-by-side"],
                    "description": _(
                        "Only for votes counted elsewhere earlier. They are shown separately and never mixed with ballots."
                    ),
                },
            ),
        ]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_display(request), "state_in_words"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Poll]:
        polls = cast(PollQuerySet, super().get_queryset(request))
        return polls.with_ballots().prefetch_related("options")

    @admin.display(description=gettext_lazy("question"))
    def name_in_words(self, thing: Addressed) -> str:
        return super().name_in_words(thing)

    @admin.display(description=gettext_lazy("state"))
    def state_in_words(self, poll: Any) -> str:
        if poll.pk is None:
            return _("New")
        at = timezone.now()
        if not poll.has_opened(at):
            return _("Opens on %(moment)s") % {"moment": _moment(poll.opens_at)}
        ballots = ngettext("%(n)d ballot", "%(n)d ballots", poll.ballots) % {"n": poll.ballots}
        if poll.has_closed(at):
            state = _("Closed on %(moment)s") % {"moment": _moment(poll.closes_at)}
        elif poll.closes_at:
            state = _("Open until %(moment)s") % {"moment": _moment(poll.closes_at)}
        else:
            state = _("Open")
        return f"{state}, {ballots}"

    @admin.display(description=gettext_lazy("state"))
    def stored_state(self, poll: Poll) -> str:
        """The state in the database. The form has changed `poll` itself, even when it refused what was typed."""
        stored = Poll.objects.with_ballots().filter(pk=poll.pk).first()
        return self.state_in_words(stored or Poll())

    def has_delete_permission(self, request: HttpRequest, obj: Poll | None = None) -> bool:
        """A poll with votes cannot be deleted."""
        if obj is not None and obj.has_votes():
            return False
        return super().has_delete_permission(request, obj)

    def uses(self, thing: models.Model) -> list[tuple[str, str]]:
        """Also the texts that show it: that relation belongs to the poll."""
        publications = cast(Poll, thing).publications.all()
        return super().uses(thing) + [link_to(publication) for publication in publications]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A vote may be counted after the form was checked and before it is saved. Then the form returns with a reason."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            return_form(request, Returned(" ".join(error.messages), 409))
        except SecretUnavailable:
            sentence = _(
                "The poll’s key cannot be stored. Nothing was saved; please tell the site’s administrator."
            )
            return_form(request, Returned(sentence, 503))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saves the poll last: in which languages it has a page depends on the words of its options."""
        super().save_related(request, form, formsets, change)
        for formset in formsets:
            if isinstance(formset, OptionFormSet):
                formset.save_counts()
        poll = Poll.objects.get(pk=form.instance.pk)  # the form's own remembers the options of before
        poll.save()
        for sentence in why_not_public(poll):
            messages.warning(request, sentence)


def why_not_public(poll: Poll) -> Iterator[str]:
    """A sentence for each language in which some of the poll's words are written and others are not."""
    options = list(poll.options.all())
    for code in languages.codes():
        has_question = bool(languages.word(poll, "question", code))
        wordless = [n for n, option in enumerate(options, 1) if not languages.word(option, "label", code)]
        if (has_question and not wordless) or (not has_question and len(wordless) == len(options)):
            continue
        language = languages.name_after_in(code)
        if not has_question:
            yield _("Not public in %(language)s: the question has no text in this language.") % {
                "language": language
            }
        elif len(wordless) == 1:
            told = {"language": language, "n": wordless[0]}
            yield _("Not public in %(language)s: option %(n)d has no text in this language.") % told
        else:
            told = {"language": language, "numbers": ", ".join(map(str, wordless))}
            yield _("Not public in %(language)s: options %(numbers)s have no text in this language.") % told


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


class PollPlacementFormSet(TableRowFormSet):
    """Invalidates the pages that show the rows: Django sends no signals for the rows of a many-to-many field."""

    def save(self, commit: bool = True) -> list[Any]:
        with self._invalidating():
            return super().save(commit)

    @contextmanager
    def _invalidating(self) -> Iterator[None]:
        before = self._placed()
        yield
        if changed := before ^ self._placed():
            invalidate(publication_tag(self.instance.uid), *map(subject_tag, changed))
            record("poll_placed", self.instance, polls=sorted(map(str, changed)))

    def _placed(self) -> set[UUID]:
        polls = Poll.objects.filter(publications=self.instance.pk).order_by()
        return set(polls.values_list("uid", flat=True))


class PollPlacementInline(FoundByTyping, admin.TabularInline):
    """On the form of a publication: the polls shown with it. They are not part of its record."""

    model = Poll.publications.through
    formset = PollPlacementFormSet
    verbose_name = gettext_lazy("poll beside the text")
    verbose_name_plural = gettext_lazy("polls beside the text")
    autocomplete_fields = ["poll"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return request.user.has_perm("polls.change_poll")

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        return super().formfield_for_foreignkey(db_field, request, label=_("Poll"), **kwargs)


publication_inlines.append(PollPlacementInline)
