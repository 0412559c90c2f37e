from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "thinktank.publishing"
    verbose_name = _("Publishing")

    def ready(self) -> None:
        from thinktank.database.sqlite3 import statistics
        from thinktank.delivery.cache_tags import invalidate_with
        from thinktank.desk.uses import find_uses_by, foretell_replacing_by
        from thinktank.markings.in_force import call_on_changes
        from thinktank.publishing.editions import invalidate, triggers
        from thinktank.publishing.editions.generated_files import ask_for_files_when_markings_change
        from thinktank.publishing.models import Relation, SeriesPart
        from thinktank.publishing.models.reference import foretell_replacing, publications_with
        from thinktank.publishing.revisions import search_index

        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="triggers")
        post_migrate.connect(statistics.install_after_migrate, sender=self, dispatch_uid="statistics")
        post_migrate.connect(search_index.install_after_migrate, sender=self, dispatch_uid="search_index")
        invalidate_with(Relation, invalidate.tags_of_relation)
        invalidate_with(SeriesPart, invalidate.tags_of_part)
        find_uses_by(publications_with)
        foretell_replacing_by(foretell_replacing)
        call_on_changes(ask_for_files_when_markings_change)
        autodiscover_modules("publication_type")
        _announce_publication_types()


def _announce_publication_types() -> None:
    """Register every type with the packages below, which have the desk's menu and the permissions of editors."""
    from thinktank.accounts.roles import let_authors_write, let_editors_edit
    from thinktank.desk.menu import add_publications
    from thinktank.publishing.publication_types import publication_types
    from thinktank.publishing.working_copies import (
        check_that_every_model_is_described,
        publication_models,
        rows_of,
    )

    check_that_every_model_is_described()
    models = publication_models()
    for each in publication_types():
        add_publications(models[each.name], each.position)
        let_editors_edit(models[each.name], rows_of(models[each.name]))
        let_authors_write(models[each.name])
