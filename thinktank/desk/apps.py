from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin with our own site class: the editors' desk."""

    default_site = "thinktank.desk.site.DeskSite"
