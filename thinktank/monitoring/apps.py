from django.apps import AppConfig
from django.db.backends.signals import connection_created


class MonitoringConfig(AppConfig):
    name = "thinktank.monitoring"

    def ready(self) -> None:
        from thinktank.monitoring.queries import measure_queries_of

        connection_created.connect(measure_queries_of, dispatch_uid="measure queries")
