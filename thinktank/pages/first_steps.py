"""What leads from an empty site to the first publication. The desk's first page shows it until that is done."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from thinktank.language import languages
from thinktank.pages.site import names_of_the_site, settings_row
from thinktank.publishing.models import Edition


@dataclass(frozen=True)
class Step:
    title: str
    path: str
    is_done: bool


def first_steps(request: HttpRequest) -> list[Step]:
    """The steps, for whoever may take them; none once the site has a name and something was published."""
    if not request.user.has_perm("pages.change_sitesettings"):
        return []
    names, has_published = names_of_the_site(), Edition.objects.exists()
    if names[0] and has_published:
        return []
    settings = reverse("admin:pages_sitesettings_changelist")
    every_language = ", ".join(str(languages.name_of(code)) for code in languages.codes())
    return [
        Step(_("Name the site"), settings, bool(names[0])),
        Step(
            _("Write the name in every language: %(languages)s") % {"languages": every_language},
            settings,
            all(names),
        ),
        Step(_("Choose a logo"), settings, settings_row().logo_id is not None),
        Step(_("Write a first article and publish it"), reverse("admin:articles_article_add"), has_published),
    ]
