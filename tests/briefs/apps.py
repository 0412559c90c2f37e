from django.apps import AppConfig


class BriefsConfig(AppConfig):
    """A type of publication that only tests have: it shows what docs/how-to.md promises."""

    name = "tests.briefs"
    verbose_name = "Briefs"
