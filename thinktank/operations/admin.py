"""The queue's own pages are for programmers and in English only: what an editor must know of a task stands elsewhere."""

import django_tasks_db.admin  # noqa: F401 (it registers what is taken back here)
from django.contrib import admin
from django_tasks_db.models import DBTaskResult

admin.site.unregister(DBTaskResult)
