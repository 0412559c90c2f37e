import ipaddress

import pytest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from thinktank.readers.client_address import TRANSLATED, client_address, parse_address

ADDRESSES = st.ip_addresses().filter(
    lambda address: getattr(address, "ipv4_mapped", None) is None and address not in TRANSLATED
)
JUNK = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=","), max_size=30)


def request(direct="192.0.2.1", forwarded=None):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", REMOTE_ADDR=direct, **extra)


@given(ADDRESSES)
def test_reads_every_address_however_it_is_written(address):
    text = str(address)
    written = [text, f"  {text} "]
    if address.version == 4:
        written += [f"{text}:8080", f"::ffff:{text}", f"[::ffff:{text}]:443", f"64:ff9b::{text}"]
    else:
        written += [f"[{text}]", f"[{text}]:443", f"{text}%eth0", address.exploded]
    assert {parse_address(each) for each in written} == {address}


@given(st.text())
def test_any_text_is_an_address_or_none(text):
    found = parse_address(text)

    assert found is None or isinstance(found, ipaddress.IPv4Address | ipaddress.IPv6Address)


@given(ADDRESSES, st.lists(JUNK, max_size=5))
def test_without_a_proxy_a_client_cannot_claim_another_address(address, entries):
    assert client_address(request(str(address), ",".join(entries))) == address


@pytest.mark.parametrize("hops", [1, 2, 3])
@given(data=st.data())
def test_with_n_proxies_the_nth_entry_from_the_right_counts(hops, data):
    forged = data.draw(st.lists(JUNK, max_size=5))
    seen = data.draw(st.lists(ADDRESSES, min_size=hops, max_size=hops))
    with override_settings(TRUSTED_PROXIES=hops):
        assert client_address(request(forwarded=",".join([*forged, *map(str, seen)]))) == seen[0]


@pytest.mark.parametrize("forwarded", [None, "", "unknown", "203.0.113.9"])
def test_too_few_or_odd_entries_fall_back_to_the_connection(settings, forwarded):
    settings.TRUSTED_PROXIES = 2

    assert client_address(request("192.0.2.1", forwarded)) == ipaddress.ip_address("192.0.2.1")


def test_a_connection_without_an_address_has_none():
    assert client_address(request("")) is None
