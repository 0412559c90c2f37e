"""An empty site welcomes its readers and leads its first administrator; the first account is made by a command."""

import io
import sys

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from lxml import html

from tests.desk.desk import signed_in
from tests.factories import make_article, make_editor, make_image, make_superuser, publish_now
from thinktank.delivery.shared_values import SharedValue
from thinktank.pages.models import SiteSettings

pytestmark = pytest.mark.django_db
COMMAND = "create_first_administrator"
GOOD = "seven maples by the river"


def steps(client):
    """[whether it is ticked] of the steps on the desk's first page."""
    SharedValue.forget_all()
    tree = html.fromstring(client.get("/admin/").text)
    return [item.get("class") == "is-done" for item in tree.xpath("//section[@class='first-steps']//li")]


def test_the_first_page_of_the_desk_ticks_what_is_done_until_something_is_published():
    root = signed_in(make_superuser("root"))
    assert steps(root) == [False] * 4
    row = SiteSettings(name_en="Institute")
    row.save()
    assert steps(root) == [True, False, False, False]
    row.name_ru, row.logo = "Институт", make_image()
    row.save()
    assert steps(root) == [True, True, True, False]
    assert steps(signed_in(make_editor("vera"))) in ([], [True, True, True, False])
    publish_now(make_article(), "en")
    assert steps(root) == []


def test_every_step_leads_to_its_form():
    root = signed_in(make_superuser("root"))
    tree = html.fromstring(root.get("/admin/").text)
    for path in tree.xpath("//section[@class='first-steps']//a/@href"):
        assert root.get(path, follow=True).status_code == 200


def test_an_empty_front_page_says_so_in_both_languages_until_something_is_published(client):
    sentences = {
        "en": "Nothing is published on this site yet.",
        "ru": "На этом сайте пока ничего не опубликовано.",
    }

    def shown(language):
        tree = html.fromstring(client.get(f"/{language}/").text)
        return {each.get("lang"): each.text for each in tree.xpath("//div[@class='empty']/p")}

    make_article()  # a draft is nothing that readers see
    assert shown("en") == shown("ru") == sentences
    publish_now(make_article(), "en")
    assert shown("en") == shown("ru") == {}


def create(monkeypatch, *arguments, password=GOOD):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
    call_command(COMMAND, "--password-from-stdin", *arguments, stdout=io.StringIO())


def test_the_first_administrator_can_sign_in_and_there_is_no_second(monkeypatch, client):
    create(monkeypatch, "--username=anna", "--email=anna@example.org")
    assert client.login(username="anna", password=GOOD)
    assert client.get("/admin/").url.startswith("/admin/second-step/")
    with pytest.raises(CommandError, match="already"):
        create(monkeypatch, "--username=eva", "--email=eva@example.org")
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "password"),
    [
        (["--username=anna", "--email=anna@example.org"], ""),
        (["--username=anna", "--email=anna@example.org"], "short"),
        (["--username=anna", "--email=anna@example.org"], "password1234"),
        (["--username=anna", "--email=no address"], GOOD),
        (["--username=anna"], GOOD),
        (["--email=anna@example.org"], GOOD),
    ],
)
def test_what_will_not_do_creates_nobody(monkeypatch, arguments, password):
    with pytest.raises(CommandError):
        create(monkeypatch, *arguments, password=password)
    assert not get_user_model().objects.exists()
