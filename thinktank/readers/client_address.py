"""Which address a request came from. It is used to slow down floods, never to tell readers apart."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

Address = IPv4Address | IPv6Address
# IPv4 behind a translator (RFC 6052): without translating it back, all of it would be one subscriber.
TRANSLATED = ip_network("64:ff9b::/96")


def client_address(request: HttpRequest) -> Address | None:
    """The address seen by the outermost of our TRUSTED_PROXIES, or by the server itself; None when it cannot be read.

    Each proxy appends to X-Forwarded-For what it saw. With N proxies of ours, the N-th entry from the right is the
    leftmost one that a client cannot have written. Without a proxy the header is not read at all.
    """
    direct = parse_address(request.META.get("REMOTE_ADDR", ""))
    hops = settings.TRUSTED_PROXIES
    if not hops:
        return direct
    entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    return (parse_address(entries[-hops]) if len(entries) >= hops else None) or direct


def parse_address(text: str) -> Address | None:
    """Read an address with or without port, brackets and zone; IPv4 written as IPv6 becomes IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return getattr(address, "ipv4_mapped", None) or address
