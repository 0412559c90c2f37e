from functools import wraps

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import SESSION_KEY
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.i18n import JavaScriptCatalog, set_language

from thinktank.desk import lost_forms
from thinktank.desk.guard import Guarded
from thinktank.desk.guide import guide_page, guide_picture
from thinktank.desk.menu import menu
from thinktank.desk.policy import with_desk_policy
from thinktank.desk.searching import FoundByWords
from thinktank.desk.widgets import FindView


class DeskSite(AdminSite):
    """The editors' desk."""

    site_header = _("Editors’ desk")
    site_title = _("Editors’ desk")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = True

    def register(self, model_or_iterable, admin_class=ModelAdmin, **options):
        """Every admin class is guarded, and its list searched as all are; none has to remember it."""
        names = {"__module__": admin_class.__module__}
        searched = () if issubclass(admin_class, FoundByWords) else (FoundByWords,)
        guarded = type(admin_class)(admin_class.__name__, (Guarded, *searched, admin_class), names)
        super().register(model_or_iterable, guarded, **options)

    def get_urls(self):
        from thinktank.accounts.sign_in import lands_on_a_page

        language = path("language/", lands_on_a_page(set_language), name="set_language")
        guide = [
            path("guide/", self.admin_view(self.guide), name="guide"),
            path("guide/images/guide/<str:name>", self.admin_view(guide_picture), name="guide_picture"),
        ]
        return [language, *guide, *super().get_urls()]

    def guide(self, request):
        return guide_page(request, self)

    def has_permission(self, request):
        """A session of an account that was switched off ends here, and does not come back with the account."""
        if not request.user.is_authenticated and SESSION_KEY in getattr(request, "session", ()):
            request.session.flush()
        return super().has_permission(request)

    def admin_view(self, view, cacheable=False):
        """What somebody typed whose session has ended is carried through the sign-in."""
        guarded = super().admin_view(view, cacheable)
        if not getattr(view, "has_public_policy", False):
            guarded = with_desk_policy(guarded)

        @wraps(guarded)
        def seen(request, *args, **kwargs):
            if lost_forms.may_be_carried(request) and not self.has_permission(request):
                return self.sign_in_again(request)
            return lost_forms.told_to_script(request, guarded(request, *args, **kwargs))

        return seen

    def autocomplete_view(self, request):
        return FindView.as_view(admin_site=self)(request)

    def login(self, request, extra_context=None):
        from thinktank.accounts.sign_in import SignInForm, answers_passwords, lands_on_a_page

        self.login_form = SignInForm
        carried = request.POST.get(lost_forms.CARRIED, "")
        context = {"carried": carried} | (extra_context or {})
        answer = with_desk_policy(lands_on_a_page(answers_passwords(super().login)))
        response = answer(request, context)
        if carried and response.status_code == 302 and self.has_permission(request):
            sentence = _("You are signed in again. What you typed is still here, and not saved yet.")
            return with_desk_policy(lost_forms.send_again)(request, carried, sentence)
        return response

    def sign_in_again(self, request):
        """The sign-in page, holding what was typed; answered 403, for nothing was done."""
        is_sign_in = request.path == reverse("admin:login")
        carried = request.POST.get(lost_forms.CARRIED, "") if is_sign_in else lost_forms.packed(request)
        context = {"carried": carried, "app_path": reverse("admin:login"), "is_token_ended": is_sign_in}
        if not is_sign_in:
            context["next"] = request.get_full_path()
        response = self.login(lost_forms.without_fields(request), context)
        if response.status_code == 200:
            response.status_code = 403
        return response

    def logout(self, request, extra_context=None):
        from thinktank.accounts.sign_in import lands_on_a_page

        return lands_on_a_page(super().logout)(request, extra_context)

    def password_change(self, request, extra_context=None):
        from thinktank.accounts.sign_in import OwnPasswordForm, answers_passwords

        self.password_change_form = OwnPasswordForm
        return answers_passwords(super().password_change)(request, extra_context)

    def i18n_javascript(self, request, extra_context=None):
        """The admin's own words and those of the prose editor; the project's catalogue comes with both."""
        packages = ["django.contrib.admin", "django_prose_editor"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for model in (model for app in apps for model in app["models"]):
            if count := getattr(self.get_model_admin(model["model"]), "n_waiting", None):
                model["name"] = _with_number(model["name"], count())
        return apps if app_label else _by_work(apps)


def _with_number(name, n):
    if not n:
        return name
    return ngettext("%(name)s: %(n)d new", "%(name)s: %(n)d new", n) % {"name": name, "n": n}


def _by_work(apps):
    entries = {model["model"]._meta.label_lower: (app, model) for app in apps for model in app["models"]}
    groups = []
    for name, labels in menu():
        found = [entries.pop(label) for label in labels if label in entries]
        if found:
            groups.append(found[0][0] | {"name": name, "models": [model for _app, model in found]})
    for app in apps:
        if left := [model for model in app["models"] if model["model"]._meta.label_lower in entries]:
            groups.append(app | {"models": left})
    return groups
