from django.apps import AppConfig

from thinktank.delivery.keys import register_key_lookups


class DeliveryConfig(AppConfig):
    name = "thinktank.delivery"

    def ready(self) -> None:
        register_key_lookups()
