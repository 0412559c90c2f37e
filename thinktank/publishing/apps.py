from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublishingConfig(AppConfig):
    name = "thinktank.publishing"
    verbose_name = _("Publishing")

    def ready(self):
        from thinktank.publishing.editions.triggers import install_after_migrate

        post_migrate.connect(install_after_migrate, sender=self)
