from django.apps import AppConfig

from thinktank.delivery.keys import know_the_range_of_keys


class DeliveryConfig(AppConfig):
    name = "thinktank.delivery"

    def ready(self):
        know_the_range_of_keys()
