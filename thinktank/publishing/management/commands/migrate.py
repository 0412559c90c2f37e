from django.core.management.commands import migrate


class Command(migrate.Command):
    def get_check_kwargs(self, options):
        """Without the checks of the database: a missing trigger is no hindrance, since migrating puts it back."""
        return super().get_check_kwargs(options) | {"databases": []}
