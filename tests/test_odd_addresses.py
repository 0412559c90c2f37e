"""Every address of the site with keys that no row can have. The addresses come from the URLconf: new ones are tried too."""

import itertools

import pytest
from django.contrib import admin
from django.test import Client

from tests.factories import make_article, make_image, make_superuser, publish_now
from tests.odd import ODD, percent_encoded
from tests.routes import routes

pytestmark = pytest.mark.django_db

ANSWERS = {200, 301, 302, 304, 400, 403, 404, 405, 409, 410, 414, 415, 422}


def with_each_parameter_odd(route, odd, known):
    """The address once for each of its parameters, the others being what exists."""
    for chosen in route.parameters:
        yield route.filled(dict.fromkeys(route.parameters, "1") | known | {chosen: percent_encoded(odd)})


def signed_in():
    client = Client()
    client.force_login(make_superuser())
    return client


@pytest.fixture
def known():
    article = make_article()
    publish_now(article, "en", "ru")
    return {"object_id": article.pk, "language": "en", "slug": article.slug_en, "number": 1}


def test_no_key_in_a_path_makes_any_address_fail(known):
    """Each parameter of each address meets three of the values, the same parameter of the next address others."""
    editor, turn = signed_in(), itertools.cycle(ODD)
    for route in routes():
        for odd in itertools.islice(turn, 3):
            for path in with_each_parameter_odd(route, odd, known):
                assert editor.get(path).status_code in ANSWERS, path[:200]


WORDS_OF_DJANGO = ["p", "o", "q", "_to_field", "type"]
LOOKUPS = itertools.cycle(
    ["", "__exact", "__in", "__year", "__id__exact", "__gte", "__month", "__isnull", "__day"]
)


def list_queries(model_admin):
    """Names by which the list of an admin class may be asked: every third field with a lookup, and Django's own words."""
    return [
        *WORDS_OF_DJANGO,
        *(
            f"{f.name}{lookup}"
            for f, lookup in zip(model_admin.opts.get_fields()[::3], LOOKUPS, strict=False)
        ),
    ]


def test_no_filter_makes_a_list_of_the_desk_fail():
    editor, turn = signed_in(), itertools.cycle(ODD[:9])
    make_article(), make_image()
    for model, model_admin in admin.site._registry.items():
        path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        dated = [
            f"{model_admin.date_hierarchy}__{part}"
            for part in ("year", "month")
            if model_admin.date_hierarchy
        ]
        for name, odd in zip([*list_queries(model_admin), *dated], turn, strict=False):
            query = f"?{name}={percent_encoded(odd)}"
            assert editor.get(path + query).status_code in {200, 302, 400, 403, 404, 414}, (path + query)[
                :200
            ]


@pytest.mark.parametrize(
    "query", ["dated__year=0", "dated__year=99999", f"dated__year={2**63}", "dated__day=x"]
)
def test_a_day_that_is_none_leads_back_to_the_whole_list(query):
    assert signed_in().get(f"/admin/articles/article/?{query}").status_code == 302


def test_a_list_that_was_asked_for_nonsense_twice_does_not_blame_the_database():
    response = signed_in().get("/admin/articles/article/?e=1&dated__year=0")
    assert (response.status_code, response["Location"]) == (302, "/admin/articles/article/?e=1")


@pytest.mark.parametrize(
    "model", ["articles/article", "experts/expert", "auth/user", "readership/readership"]
)
def test_a_search_for_thousands_of_words_is_answered(model):
    assert signed_in().get(f"/admin/{model}/?q={'a+' * 4000}").status_code == 200


PUBLIC_FIELDS = [
    "page", "q", "choices", "choice", "ballot_id", "ticket", "confirm", "pow", "stars", "edition", "passage", "text",
    "email", "language", "next", "reads", "number", "year", "month", "kind", "type", "topic", "token",
]  # fmt: skip


def test_no_field_that_a_reader_sends_makes_an_address_fail(client, known):
    turn = itertools.cycle(ODD)
    for route in routes():
        if route.path.startswith("/admin/"):
            continue
        path = route.filled(dict.fromkeys(route.parameters, "1") | known)
        odd = dict(zip(PUBLIC_FIELDS, turn, strict=False))
        query = "&".join(
            f"{name}={percent_encoded(value[:40])}" for name, value in odd.items() if "\0" not in value
        )
        assert client.get(f"{path}?{query}").status_code in ANSWERS, path
        sent = {name: value for name, value in odd.items() if value.isprintable()}
        for headers in ({"sec-fetch-site": "same-origin"}, {}):
            assert client.post(path, sent, headers=headers).status_code in ANSWERS | {428, 429}, path
