from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.translation import gettext_lazy as _


class PollsConfig(AppConfig):
    name = "polls"
    verbose_name = _("Polls")

    def ready(self) -> None:
        from polls import guards, invariants  # noqa: F401
        from polls.changes import numbers_of_votes
        from thinktank.delivery.cache_tags import watch
        from thinktank.publishing.editions.triggers import protected_tables

        protected_tables.append((guards.POLL, guards.BACKENDS))
        watch(numbers_of_votes)
        pre_migrate.connect(guards.drop_before_migrate, sender=self)
