from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """Reviews, comments, notices, and links for people without an account."""

    name = "thinktank.review"
    verbose_name = _("Review")

    def ready(self) -> None:
        from django.contrib import admin

        from thinktank.accounts import permissions
        from thinktank.desk import history
        from thinktank.desk.site import DeskPage, DeskSite
        from thinktank.publishing.admin import beside_form
        from thinktank.publishing.admin.further_pages import add_page
        from thinktank.publishing.admin.permissions import PREVIEW
        from thinktank.publishing.admin.releases import further_pages
        from thinktank.publishing.admin.together import register
        from thinktank.publishing.editions import erase
        from thinktank.review import commenting, release_links, reviewing, views
        from thinktank.review.asking_together import AskTogether
        from thinktank.review.erasing import erase_remarks
        from thinktank.review.panel import panel_of

        permissions.assigned.append(commenting.assigned_to)
        permissions.shown.append(reviewing.shown_to)
        beside_form.panels.append(panel_of)
        beside_form.worth_checking.append(reviewing.worth_checking)
        history.listeners.append(reviewing.tell_of_changes)
        erase.also_erased.append(erase_remarks)
        add_page("<path:object_id>/review/", "review", views.review_page, PREVIEW)
        register(AskTogether())
        further_pages.append(("share", release_links.share_page))
        site = cast(DeskSite, admin.site)
        site.add_page(DeskPage("notices", _("Notices"), views.notices_page, is_in_menu=False))
        site.show_on_index(notices_waiting=views.waiting)
