"""Accounts and groups on the desk: only superusers see and change them, whatever permissions others have."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401 -- they register what is taken back below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Field, ManyToManyField, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from thinktank.accounts.administrators import LAST_ADMINISTRATOR, are_last_administrators
from thinktank.accounts.deleting import what_goes_with
from thinktank.accounts.history_notes import note
from thinktank.accounts.invitations import (
    InvitationForm,
    has_failed,
    is_invited,
    link_for,
    link_to_hand_over,
    send_invitation,
)
from thinktank.accounts.roles import name_of, permissions_of_staff
from thinktank.accounts.second_factor import factors
from thinktank.accounts.sessions import end_sessions
from thinktank.language import languages
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
MOST_LINKS = 10  # made at once
VERBS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("view")}

OWN_PERMISSIONS = {  # of roles.py, by the beginning of their names
    "read": _("May read all drafts"),
    "write": _("May write own and assigned texts"),
    "translate": _("May translate: %(language)s"),
}


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


class AccountForm(UserChangeForm):
    def clean(self) -> None:
        """The last administrator stays one."""
        super().clean()
        able = [self.cleaned_data.get(name) for name in ("is_active", "is_staff", "is_superuser")]
        if not all(able) and are_last_administrators([self.instance.pk]):
            raise forms.ValidationError(LAST_ADMINISTRATOR, code="last_administrator")


admin.site.unregister([User, Group])
admin.site.unregister([EmailAddress, Authenticator])  # thinktank/desk/second_factor/ shows factors


@admin.register(User)
class StaffAdmin(SuperusersOnly, UserAdmin):
    """Accounts get their rights from groups. Single permissions cannot be given."""

    list_display = ["username", "email", "full_name", "roles", "may_sign_in", "second_factor"]
    actions = ["delete_selected", "invite_again", "make_password_link", "end_sessions", "reset_second_factor"]
    inlines: ClassVar[list[Any]] = []  # taxonomy adds one
    form = AccountForm
    add_form = InvitationForm
    add_form_template = None
    add_fieldsets = [
        (
            None,
            {
                "fields": ["username", "first_name", "last_name", "email", "groups"],
                "description": _(
                    "The owner of the address gets a link and sets the password; nobody else knows it."
                ),
            },
        )
    ]
    list_filter = ["is_superuser", "is_active"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email", "invitation"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined", "invitation"]

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return self.inlines if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups", "authenticator_set")

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["form_class"] = RolesInWords
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=pgettext_lazy("of a person", "name"))
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        names = [_("Administrator")] if user.is_superuser else []
        return ", ".join([*map(str, names), *map(name_of, user.groups.all())])

    @admin.display(description=_("may sign in"))
    def may_sign_in(self, user: User) -> str:
        return gettext("yes") if user.is_active and user.is_staff else gettext("no")

    @admin.display(description=_("second step"))
    def second_factor(self, user: User) -> str:
        found = user.authenticator_set.all()  # type: ignore[attr-defined]  # allauth comes without types
        return ", ".join(factors.name_of(each) for each in found if factors.is_main(each))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        account = self.get_object(request, object_id)
        if account and are_last_administrators([account.pk]):
            self.message_user(request, LAST_ADMINISTRATOR, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[account.pk]))
        return super().delete_view(request, object_id, extra_context)

    @admin.action(permissions=["delete"], description=delete_selected.short_description)  # type: ignore[attr-defined]
    def delete_selected(self, request: HttpRequest, queryset: QuerySet) -> Any:
        if are_last_administrators(queryset.values_list("pk", flat=True)):
            self.message_user(request, LAST_ADMINISTRATOR, messages.ERROR)
            return None
        return delete_selected(self, request, queryset)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[Any, int], set[str], list[str]]:
        goes, kept = what_goes_with(objs)
        return list(map(str, objs)), goes, set(), kept

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not change:
            self._invite(request, form.instance)

    @admin.display(description=_("invitation"))
    def invitation(self, account: User) -> str:
        """How far it is, with the link to hand over when the letter has not left."""
        if not is_invited(account):
            return "—"
        if has_failed(account):
            sentence = gettext(
                "The invitation has not been sent yet: the mail server did not take it. Hand over this link yourself; it works for three days:"
            )
            return format_html("{} <code>{}</code>", sentence, link_for(account))
        return gettext(
            "No password is set yet. “New link for setting a password” in the list of accounts gives a link to hand over."
        )

    @admin.action(description=_("New link for setting a password"))
    def make_password_link(self, request: HttpRequest, queryset: QuerySet) -> None:
        """For an invitation that got lost and for a forgotten password, so that nobody else ever types one."""
        if queryset.count() > MOST_LINKS:
            sentence = gettext("Choose %(n)d accounts at most.") % {"n": MOST_LINKS}
            self.message_user(request, sentence, messages.WARNING)
            return
        for account in queryset:
            self._hand_over(request, account)

    def _hand_over(self, request: HttpRequest, account: User) -> None:
        told = {"name": account.get_username()}
        if account.is_active and account.is_staff:
            told["link"] = link_to_hand_over(account)
            sentence = gettext(
                "Hand over this link to %(name)s yourself; it is shown only now and works for three days: %(link)s"
            )
            self._note(request, account, lambda: gettext("Link for setting a password made."))
        else:
            sentence = gettext("%(name)s may not sign in, so there is no link.")
        self.message_user(request, sentence % told, messages.WARNING)

    @admin.action(description=_("Invite again"))
    def invite_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        waiting = [account for account in queryset if is_invited(account)]
        for account in waiting:
            self._invite(request, account)
        if not waiting:
            self.message_user(request, _("These accounts have a password already."), messages.WARNING)

    def _invite(self, request: HttpRequest, account: User) -> None:
        if settings.HAS_MAIL_SERVER and account.email:
            send_invitation.enqueue(account.pk)
            sentence = gettext("An invitation is on its way to %(email)s. It works for three days.")
            self.message_user(request, sentence % {"email": account.email})
        else:
            sentence = gettext(
                "No e-mail is sent from here (EMAIL_URL). Hand over this link to %(name)s yourself; it is shown only now and works for three days: %(link)s"
            )
            told = {"name": account.get_username(), "link": link_to_hand_over(account)}
            self.message_user(request, sentence % told, messages.WARNING)
        self._note(request, account, lambda: gettext("Invited."))

    @admin.action(description=_("Sign out everywhere"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet) -> None:
        n = end_sessions(queryset.values_list("pk", flat=True))
        for account in queryset:
            self._note(request, account, lambda: gettext("All sessions ended."))
        sentence = ngettext("%(n)d session was ended.", "%(n)d sessions were ended.", n) % {"n": n}
        self.message_user(request, sentence)

    @admin.action(description=_("Reset the second step, for a lost phone"))
    def reset_second_factor(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Whoever signs in next with the password sets up a new factor, so the password must still be a secret."""
        for account in queryset.exclude(pk=request.user.pk):
            factors.reset(account)
            self._note(request, account, lambda: gettext("Second step reset, all sessions ended."))
        self.message_user(request, _("At the next sign-in a new second step is set up. Your own stays."))

    def _note(self, request: HttpRequest, account: User, say: Callable[[], str]) -> None:
        note(cast(User, request.user), account, say)


class RolesInWords(forms.ModelMultipleChoiceField):
    def label_from_instance(self, role: Group) -> str:
        return name_of(role)


class PermissionsInWords(forms.ModelMultipleChoiceField):
    """Names permissions with the translated names of models: Django stores their names in English."""

    def label_from_instance(self, permission: Permission) -> str:
        verb, _dash, language = permission.codename.partition("_")
        own = OWN_PERMISSIONS.get(verb)
        if own:
            words = own % {"language": languages.name_within(language.replace("_", "-"))}
        else:
            words = str(VERBS.get(verb) or gettext(permission.name))
        return f"{permission.content_type}: {words}"


@admin.register(Group)
class RoleAdmin(SuperusersOnly, GroupAdmin):
    list_display = ["label"]
    filter_horizontal = []
    actions = None

    @admin.display(description=pgettext_lazy("of staff", "role"), ordering="name")
    def label(self, role: Group) -> str:
        return name_of(role)

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
