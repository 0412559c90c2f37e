from typing import Any, cast

from django import forms
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import ImportMap, Media

from thinktank.desk.forms import TranslatedForm
from thinktank.language import languages
from thinktank.publishing.editions.taken_identifiers import taken_identifiers
from thinktank.publishing.identifiers import IDENTIFIERS, suggested_doi
from thinktank.publishing.revisions.save import newest_revision
from thinktank.publishing.working_copies import column_named
from thinktank.richtext.elsewhere import PROVIDERS, Provider
from thinktank.richtext.sanitise import EDITOR_EXTENSIONS, clean_html

PICKER = "admin:library_image_picker"
LINK_TARGETS = "admin:publishing_link_targets"
# Modules that others import by name, since hashed names know no relative imports
PASTE_PARTS = [
    "addresses", "headings", "lists", "notes", "notice", "pictures", "read", "source", "tables", "upload", "words",
]  # fmt: skip
EXTENSIONS = ["elsewhere", "footnote", "link", "pasting", "pull-quote", "table-title"]
MODULES = [f"desk/paste/{name}" for name in PASTE_PARTS] + ["desk/find/matches", "desk/find/places"]


class BodyEditor(AdminProseEditorWidget):
    """The prose editor with the site's extensions: pictures from the library, footnotes as marked text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, preset="configurable")

    def format_value(self, value: str | None) -> str | None:
        """Clean the text before the editor reads it: it may not have come through this form."""
        return clean_html(value) if value else value

    def get_config(self) -> dict[str, Any]:
        address = _address_of(PICKER)
        link = cast(dict[str, Any], EDITOR_EXTENSIONS["Link"]) | {"targetsUrl": _address_of(LINK_TARGETS)}
        own = {
            "Figure": {"pickerUrl": address} if address else True,
            "Link": link,
            "Pasting": {"uploadUrl": address},
            "Elsewhere": {"providers": [_for_editor(provider) for provider in PROVIDERS]},
            "NoSpellCheck": False,
        }
        self.config = {"extensions": EDITOR_EXTENSIONS | own}
        modules = [static(f"js/desk/{name}.js") for name in EXTENSIONS]
        return super().get_config() | {"js_modules": modules}

    @property
    def media(self) -> forms.Media:
        parts = ImportMap({name: f"js/{name}.js" for name in MODULES})
        scripts = [forms.Script(f"js/desk/{name}.js", type="module") for name in ("editor", "find")]
        # django-stubs knows no scripts that are objects
        return super().media + Media(importmap=parts) + forms.Media(js=scripts)  # type: ignore[arg-type]


def _for_editor(provider: Provider) -> dict[str, Any]:
    return {"name": provider.name, "patterns": provider.patterns, "address": provider.address}


def _address_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


class PublicationForm(TranslatedForm):
    """The form of a working copy. `based_on` is the number of the revision the editor began with, 0 for none.

    What another editor has saved since is merged with it when it is saved (revisions/three_way_merge.py).
    """

    based_on = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    rich_fields: tuple[str, ...] = ("body",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        newest = newest_revision(self.instance) if self.instance.pk else None
        self.fields["based_on"].initial = newest.number if newest else 0
        self._suggest_dois()

    def _suggest_dois(self) -> None:
        """Of a saved text without a DOI the form names one that is free."""
        for code in languages.codes():
            field = self.fields.get(name := languages.field_name("doi", code))
            suggested = suggested_doi(self.instance.uid, code) if self.instance.pk else ""
            if field and suggested and not getattr(self.instance, name):
                sentence = _("%(help)s Free for this text: %(doi)s")
                field.help_text = sentence % {"help": field.help_text, "doi": suggested}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for code in languages.codes():
            for name in (languages.field_name(field, code) for field in self.rich_fields):
                cleaned[name] = clean_html(cleaned.get(name) or "")
            title = languages.field_name("title", code)
            cleaned[title] = " ".join((cleaned.get(title) or "").split())
        self._refuse_taken_identifiers(cleaned)
        if self.instance.pk:
            self._refuse_unknown_revision(cleaned)
        return cleaned

    def _refuse_taken_identifiers(self, cleaned: dict[str, Any]) -> None:
        typed = {
            code: {name: self._as_stored(cleaned, languages.field_name(name, code)) for name in IDENTIFIERS}
            for code in languages.codes()
        }
        for (name, code), sentence in taken_identifiers(self.instance.pk, typed).items():
            self.add_error(languages.field_name(name, code), sentence)

    def _as_stored(self, cleaned: dict[str, Any], name: str) -> str:
        return column_named(type(self.instance), name).to_python(cleaned.get(name)) or ""

    def _refuse_unknown_revision(self, cleaned: dict[str, Any]) -> None:
        newest = newest_revision(self.instance)
        if cleaned.get("based_on") is None or cleaned["based_on"] > (newest.number if newest else 0):
            self.add_error(None, _("The form is incomplete. Open it again."))
