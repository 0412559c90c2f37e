import base64
import datetime
import uuid

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from thinktank.readers.refusal import Refusal
from thinktank.readers.tickets import LEEWAY, LENGTH, LIFE, issue_ticket, read_ticket

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
SECRETS = st.binary(min_size=32, max_size=32)
SUBJECTS = st.uuids().map(lambda uid: f"poll|{uid}")
SECRET, SUBJECT = b"s" * 32, "poll|x"


def refused(*arguments):
    with pytest.raises(Refusal) as refusal:
        read_ticket(*arguments)
    return refusal.value.status, refusal.value.code


@given(SUBJECTS, SECRETS)
def test_a_ticket_gives_back_its_ballot_id(subject, secret):
    ballot_id, ticket = issue_ticket(subject, secret, NOW)

    assert read_ticket(ticket, subject, secret, NOW) == ballot_id


def test_no_two_tickets_have_the_same_ballot_id():
    ids = {issue_ticket(SUBJECT, SECRET, NOW)[0] for _ in range(1000)}

    assert len(ids) == 1000
    assert len({ballot_id.version for ballot_id in ids}) > 1  # all 128 bits are random: no UUID of version 4


@given(st.integers(0, LENGTH - 1), st.integers(1, 255))
def test_a_ticket_with_any_byte_changed_is_refused(place, change):
    _id, ticket = issue_ticket(SUBJECT, SECRET, NOW)
    data = bytearray(base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4)))
    data[place] ^= change
    forged = base64.urlsafe_b64encode(data).decode().rstrip("=")

    assert refused(forged, SUBJECT, SECRET, NOW) == (403, "ticket")


@given(
    st.one_of(
        st.none(),
        st.integers(),
        st.text(),
        st.binary(),
        st.lists(st.text()),
        st.dictionaries(st.text(), st.text()),
    )
)
def test_a_malformed_ticket_is_refused(ticket):
    assert refused(ticket, SUBJECT, SECRET, NOW) == (403, "ticket")


@given(SUBJECTS, SUBJECTS)
def test_a_ticket_for_another_subject_is_refused(subject, other):
    assume(subject != other)
    _id, ticket = issue_ticket(subject, SECRET, NOW)

    assert refused(ticket, other, SECRET, NOW) == (403, "ticket")


@given(st.one_of(st.none(), SECRETS))
def test_another_browsers_ticket_is_refused(secret):
    assume(secret != SECRET)
    _id, ticket = issue_ticket(SUBJECT, SECRET, NOW)

    assert refused(ticket, SUBJECT, secret, NOW) == (409, "reload")


@given(st.timedeltas(datetime.timedelta(0), LIFE - datetime.timedelta(seconds=1)))
def test_a_ticket_is_good_for_a_quarter_of_an_hour(age):
    ballot_id, ticket = issue_ticket(SUBJECT, SECRET, NOW)

    assert read_ticket(ticket, SUBJECT, SECRET, NOW + age) == ballot_id


@given(st.timedeltas(LIFE, datetime.timedelta(days=9999)))
def test_an_old_ticket_is_refused(age):
    _id, ticket = issue_ticket(SUBJECT, SECRET, NOW)

    assert refused(ticket, SUBJECT, SECRET, NOW + age) == (409, "expired")


@given(st.timedeltas(LEEWAY + datetime.timedelta(seconds=1), datetime.timedelta(days=9999)))
def test_a_ticket_from_a_clock_that_was_ahead_does_not_live_longer(ahead):
    _id, ticket = issue_ticket(SUBJECT, SECRET, NOW + ahead)

    assert refused(ticket, SUBJECT, SECRET, NOW) == (409, "expired")


def test_a_ticket_of_another_key_is_refused(settings):
    _id, ticket = issue_ticket(SUBJECT, SECRET, NOW)
    settings.TICKET_KEY = "another key of more than thirty-two characters"

    assert refused(ticket, SUBJECT, SECRET, NOW) == (403, "ticket")


def test_a_ballot_id_is_a_uuid_of_sixteen_bytes():
    assert isinstance(issue_ticket(SUBJECT, SECRET, NOW)[0], uuid.UUID)
