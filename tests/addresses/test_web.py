import pytest
from hypothesis import given
from hypothesis import strategies as st

from thinktank.addresses.web import is_web_address


@pytest.mark.parametrize("text", ["https://example.org", "http://example.org/a?b#c", "HTTPS://EXAMPLE.ORG"])
def test_web_addresses_are_links(text):
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "JaVa\tScript:alert(1)", "javascript://x\n", "data:text/html,x", "ftp://x.org", "", "//x.org", "java\nscript://https://x"],
)  # fmt: skip
def test_nothing_else_is(text):
    assert not is_web_address(text)


@given(st.text())
def test_what_is_a_link_begins_with_http(text):
    assert not is_web_address(text) or text.lower().startswith(("http://", "https://"))
