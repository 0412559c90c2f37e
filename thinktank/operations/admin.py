"""What this room changes on the desk: the status page, and no pages of the task queue, which are for programmers."""

import django_tasks_db.admin  # noqa: F401 (registers the model that is unregistered here)
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from thinktank.desk.site import DeskPage
from thinktank.operations.status.page import TITLE, status_page

admin.site.unregister(DBTaskResult)
admin.site.add_page(DeskPage("status", TITLE, status_page))  # type: ignore[attr-defined] # it is a DeskSite
