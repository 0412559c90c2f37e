"""Requests become environs, and responses are sent in pieces."""

import pytest

from thinktank.operations.server import answers


def environ_of(*headers, **scope):
    usual = {
        "method": "GET",
        "raw_path": b"/",
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("192.0.2.1", 5000),
    }
    return answers.environ_of(usual | {"headers": list(headers)} | scope)


def test_a_header_with_an_underscore_does_not_pass_for_another():
    environ = environ_of((b"x-forwarded-for", b"192.0.2.7"), (b"x_forwarded_for", b"198.51.100.1"))
    assert environ["HTTP_X_FORWARDED_FOR"] == "192.0.2.7"


def test_repeated_headers_are_joined_with_the_separator_of_each():
    environ = environ_of((b"accept", b"a"), (b"accept", b"b"), (b"cookie", b"c=1"), (b"cookie", b"d=2"))
    assert (environ["HTTP_ACCEPT"], environ["HTTP_COOKIE"]) == ("a,b", "c=1; d=2")


def test_the_address_and_the_path_are_what_came_over_the_network():
    environ = environ_of(raw_path=b"/ru/%D1%8F%2F%FF/", query_string=b"q=%20")
    assert environ["REMOTE_ADDR"] == "192.0.2.1"
    assert environ["PATH_INFO"].encode("latin-1") == b"/ru/\xd1\x8f/\xff/"
    assert environ["QUERY_STRING"] == "q=%20"


class Chunks:
    def __init__(self, *chunks):
        self.left, self.is_closed = list(chunks), False

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        return self.left.pop(0)

    def close(self):
        self.is_closed = True


def ask(chunks, method="GET"):
    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return chunks

    return answers.ask(application, {"REQUEST_METHOD": method})


def test_a_short_answer_is_whole_and_its_source_closed():
    chunks = Chunks(b"a", b"b")
    answer = ask(chunks)
    assert (answer.status, answer.body, answer.rest, chunks.is_closed) == (200, b"ab", None, True)
    assert (b"Content-Length", b"2") in answer.headers


def test_a_long_one_leaves_its_thread_with_the_rest_still_to_come():
    chunks = Chunks(b"x" * answers.AT_ONCE, b"rest")
    answer = ask(chunks)
    assert (len(answer.body), next(answer.rest), chunks.is_closed) == (answers.AT_ONCE, b"rest", False)
    answer.close()
    assert chunks.is_closed


def test_nothing_is_fetched_for_head():
    chunks = Chunks(b"a")
    assert (ask(chunks, "HEAD").body, chunks.left, chunks.is_closed) == (b"", [b"a"], True)


def test_a_source_that_fails_is_closed():
    class Broken(Chunks):
        def __next__(self):
            raise ValueError

    chunks = Broken()
    with pytest.raises(ValueError):
        ask(chunks)
    assert chunks.is_closed
