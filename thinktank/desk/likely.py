"""The form of what has a page but no editions: it says when the same is likely to be there already."""

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from thinktank.desk.forms import TranslatedForm
from thinktank.language.likeness import may_be_same

MOST = 5
CONFIRM = "is_another"


class AddressedForm(TranslatedForm):
    """Asks once, when a name is entered that is like another's; a press says that it is another one."""

    def _post_clean(self):
        super()._post_clean()
        if self.errors or CONFIRM in self.data or not self._is_named_anew():
            return
        if found := likely_the_same(self.instance):
            self.add_error(None, ValidationError(_question(found), code="likely"))

    def _is_named_anew(self):
        return self.instance.pk is None or bool(self.instance.fields_of_names() & set(self.changed_data))


def likely_the_same(thing):
    """Others of its kind whose name, in any language, may mean the same."""
    names, found = thing.names(), []
    for other in type(thing)._default_manager.exclude(pk=thing.pk):
        if any(may_be_same(one, another) for one in names for another in other.names()):
            found.append(other)
            if len(found) == MOST:
                break
    return found


def _question(found):
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
