from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "thinktank.publishing"
    verbose_name = _("Publishing")

    def ready(self):
        from thinktank.publishing.editions import triggers
        from thinktank.publishing.revisions import search_index

        post_migrate.connect(triggers.install_after_migrate, sender=self, dispatch_uid="triggers")
        post_migrate.connect(search_index.install_after_migrate, sender=self, dispatch_uid="search_index")
