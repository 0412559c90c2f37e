"""Remove the task queue from the admin. Its pages are for programmers and in English only."""

import django_tasks_db.admin  # noqa: F401 (registers the model that is unregistered here)
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)
