"""The history of objects on the desk, read in another language than that of the change."""

import json
import re

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from lxml import html

from tests.desk.desk import fill_in, page, save, signed_in
from tests.desk.posting import add_row
from tests.desk.test_acts import act, live_article
from tests.desk.test_saving import saved
from tests.factories import make_article, make_superuser
from thinktank.accounts.history_notes import note

pytestmark = pytest.mark.django_db


def history(desk, thing, language):
    """The texts of its entries."""
    desk.cookies["django_language"] = language
    tree = html.fromstring(desk.get(page(thing, "history")).content.decode())
    return [" ".join(cell.text_content().split()) for cell in tree.xpath("//tbody/tr/td[last()]")]


def test_changes_made_in_english_are_shown_in_russian(desk):
    article = live_article(title_en="1", title_ru="1")
    act(desk, article, "withdraw", "en", public_note="Wrong.")
    values = fill_in(desk, page(article, "change"), standfirst_en="2", kind="interview", _continue="1")
    add_row(values, "contributions", role="author", name_en="3", name_ru="3")
    desk.post(page(article, "change"), values)

    told = " ".join(history(desk, article, "ru"))
    assert "Изменено: " in told and "(английский)" in told
    assert not re.search("[A-Za-z]{2,}", told), told
    assert "Withdrawn in English." in history(desk, article, "en")


def test_a_form_saved_without_changes_is_not_logged(desk):
    article = saved(make_article())
    before = history(desk, article, "en")
    save(desk, article)
    assert history(desk, article, "en") == before


def test_django_itself_reads_what_the_desk_logs(desk, editor):
    article = saved(make_article(title_en="1"))
    values = fill_in(desk, page(article, "change"), _continue="1")
    desk.post(page(article, "change"), add_row(values, "contributions", role="author", name_en="3"))
    note(editor, editor, lambda: "Invited.")
    invited, added = LogEntry.objects.order_by("-pk")[:2]
    assert (str(invited), "Added contribution “" in str(added)) == (
        "Changed “vera” — Added note “Invited.”.",
        True,
    )


@pytest.mark.parametrize("way", ["page", "list"])
def test_an_account_that_changed_rows_is_deleted_whatever_its_old_entries_say(editor, way):
    old = json.dumps([{"added": {"model": "publishing.Contribution", "object": "3"}}])
    for _n in range(3):
        LogEntry.objects.log_actions(editor.pk, [editor], CHANGE, change_message=old)
    admin = signed_in(make_superuser("root"))
    address, sent = f"/admin/auth/user/{editor.pk}/delete/", {}
    if way == "list":
        address, sent = "/admin/auth/user/", {"action": "delete_selected", "_selected_action": [editor.pk]}
    shown = (admin.post(address, sent) if sent else admin.get(address)).content.decode()
    assert ("Log entries: 3" in shown or "log entries: 3" in shown, shown.count("Contribution")) == (True, 0)
    assert admin.post(address, sent | {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=editor.pk).exists()
