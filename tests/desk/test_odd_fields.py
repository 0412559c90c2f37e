"""Every field of every form of the desk gets invalid values. The tests find the fields in the forms."""

import itertools

import pytest
from django.contrib import admin
from django.http import QueryDict
from django.test import Client
from lxml import html

from tests.desk.posting import form_values
from tests.factories import make_article, make_editor, make_expert, make_superuser
from tests.library.uploads import pdf, upload
from tests.odd import ODD
from thinktank.desk.counts import all_counts_are_true

pytestmark = pytest.mark.django_db

SENT = [odd for odd in ODD if odd.isprintable() and odd]  # NUL and half pairs stop before the views
ROUNDS = 4
COUNTS = ("-TOTAL_FORMS", "-INITIAL_FORMS", "-MIN_NUM_FORMS", "-MAX_NUM_FORMS")
ADMINS = sorted(admin.site._registry.values(), key=lambda found: found.opts.label_lower)


def root():
    client = Client()
    client.force_login(make_superuser())
    return client


def all_fields(response):
    """Every field of the form of this page, also those without a value, which `form_values` leaves out."""
    names = html.fromstring(response.text).xpath("//form[@id]//*[@name and not(self::button)]/@name")
    return dict.fromkeys((name for name in names if not name.startswith("_")), "") | form_values(response)


def with_one_row_each(values, is_stored):
    """The fields of a form, with one row in each of its lists as "Add another" would make it."""
    grown = dict(values)
    for name, value in values.items():
        if "-__prefix__-" in name:
            grown[name.replace("__prefix__", "0")] = value
        elif name.endswith("-TOTAL_FORMS"):
            grown[name] = "1"
        elif name.endswith("-INITIAL_FORMS"):
            grown[name] = "1" if is_stored else "0"
    return grown


@pytest.mark.parametrize("model_admin", ADMINS, ids=lambda found: found.opts.label_lower)
def test_no_field_makes_a_form_fail(model_admin):
    """In each round every field has another of the values, beginning with a different one in each form."""
    client, opts = root(), model_admin.opts
    address = f"/admin/{opts.app_label}/{opts.model_name}/add/"
    opened = client.get(address)
    if opened.status_code == 403:
        return
    values = all_fields(opened)
    first = ADMINS.index(model_admin)
    for turn in range(first, first + ROUNDS):
        filled = with_one_row_each(values, is_stored=bool(turn % 2))
        for place, name in enumerate(filled):
            if name != "csrfmiddlewaretoken" and not name.endswith(COUNTS):
                filled[name] = SENT[(place + turn) % len(SENT)]
        response = client.post(address, filled)
        assert response.status_code in {302, 404, 422}, response.status_code


@pytest.mark.parametrize("model_admin", ADMINS, ids=lambda found: found.opts.label_lower)
def test_no_value_in_the_query_makes_a_form_fail(model_admin):
    client, opts = root(), model_admin.opts
    address = f"/admin/{opts.app_label}/{opts.model_name}/add/"
    opened = client.get(address)
    if opened.status_code == 403:
        return
    names = [name for name in all_fields(opened) if "-" not in name]
    for turn in range(2):
        query = {name: SENT[(place + turn) % len(SENT)][:40] for place, name in enumerate(names)}
        assert client.get(address, query).status_code == 200


@pytest.mark.parametrize("odd", [{"_source_model": "²"}, {"_to_field": "²"}], ids=str)
def test_a_small_window_that_names_no_field_is_closed_all_the_same(odd):
    address, file = "/admin/library/document/add/", upload(pdf(), "Report.pdf")
    response = root().post(address, {"upload": file, "title": "Report", "_popup": "1"} | odd)
    assert (response.status_code, "popup_response" in response.text) == (200, True)


def test_a_form_that_asks_to_be_saved_as_new_is_shown_with_its_errors():
    article = make_article()
    client, address = root(), f"/admin/articles/article/{article.pk}/change/"
    values = form_values(client.get(address)) | {"title_en": "", "title_ru": "", "_saveasnew": "1"}
    assert client.post(address, values).status_code == 422


BAD_COUNTS = ["999999999", "-1", "x", "²", "", "1" * 5000, "1e3", "1000", None]


@pytest.mark.once  # no question is put to the database about them, as the last test of this file shows
@pytest.mark.parametrize("make", [make_article, make_expert])
def test_a_form_with_false_row_counts_is_shown_complete_with_a_sentence(make):
    thing = make()
    client, opts = root(), type(thing)._meta
    address = f"/admin/{opts.app_label}/{opts.model_name}/{thing.pk}/change/"
    values = with_one_row_each(all_fields(client.get(address)), is_stored=False)
    rows = next(name for name in values if name.endswith("-0-position"))
    for bad, ending in itertools.product(BAD_COUNTS, ("TOTAL_FORMS", "INITIAL_FORMS")):
        sent = values | {rows: "77", f"{rows.split('-')[0]}-{ending}": bad}
        response = client.post(address, {name: value for name, value in sent.items() if value is not None})
        assert response.status_code == 422, (bad, ending)
        assert "some rows may be missing" in response.text, (bad, ending)
        assert 'value="77"' in response.text, (bad, ending)


def test_more_lists_than_any_form_has_are_not_counted():
    def sent(n):
        return QueryDict("&".join(f"list{i}-TOTAL_FORMS=0&list{i}-INITIAL_FORMS=0" for i in range(n)))

    assert (all_counts_are_true(sent(20)), all_counts_are_true(sent(5000))) == (True, False)


def test_false_row_counts_begin_no_transaction_and_build_only_rows_that_were_sent(
    django_assert_max_num_queries,
):
    client = Client()
    client.force_login(make_editor())
    values = form_values(client.get("/admin/experts/expert/add/")) | {
        "affiliations-INITIAL_FORMS": "999999999"
    }
    with django_assert_max_num_queries(30) as queries:
        response = client.post("/admin/experts/expert/add/", values)
    assert response.status_code == 422
    assert not [query["sql"] for query in queries.captured_queries if not query["sql"].startswith("SELECT")]
