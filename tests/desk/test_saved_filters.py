"""Filters of a list get names: they are links above the list, for their owner or for all colleagues."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.desk.desk import fill_in, signed_in
from tests.desk.posting import text_of
from tests.factories import make_article, make_editor, make_staff, make_superuser
from thinktank.accounts.roles import STATISTICS
from thinktank.desk.models import SavedFilter
from thinktank.desk.saved_filters import MOST

pytestmark = pytest.mark.django_db
ARTICLES = "/admin/articles/article/"
FILTER = "?state_en=draft&q=bees"


@pytest.fixture
def vera():
    return make_editor("vera")


def add_page(query=FILTER, model="articles.article"):
    return f"{reverse('admin:saved_filter_add')}?{urlencode({'list': model, 'query': query.lstrip('?')})}"


def save_filter(client, name, query=FILTER, **typed):
    address = add_page(query)
    return client.post(address, fill_in(client, address, name=name, **typed))


def test_a_filter_is_saved_from_the_list_and_leads_back_to_it(vera):
    desk = signed_in(vera)
    make_article(title_en="Of bees")
    shown = desk.get(ARTICLES + FILTER + "&p=0")
    assert "Save this filter…" in text_of(shown)
    assert "Save this filter…" not in text_of(desk.get(ARTICLES))
    answer = save_filter(desk, "Drafts about bees")
    assert answer.headers["Location"] == f"{ARTICLES}?q=bees&state_en=draft"
    listed = desk.get(ARTICLES)
    assert f'<a href="{ARTICLES}?q=bees&amp;state_en=draft">Drafts about bees</a>' in listed.text
    current = desk.get(ARTICLES + FILTER)
    assert 'aria-current="true">Drafts about bees' in current.text
    assert "Save this filter…" not in text_of(current) and "Rename or delete…" in text_of(current)
    assert "Drafts about bees" not in desk.get("/admin/events/event/").text
    assert "Drafts about bees" not in desk.get(ARTICLES + "?_popup=1").text


def test_only_what_is_shared_is_seen_by_others_and_only_administrators_change_it_for_them(vera):
    desk, other = signed_in(vera), signed_in(make_editor("oleg"))
    save_filter(desk, "Mine")
    save_filter(desk, "Ours", "?state_en=live", is_shared="on")
    seen = other.get(ARTICLES).text
    assert "Ours" in seen and "Mine" not in seen
    for saved in SavedFilter.objects.all():
        page = reverse("admin:saved_filter", args=[saved.pk])
        assert other.get(page).status_code == other.post(page, {"_delete": "1"}).status_code == 403
        status = signed_in(make_superuser(f"root-{saved.pk}")).get(page).status_code
        assert status == (200 if saved.is_shared else 403)


def test_a_filter_is_renamed_shared_and_deleted(vera):
    desk = signed_in(vera)
    save_filter(desk, "First")
    saved = SavedFilter.objects.get()
    page = reverse("admin:saved_filter", args=[saved.pk])
    assert desk.post(page, fill_in(desk, page, name="Second", is_shared="on")).status_code == 302
    saved.refresh_from_db()
    assert (saved.name, saved.is_shared) == ("Second", True)
    assert desk.post(page, {"_delete": "1"}).headers["Location"] == ARTICLES
    assert not SavedFilter.objects.exists()


def test_bad_names_too_many_and_odd_addresses_are_refused_with_a_sentence(vera):
    desk = signed_in(vera)
    save_filter(desk, "Taken")
    for name, sentence in {
        "": "This field is required",
        "x" * 61: "at most 60",
        "Taken": "You have a filter of this name already.",
    }.items():
        answer = save_filter(desk, name, "?state_en=live")
        assert answer.status_code == 422 and sentence in text_of(answer), name
    SavedFilter.objects.bulk_create(
        SavedFilter(account=vera, model="articles.article", name=str(n), query=f"q={n}") for n in range(MOST)
    )
    assert "You have 20 filters of this list." in text_of(save_filter(desk, "One more", "?q=more"))
    for address, status in {
        add_page(model="nothing.here"): 404,
        add_page(query=""): 302,
        add_page(query="?p=3&_popup=1"): 302,
        add_page(query="?q=" + "x" * 1200): 302,
        reverse("admin:saved_filter", args=[10**6]): 404,
    }.items():
        assert desk.get(address).status_code == status, address
    assert signed_in(make_staff(STATISTICS)).get(add_page()).status_code == 403
