"""People, topics, reports and the site's settings, which use Django's pages of the desk."""

import pytest
from lxml import html

from experts.models import Expert
from reports.models import Report
from tests.desk.desk import fill_in, page
from tests.desk.posting import add_row, text_of
from tests.factories import make_expert, make_organization, make_report, make_topic
from thinktank.addresses.models import Address
from thinktank.pages.models import SiteSettings
from thinktank.taxonomy.models import Topic

pytestmark = pytest.mark.django_db


def test_an_expert_is_entered_with_affiliations_in_both_languages(desk):
    organization = make_organization()
    address = "/admin/experts/expert/add/"
    values = fill_in(desk, address, given_name_ru="Анна", family_name_ru="Орлова", _continue="1")
    add_row(
        values, "affiliations", organization=str(organization.pk), role_ru="Директор", starts_on="2020-01-01"
    )
    assert desk.post(address, values).status_code == 302
    expert = Expert.objects.get()
    assert (expert.family_name_ru, expert.slug_ru, expert.path_in("en")) == ("Орлова", "anna-orlova", "")
    assert [a.role_ru for a in expert.affiliations.all()] == ["Директор"]


def test_a_name_is_needed_in_one_language(desk):
    address = "/admin/taxonomy/topic/add/"
    assert desk.post(address, fill_in(desk, address, name_ru="Арктика")).status_code == 302
    response = desk.post(address, fill_in(desk, address, description_ru="О севере"))
    assert response.status_code == 422
    assert Topic.objects.count() == 1


def test_a_taken_address_is_an_error_of_the_form(desk):
    make_topic(slug_en="arctic")
    address = "/admin/taxonomy/topic/add/"
    response = desk.post(address, fill_in(desk, address, name_en="Arctic", slug_en="arctic"))
    assert response.status_code == 422
    assert "is already taken" in text_of(response)


def test_a_new_address_keeps_the_old_one_as_a_redirect(desk):
    topic = make_topic(slug_en="old")
    address = f"/admin/taxonomy/topic/{topic.pk}/change/"
    desk.post(address, fill_in(desk, address, slug_en="new"))
    kept = Address.objects.filter(owner_uid=topic.uid, language="en").order_by("slug")
    assert [(a.slug, a.is_current) for a in kept] == [("new", True), ("old", False)]


@pytest.mark.parametrize(
    ("path", "make", "query"),
    [
        (
            "experts/expert",
            lambda: make_expert(family_name_ru="Соколова", family_name_en="Sokolova"),
            "соКОЛ",
        ),
        ("experts/organization", lambda: make_organization(name_ru="Институт Европы"), "ЕВРОПЫ"),
        ("taxonomy/topic", lambda: make_topic(name_ru="Арктика"), "арктик"),
    ],
)
def test_people_institutions_and_topics_are_found_by_their_names_in_any_language(desk, path, make, query):
    made = make()
    assert str(made) in text_of(desk.get(f"/admin/{path}/", {"q": query}))
    assert str(made) not in text_of(desk.get(f"/admin/{path}/", {"q": "нет такого"}))


def test_site_settings_are_one_form(desk):
    response = desk.get("/admin/pages/sitesettings/", follow=True)
    address = response.redirect_chain[-1][0]
    assert address == "/admin/pages/sitesettings/add/"
    desk.post(address, fill_in(desk, address, name_en="Institute", name_ru="Институт"))
    row = SiteSettings.objects.get()
    assert (row.name_en, row.name_ru) == ("Institute", "Институт")
    assert desk.get("/admin/pages/sitesettings/").headers["Location"] == "/admin/pages/sitesettings/1/change/"
    assert desk.get("/admin/pages/sitesettings/add/").status_code == 403


def test_a_report_has_recommendations_in_order_with_text_in_each_language(desk):
    report = make_report()
    address = page(report, "change")
    values = fill_in(desk, address, report_number="2024/3", _continue="1")
    add_row(
        values,
        "recommendations",
        horizon="long_term",
        addressee_en="Ministries",
        text_en="Do it.",
        text_ru="Сделать.",
    )
    add_row(values, "recommendations", horizon="immediate", text_en="Begin.", text_ru="Начать.")
    desk.post(address, values)
    report = Report.objects.get()
    assert [(r.position, r.horizon, r.text_ru) for r in report.recommendations.all()] == [
        (1, "long_term", "Сделать."),
        (2, "immediate", "Начать."),
    ]


def test_browsers_spell_texts_in_their_language_and_no_addresses(desk):
    form = html.fromstring(desk.get(page(make_report(), "change")).content)
    fields = form.xpath("//*[self::textarea or self::input[@type='text']][@lang]")
    said = {field.get("name"): (field.get("lang"), field.get("spellcheck")) for field in fields}
    names = ["title_en", "body_ru", "recommendations-__prefix__-text_ru", "slug_en", "doi_ru"]
    assert [said[name] for name in names] == [
        ("en", "true"),
        ("ru", "true"),
        ("ru", "true"),
        ("en", "false"),
        ("ru", "false"),
    ]
    assert {spelled for _language, spelled in said.values()} == {"true", "false"}


def test_a_report_has_a_pdf_for_each_language_found_by_typing(desk):
    form = html.fromstring(desk.get("/admin/reports/report/add/").content.decode())
    for language in ("en", "ru"):
        [field] = form.xpath(f"//select[@name='pdf_{language}']")
        assert "admin-autocomplete" in field.get("class")
        assert form.xpath(f"//a[@id='add_id_pdf_{language}']")
    query = {"term": "", "app_label": "reports", "model_name": "report", "field_name": "pdf"}
    assert desk.get("/admin/autocomplete/", query).status_code == 200


def test_a_page_gets_its_only_kind_without_a_choice(desk):
    from thinktank.pages.models import Page

    address = "/admin/pages/page/add/"
    assert "kind" not in fill_in(desk, address)
    desk.post(address, fill_in(desk, address, title_en="About", _continue="1"))
    assert Page.objects.get().kind == "page"


def test_every_publication_is_edited_on_the_form_of_its_kind(desk):
    report = make_report()
    response = desk.get(f"/admin/publishing/publication/{report.pk}/change/")
    assert response.headers["Location"] == page(report, "change")
    assert desk.get("/admin/publishing/publication/999/change/").status_code == 404
    assert desk.get("/admin/publishing/publication/x/change/").status_code == 404


# The desk's own language


def test_the_desk_changes_its_language_by_a_form_and_forgets_no_page(desk):
    response = desk.post("/admin/language/", {"language": "ru", "next": "/admin/articles/article/?q=x"})
    assert response.headers["Location"] == "/admin/articles/article/?q=x"
    assert response.cookies["django_language"]["path"] == "/admin/"
    assert '<html lang="ru"' in desk.get("/admin/").content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "https:evil.example",
        "\thttps://evil.example",
    ],
)
def test_changing_the_language_never_leads_to_another_site(desk, target):
    response = desk.post("/admin/language/", {"language": "ru", "next": target}, headers={"referer": target})
    assert response.headers["Location"] == "/"


def test_the_public_policy_is_not_weakened_by_the_desk(client, desk):
    assert "nonce" not in client.get("/en/").headers["Content-Security-Policy"]
    policy = desk.get("/admin/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
