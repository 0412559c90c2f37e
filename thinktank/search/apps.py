from typing import Any

from django.apps import AppConfig
from django.db.models import Model, QuerySet
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save


class SearchConfig(AppConfig):
    name = "thinktank.search"

    def ready(self) -> None:
        from experts.models import Affiliation, Expert
        from polls.models import Option
        from thinktank.addresses.models import follow
        from thinktank.publishing.editions import indexes
        from thinktank.search import fulltext, indexing

        post_migrate.connect(fulltext.install_after_migrate, sender=self, dispatch_uid="fulltext")
        post_migrate.connect(indexing.fill_after_migrate, sender=self, dispatch_uid="fill search")
        indexes.register(indexing.index_publication)
        follow(changed=indexing.index_addressed, gone=indexing.forget_addressed)
        for model in (Affiliation, Option):
            for signal in (post_save, post_delete):
                signal.connect(
                    _announce_owner(model.owned_by), sender=model, weak=False, dispatch_uid=f"search {model}"
                )
        m2m_changed.connect(_announce_expert, sender=Expert.topics.through, dispatch_uid="search topics")


def _announce_owner(link: str) -> Any:
    """A receiver that announces the owner of a row: a person's position, a poll's option."""

    def changed(sender: type[Model], instance: Any, origin: Any = None, **_signal: Any) -> None:
        of_rows = origin.model if isinstance(origin, QuerySet) else type(origin)
        if origin is None or of_rows is sender:  # else the row goes because its owner does
            getattr(instance, link).announce_change()

    return changed


def _announce_expert(instance: Any, action: str, reverse: bool, **_signal: Any) -> None:
    if action.startswith("post_") and not reverse:
        instance.announce_change()
