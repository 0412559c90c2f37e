"""No input to the addresses of polls and ratings breaks anything, and none of it is counted."""

import json

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from polls.models import BallotInbox
from tests.factories import make_edition
from tests.polls.making import make_poll
from thinktank.ratings.models import Rating

pytestmark = pytest.mark.django_db

ODD = [
    "",
    "0",
    "-1",
    "9" * 26,
    "9223372036854775807",
    "%00",
    "\x00",
    "x" * 300,
    "../",
    "а",
    "'",
    "1e400",
    "NaN",
    "{{7*7}}",
]
TEXTS = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
JSONS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)
PLACES = ["/", "/vote/", "/ticket/", "/results.json", "/results.csv", "/receipt/{}/"]


@st.composite
def requests(draw):
    """(method, path template, query, body, content type)"""
    kind = draw(st.sampled_from(["poll", "rating", "list"]))
    place = draw(st.sampled_from(PLACES)).format("0" * 32)
    query = draw(st.dictionaries(st.sampled_from(["page", "q", "choice", "x\x00"]), TEXTS, max_size=2))
    names = st.sampled_from(
        ["ticket", "choices", "ballot_id", "stars", "version", "choice", "csrfmiddlewaretoken"]
    )
    fields = draw(st.dictionaries(names, JSONS, max_size=4))
    format_ = draw(st.sampled_from(["json", "form", "multipart", "raw"]))
    return (
        draw(st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])),
        kind,
        place,
        query,
        fields,
        format_,
    )


def send(client, method, path, query, fields, format_, raw):
    if format_ == "json":
        body, content_type = json.dumps(fields).encode(), "application/json"
    elif format_ == "form":
        body, content_type = (
            "&".join(f"{name}={value}" for name, value in fields.items()).encode(),
            "application/x-www-form-urlencoded",
        )
    else:
        body, content_type = (
            raw,
            "multipart/form-data; boundary=x" if format_ == "multipart" else "application/json",
        )
    return client.generic(method, path, body, content_type, query_params=query)


@pytest.fixture
def poll():
    return make_poll()


@pytest.fixture
def edition():
    return make_edition()


@settings(max_examples=250)
@given(asked=requests(), raw=st.binary(max_size=60))
def test_odd_requests_are_answered_without_a_fault(poll, edition, asked, raw):
    method, kind, place, query, fields, format_ = asked
    start = {
        "poll": poll.path_in("en").rstrip("/"),
        "rating": f"/en/rate/{edition.publication_uid}",
        "list": "/en/polls",
    }[kind]
    client = Client(
        enforce_csrf_checks=True, headers={"sec-fetch-site": "same-origin"}, raise_request_exception=False
    )

    response = send(client, method, f"{start}{place}", query, fields, format_, raw)

    assert response.status_code < 500, (asked, response.content[:300])
    assert (BallotInbox.objects.count(), Rating.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "header", ["accept-language", "accept", "cookie", "x-forwarded-for", "origin", "sec-fetch-site"]
)
@pytest.mark.parametrize(
    "value", ["x" * 10_000, ",".join(["en;q=0.1"] * 700), "rid=" + "A" * 43 + ".99999", "\x7f", ""]
)
def test_odd_headers_are_answered_without_a_fault(header, value, settings):
    settings.TRUSTED_PROXIES = 1
    poll = make_poll()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for rest in ("vote/", "results.json", "results.csv"):
        assert client.get(f"{poll.path_in('en')}{rest}", headers={header: value}).status_code < 500
    for rest in ("vote/", "ticket/"):
        answer = client.post(
            f"{poll.path_in('en')}{rest}",
            "{}",
            content_type="application/json",
            headers={"sec-fetch-site": "same-origin"} | {header: value},
        )
        assert answer.status_code < 500
