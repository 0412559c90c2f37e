"""Every page of the desk in a browser: findings of axe, pages wider than a phone, and small windows."""

from pathlib import Path

import axe_playwright_python
import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.desk.everything import one_of_everything
from tests.factories import make_superuser
from tests.live_site import open_site
from tests.publishing.releasing import make_release
from thinktank.publishing.models import Release

pytestmark = [pytest.mark.browser, pytest.mark.long]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# All open at once, which they never are for a person: they push the list down, so that no link of it is half covered.
OPEN_FILTERS = """document.querySelectorAll(".list-filter").forEach((filter) => {
  filter.removeAttribute("name")
  filter.open = true
  filter.querySelector("summary + *").style.position = "static"
})"""
# Without paths of elements and lists of what is no fault, axe finds the same in 0.6 of the time on a page full of faults.
FAULTS = """async (rules) => (
  await axe.run(document, { runOnly: rules, resultTypes: ["violations"], selectors: false })
).violations
  .flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`))"""


def prepare():
    """For `site.call`: [session key of an administrator, paths of the desk's pages]."""
    article = one_of_everything()[0]
    root, client = make_superuser("root"), Client()
    client.force_login(root)
    request = RequestFactory().get("/admin/")
    request.user = root
    make_release(article)
    return [client.cookies[settings.SESSION_COOKIE_NAME].value, [*_forms(request), *_pages_of(article)]]


def _forms(request):
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        if model_admin.has_add_permission(request):
            yield reverse(f"{name}_add")
        if found := model.objects.first():
            yield reverse(f"{name}_change", args=[found.pk])
            yield reverse(f"{name}_delete", args=[found.pk])


def _pages_of(article):
    name = "admin:articles_article"
    yield from (
        reverse(f"{name}_{page}", args=[article.pk])
        for page in ("revisions", "compare", "history", "publish_all", "release")
    )
    for page in ("publish", "editions", "withdraw", "correct"):
        yield reverse(f"{name}_{page}", args=[article.pk, "en"])
    names = ["index", "password_change", "my_security", "my_security_app", "second_step", "my_security_codes"]
    yield from (reverse(f"admin:{name}") for name in names)
    yield reverse("admin:publishing_release_schedule", args=[Release.objects.get().pk])
    yield "/admin/library/image/picker/"


@pytest.fixture(scope="module")
def site():
    with open_site(settings.DATABASES["default"]) as site:
        site.session, site.paths = site.call(prepare)
        yield site


@pytest.fixture
def desk(site, new_page):
    def open_desk(language="en", **options):
        page = new_page(site=site, bypass_csp=True, **options)
        cookies = {settings.SESSION_COOKIE_NAME: site.session, settings.LANGUAGE_COOKIE_NAME: language}
        page.context.add_cookies(
            [{"name": name, "value": value, "url": site.url} for name, value in cookies.items()]
        )
        return page

    return open_desk


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ru", 390, "dark")])
def test_axe_finds_nothing_on_any_page_of_the_desk_and_none_is_wider_than_its_window(
    site, desk, complaints, language, width, scheme
):
    complaints.expect("40[39]")
    # High enough that the bar with the buttons, which stays in sight, covers no part of the editor's own.
    page = desk(language, viewport={"width": width, "height": 1400}, color_scheme=scheme)
    found = {}
    for path in dict.fromkeys(site.paths):
        page.goto(path)
        page.evaluate(OPEN_FILTERS)
        page.evaluate(AXE)
        faults = page.evaluate(FAULTS, RULES)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            faults.append(f"{wide} pixels wide")
        for fault in faults:
            found.setdefault(fault, path)
    assert not found, "\n".join(f"{path} {fault}" for fault, path in found.items())


SEND = """() => {
  const form = document.querySelector("#content-main > form[method=post], form.plan-form, #login-form")
  HTMLFormElement.prototype.submit.call(form)
}"""


def test_axe_finds_nothing_on_a_form_that_is_shown_again(desk, complaints):
    complaints.expect("40[39]|422")
    page = desk("ru", viewport={"width": 390, "height": 1400})
    found = {}

    def send_and_look(path):
        with page.expect_navigation():
            page.evaluate(SEND)
        page.evaluate(AXE)
        for fault in page.evaluate(FAULTS, RULES):
            found.setdefault(fault, path)

    for path in ("/admin/articles/article/add/", "/admin/articles/article/1/withdraw/en/"):
        page.goto(path)
        for link in page.locator(".add-row a.addlink").all():
            link.click()
        send_and_look(path)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    send_and_look("signed out")
    assert not found, "\n".join(f"{path} {fault}" for fault, path in found.items())


def test_the_small_window_of_a_field_closes_when_it_is_saved(desk):
    page = desk()
    page.goto("/admin/articles/article/1/change/")
    page.locator(".related-widget-wrapper a[href*='/admin/publishing/']").count()
    assert page.locator("#relations_out-group .related-widget-wrapper-link").count() == 0
    with page.expect_popup() as opened:
        page.locator("#add_id_topics").click()
    window = opened.value
    window.fill("#id_name_en", "Arms control")
    assert window.get_by_role("button").all_inner_texts() == ["Save"]
    with window.expect_event("close"):
        window.get_by_role("button", name="Save").click()
    page.locator("#id_topics option", has_text="Arms control").wait_for(state="attached")


def test_the_cells_of_a_list_say_on_a_phone_what_they_hold(desk):
    page = desk("ru", viewport={"width": 390, "height": 1400})
    page.goto("/admin/auth/user/")
    cell = page.locator("#result_list td.field-may_sign_in").first
    said = cell.evaluate("(cell) => getComputedStyle(cell, '::before').content")
    assert (said, cell.inner_text()) == ('"Может входить: "', "да")
    assert page.locator("#result_list td.field-second_factor").first.is_hidden()  # it has none
