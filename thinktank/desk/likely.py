"""The form of objects that have a page: it asks before it creates what probably exists already."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from thinktank.addresses.models import Addressed
from thinktank.desk.forms import TranslatedForm
from thinktank.language.likeness import may_be_same

MOST_NAMED = 5  # objects in one question
CONFIRM = "is_another"  # name of the button that says it is another one


class AddressedForm(TranslatedForm):
    """Refuses a new name that is like the name of another object, until the editor confirms that they differ."""

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own, which its stubs leave out
        if self.errors or CONFIRM in self.data or not self._has_new_name():
            return
        if found := likely_the_same(self.instance):
            self.add_error(None, ValidationError(_question(found), code="likely"))

    def _has_new_name(self) -> bool:
        return self.instance.pk is None or bool(self.instance.fields_of_names() & set(self.changed_data))


def likely_the_same(thing: Addressed) -> list[Addressed]:
    """Up to MOST_NAMED objects of the same model whose name, in any language, may mean the same."""
    names = thing.names()
    found: list[Addressed] = []
    for other in type(thing)._default_manager.exclude(pk=thing.pk):
        if any(may_be_same(one, another) for one in names for another in other.names()):
            found.append(other)
            if len(found) == MOST_NAMED:
                break
    return found


def _question(found: Sequence[Addressed]) -> SafeString:
    opts = found[0]._meta
    name = f"admin:{opts.app_label}_{opts.model_name}_change"
    links = [(reverse(name, args=[other.pk]), other.told_apart()) for other in found]
    return format_html(
        '{words} {links}. <button name="{confirm}" value="1">{another}</button>',
        words=_("This may already exist:"),
        links=format_html_join("; ", '<a href="{}" target="_blank" rel="noopener">{}</a>', links),
        confirm=CONFIRM,
        another=_("This is a different one: save it"),
    )
