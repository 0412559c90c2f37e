"""Connections that are ended: by their own slowness, or for a newcomer of the same address."""

from types import SimpleNamespace

import pytest

from thinktank.operations.server import connection
from thinktank.operations.server.connection import Connection, make_room_for


class Transport:
    def __init__(self):
        self.unsent, self.is_aborted = 0, False

    def get_write_buffer_size(self):
        return self.unsent

    def abort(self):
        self.is_aborted = True

    def is_closing(self):
        return self.is_aborted


def make(client="192.0.2.1", waits_since=0, cycle=None, connections=None):
    """A connection as uvicorn would have made it, without a network."""
    made = object.__new__(Connection)
    made.transport, made.cycle, made.client = Transport(), cycle, (client, 5000)
    made.waits_since, made.is_in_head = waits_since, cycle is None
    made.unread, made.unread_since = 0, None
    made.connections = set() if connections is None else connections
    made.connections.add(made)
    return made


WORKED_ON = SimpleNamespace(response_complete=False, more_body=False)


@pytest.mark.parametrize("now, is_aborted", [(9, False), (11, True)])
def test_a_head_has_ten_seconds(now, is_aborted):
    waiting = make()
    waiting.end_if_too_slow(now)
    assert waiting.transport.is_aborted == is_aborted


def test_a_request_that_is_worked_on_has_no_limit_here():
    busy = make(cycle=WORKED_ON)
    busy.end_if_too_slow(1000)
    assert not busy.transport.is_aborted


def test_an_answer_of_which_nothing_is_taken_is_given_up():
    stuck = make(cycle=WORKED_ON)
    stuck.transport.unsent = 5000
    for now in (0, 1, 20):
        stuck.end_if_too_slow(now)
        assert not stuck.transport.is_aborted
    stuck.end_if_too_slow(22)
    assert stuck.transport.is_aborted


def test_one_that_is_taken_slowly_goes_on():
    slow = make(cycle=WORKED_ON)
    for now in range(0, 200, 5):
        slow.transport.unsent = 5000 - now
        slow.end_if_too_slow(now)
    assert not slow.transport.is_aborted


def crowd(number, **fields):
    together = set()
    return [make(connections=together, waits_since=number - n, **fields) for n in range(number)]


def test_for_one_too_many_of_an_address_the_one_goes_that_has_waited_longest(monkeypatch):
    monkeypatch.setattr(connection, "MOST_OF_ONE_ADDRESS", 3)
    *others, longest, newcomer = crowd(4)
    newcomer.waits_since = 100
    make_room_for(newcomer)
    assert [each.transport.is_aborted for each in (*others, longest, newcomer)] == [False, False, True, False]


def test_nobody_goes_who_is_owed_an_answer(monkeypatch):
    monkeypatch.setattr(connection, "MOST_OF_ONE_ADDRESS", 3)
    *others, newcomer = crowd(4, cycle=WORKED_ON)
    newcomer.cycle = None
    make_room_for(newcomer)
    assert [each.transport.is_aborted for each in others] == [False] * 3
    assert newcomer.transport.is_aborted


def test_other_addresses_and_proxies_of_ours_are_not_counted(monkeypatch, settings):
    monkeypatch.setattr(connection, "MOST_OF_ONE_ADDRESS", 3)
    together = crowd(3)
    make_room_for(make("198.51.100.1", connections=together[0].connections))
    settings.TRUSTED_PROXIES = 1
    make_room_for(make(connections=together[0].connections))
    assert not any(each.transport.is_aborted for each in together[0].connections)
