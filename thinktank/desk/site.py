"""The editors' desk: Django's admin site with guarded forms, a menu by work, a guide and a careful sign-in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import get_user
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.i18n import JavaScriptCatalog, set_language

from thinktank.desk import lost_forms
from thinktank.desk.csp import with_desk_policy
from thinktank.desk.guard import Guarded
from thinktank.desk.guide import guide_page, guide_picture
from thinktank.desk.menu import OF_THE_SITE, menu
from thinktank.desk.open_form_views import open_form_urls, unsaved_forms
from thinktank.desk.searching import FoundByWords
from thinktank.desk.shortcuts import shortcuts_page
from thinktank.desk.tiles import MakeTile
from thinktank.desk.widgets import FindView


@dataclass(frozen=True)
class DeskPage:
    """A page of the desk that belongs to no model. In the menu, superusers see it at the end of "The site"."""

    name: str  # of its URL, and its path
    title: Promise
    view: Callable[[HttpRequest], HttpResponse]
    is_in_menu: bool = True


class DeskSite(AdminSite):
    """The editors' desk. Rooms above register their models, and pages of their own by `add_page`."""

    site_header = _("Editors’ desk")
    site_title = _("Editors’ desk")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = True

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._pages: list[DeskPage] = []
        self._on_index: dict[str, Callable[[HttpRequest], Any]] = {}
        self._tiles: list[MakeTile] = []

    def add_page(self, page: DeskPage) -> None:
        self._pages.append(page)

    def add_tile(self, make: MakeTile) -> None:
        """Show a tile on the first page, after those that were added before."""
        self._tiles.append(make)

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Register a subclass of the admin class that is Guarded and, unless it is already, FoundByWords."""
        admin_class = admin_class or ModelAdmin
        names = {"__module__": admin_class.__module__}
        searched: tuple[type, ...] = () if issubclass(admin_class, FoundByWords) else (FoundByWords,)
        metaclass: Any = type(admin_class)
        guarded = metaclass(admin_class.__name__, (Guarded, *searched, admin_class), names)
        super().register(model_or_iterable, guarded, **options)

    def show_on_index(self, **values: Callable[[HttpRequest], Any]) -> None:
        """Give the template of the first page what these functions return, by name."""
        self._on_index |= values

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        shown = {name: value_for(request) for name, value_for in self._on_index.items()}
        shown["unsaved_forms"] = unsaved_forms(request)
        shown["tiles"] = [tile for make in self._tiles if (tile := make(request))]
        return super().index(request, shown | (extra_context or {}))

    def get_urls(self) -> list[URLPattern | URLResolver]:
        from thinktank.accounts.sign_in import lands_on_a_page
        from thinktank.desk.find_page import find_page
        from thinktank.desk.saved_filters import saved_filter_urls
        from thinktank.desk.second_factor.urls import second_factor_urls
        from thinktank.desk.trash_views import trash_urls

        language = path("language/", lands_on_a_page(set_language), name="set_language")
        guide = [
            path("guide/", self.admin_view(self.guide), name="guide"),
            path("guide/images/guide/<str:name>", self.admin_view(guide_picture), name="guide_picture"),
        ]
        pages = [path(f"{each.name}/", self.admin_view(each.view), name=each.name) for each in self._pages]
        keys = path("shortcuts/", self.admin_view(shortcuts_page), name="shortcuts")
        found = path("find/", self.admin_view(find_page), name="find")
        own = [keys, found, *open_form_urls(self), *trash_urls(self), *saved_filter_urls(self)]
        own += second_factor_urls(self)
        return [language, *guide, *pages, *own, *super().get_urls()]

    def guide(self, request: HttpRequest) -> HttpResponse:
        return guide_page(request, self)

    def has_permission(self, request: HttpRequest) -> bool:
        """Ends the session of an account that was deactivated, so that it stays ended if the account is activated."""
        has_session = SESSION_KEY in getattr(request, "session", ())
        if has_session and not (request.user.is_authenticated or get_user(request).is_authenticated):
            request.session.flush()
        return super().has_permission(request)

    def admin_view(self, view: Callable[..., HttpResponseBase], cacheable: bool = False) -> Any:
        """Like Django's, but a form sent after its session has ended is carried through the sign-in."""
        guarded = super().admin_view(view, cacheable)
        if not getattr(view, "has_public_policy", False):
            guarded = with_desk_policy(guarded)

        @wraps(guarded)
        def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if refused := self.second_factor_first(request):
                return refused
            if lost_forms.may_be_carried(request) and not self.has_permission(request):
                return self.sign_in_again(request)
            return lost_forms.told_to_script(request, guarded(request, *args, **kwargs))

        return seen

    def open_step(self, view: Callable[..., HttpResponseBase]) -> Any:
        """For a page that is open to somebody whose password was right and whose second factor is still to come."""

        @wraps(view)
        def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if self.has_permission(request) and (refused := self.second_factor_first(request)):
                return refused
            return view(request, *args, **kwargs)

        return with_desk_policy(seen)

    def second_factor_first(self, request: HttpRequest) -> HttpResponseBase | None:
        """What is answered instead when the second factor is still to be proved, or to be proved once more."""
        from thinktank.accounts.second_factor.gate import half_signed_in
        from thinktank.desk.second_factor.dangerous import needs_proof
        from thinktank.desk.second_factor.steps import prove_first

        if user := half_signed_in(request):
            is_leaving = request.path == reverse("admin:logout")
            return self.logout(request) if is_leaving else with_desk_policy(prove_first)(request, user)
        if self.has_permission(request) and needs_proof(request):
            return with_desk_policy(prove_first)(request, cast(User, request.user))
        return None

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"is_second_factor_off": not settings.SECOND_FACTOR}

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return FindView.as_view(admin_site=self)(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from thinktank.accounts.second_factor.gate import half_signed_in
        from thinktank.accounts.sign_in import SignInForm, answers_passwords, lands_on_a_page
        from thinktank.desk.second_factor.pages import to_page
        from thinktank.desk.second_factor.steps import after_password

        if request.method == "HEAD":
            request.method = (
                "GET"  # Django's page would answer HEAD in another way; the server leaves out the text
            )
        if request.method == "GET" and half_signed_in(request):
            return to_page("second_step", request)
        self.login_form = SignInForm
        context = {"carried": request.POST.get(lost_forms.CARRIED, "")} | (extra_context or {})
        answer = with_desk_policy(lands_on_a_page(answers_passwords(super().login)))
        response = answer(request, context)
        if request.method == "POST" and response.status_code == 302 and self.has_permission(request):
            return with_desk_policy(after_password)(request, response)
        return response

    def sign_in_again(self, request: HttpRequest) -> HttpResponse:
        """The sign-in page, with the fields of the form that was sent; status 403, since nothing was saved."""
        from thinktank.accounts.second_factor.gate import half_signed_in
        from thinktank.desk.second_factor.steps import first_page

        is_sign_in = request.path in {reverse("admin:login"), reverse("admin:second_step")}
        carried = request.POST.get(lost_forms.CARRIED, "") if is_sign_in else lost_forms.packed(request)
        if user := half_signed_in(request):
            show = with_desk_policy(first_page)
            return show(request, user, carried=carried, status=403, is_token_ended=True)
        context = {"carried": carried, "app_path": reverse("admin:login"), "is_token_ended": is_sign_in}
        if not is_sign_in:
            context["next"] = request.get_full_path()
        response = self.login(lost_forms.without_fields(request), context)
        if response.status_code == 200:
            response.status_code = 403
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from thinktank.accounts.sign_in import lands_on_a_page

        return lands_on_a_page(super().logout)(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from thinktank.accounts.sign_in import OwnPasswordForm, answers_passwords

        self.password_change_form = OwnPasswordForm
        return answers_passwords(super().password_change)(request, extra_context)

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The words of the admin and of the prose editor, with those of the project's catalogue."""
        packages = ["django.contrib.admin", "django_prose_editor"]
        return JavaScriptCatalog.as_view(packages=packages)(request)

    def get_log_entries(self, request: HttpRequest) -> QuerySet[LogEntry]:
        """The newest first by key: an editor's thousands of entries are not sorted by time for the ten that are shown."""
        return super().get_log_entries(request).order_by("-pk")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        for model in (model for app in apps for model in app["models"]):
            if count := getattr(self.get_model_admin(model["model"]), "n_waiting", None):
                model["name"] = _with_number(model["name"], count())
        if app_label:
            return apps
        groups = _by_work(apps)
        if request.user.is_superuser:
            _add_pages(groups, [page for page in self._pages if page.is_in_menu])
        return groups


def _add_pages(groups: list[Any], pages: list[DeskPage]) -> None:
    """Below "The site", each as Django describes a model."""
    entries = [
        {
            "name": page.title,
            "object_name": page.name,
            "admin_url": reverse(f"admin:{page.name}"),
            "add_url": None,
            "view_only": True,
        }
        for page in pages
    ]
    for group in groups:
        if group["name"] == OF_THE_SITE:
            group["models"] += entries


def _with_number(name: str, n: int) -> str:
    if not n:
        return name
    return ngettext("%(name)s: %(n)d new", "%(name)s: %(n)d new", n) % {"name": name, "n": n}


def _by_work(apps: list[Any]) -> list[Any]:
    """The groups of the menu, each as Django describes an app."""
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
