"""Accounts and groups on the desk: only superusers see and change them, whatever permissions others have."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Field, ManyToManyField, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from thinktank.accounts.roles import permissions_of_staff
from thinktank.language.fields import LineField

if TYPE_CHECKING:
    _AdminMixin = admin.ModelAdmin
else:
    _AdminMixin = object

PLAIN_TEXT_FIELDS = {
    "first_name",
    "last_name",
    "name",
}  # of Django's models, normalised as our own fields are
VERBS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("view")}


class SuperusersOnly(_AdminMixin):
    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    has_add_permission = has_module_permission
    has_change_permission = has_delete_permission = has_view_permission

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in PLAIN_TEXT_FIELDS:
            kwargs["form_class"] = LineField
        return super().formfield_for_dbfield(db_field, request, **kwargs)


admin.site.unregister([User, Group])


@admin.register(User)
class StaffAdmin(SuperusersOnly, UserAdmin):
    """Accounts get their rights from groups. Single permissions cannot be given."""

    list_display = ["username", "email", "full_name", "roles", "may_sign_in"]
    list_filter = ["is_superuser", "is_active"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=pgettext_lazy("of a person", "name"))
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        names = [_("Administrator")] if user.is_superuser else []
        return ", ".join([*map(str, names), *(group.name for group in user.groups.all())])

    @admin.display(description=_("may sign in"))
    def may_sign_in(self, user: User) -> str:
        return gettext("yes") if user.is_active and user.is_staff else gettext("no")


class PermissionsInWords(forms.ModelMultipleChoiceField):
    """Names permissions with the translated names of models: Django stores their names in English."""

    def label_from_instance(self, permission: Permission) -> str:
        words = VERBS.get(permission.codename.partition("_")[0]) or gettext(permission.name)
        return f"{permission.content_type}: {words}"


@admin.register(Group)
class RoleAdmin(SuperusersOnly, GroupAdmin):
    filter_horizontal = []

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        if db_field.name == "permissions":
            kwargs |= {
                "form_class": PermissionsInWords,
                "queryset": permissions_of_staff(),
                "widget": forms.CheckboxSelectMultiple,
            }
        return super().formfield_for_manytomany(db_field, request=request, **kwargs)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[Any, int], set[str], list[str]]:
        """The roles alone, without a line for each of their permissions."""
        return list(map(str, objs)), {self.opts.verbose_name_plural: len(objs)}, set(), []
