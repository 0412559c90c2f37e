from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class SearchConfig(AppConfig):
    name = "thinktank.search"

    def ready(self) -> None:
        from experts.models import Affiliation
        from polls.models import Option
        from thinktank.addresses.models import Addressed, follow
        from thinktank.publishing.editions import indexes
        from thinktank.search import fulltext, indexing

        post_migrate.connect(fulltext.install_after_migrate, sender=self, dispatch_uid="fulltext")
        post_migrate.connect(indexing.fill_after_migrate, sender=self, dispatch_uid="fill search")
        indexes.register(indexing.index_publication)
        follow(changed=indexing.index_addressed, gone=indexing.forget_addressed)

        def owner_changed(instance: Affiliation | Option, **_signal: Any) -> None:
            owner: Addressed = instance.expert if isinstance(instance, Affiliation) else instance.poll
            if owner.pk and type(owner)._default_manager.filter(pk=owner.pk).exists():
                indexing.index_addressed(owner)

        for model in (Affiliation, Option):
            for signal in (post_save, post_delete):
                signal.connect(
                    owner_changed, sender=model, weak=False, dispatch_uid=f"search {model.__name__}"
                )
