"""Accounts and groups on the desk: for superusers alone, whatever permissions somebody else was given."""

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User


class SuperusersOnly:
    def has_module_permission(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return self.has_module_permission(request)

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission


admin.site.unregister([User, Group])


@admin.register(User)
class StaffAdmin(SuperusersOnly, UserAdmin):
    pass


@admin.register(Group)
class RoleAdmin(SuperusersOnly, GroupAdmin):
    pass
