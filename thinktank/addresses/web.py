"""Addresses on other sites: http and https only, in the grammar of RFC 3986.

Browsers accept what EPUB readers, feed readers and validators do not: `|` and brackets in a path, spaces, a single per
cent sign, letters of any script, `http:/x`. `web_address` writes such an address as browsers interpret it.
"""

import ipaddress
import re
import unicodedata
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from django import forms
from django.core.validators import URLValidator
from django.db import models

SCHEMES = ("http", "https")
BARE = re.compile(r"(?:[\w-]+\.)+([^\W\d_]{2,24})\.?(?::\d{1,5})?(?:[/\\?#].*)?", re.DOTALL)
FILE_ENDINGS = set(
    "htm html xhtml shtml php asp aspx jsp cgi js css json xml pdf doc docx odt rtf txt tex"
    " xls xlsx xlsm csv ods tsv ppt pptx pps ppsx odp key epub mobi djvu jpg jpeg png gif svg webp avif tif tiff bmp"
    " heic psd mp3 mp4 ogg oga ogv webm wav avi mkv zip rar gz tar ics vcf eml msg exe".split()
)
# Removed from both ends of an address: spaces, marks of direction and invisible signs that were copied with it
CONTROLS_AND_SPACES = "".join(
    map(chr, [*range(0x21), *range(0x7F, 0xA1), *range(0x2000, 0x2010), *range(0x2028, 0x2030), *range(0x205F, 0x2070)])
) + "\xad\u061c\u1680\u180e\u3000\ufeff"  # fmt: skip
FORBIDDEN_IN_HOSTS = re.compile(r"[\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]")
IGNORED_IN_HOSTS = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF])
DOTS = str.maketrans("。．｡", "...")
UNRESERVED_AND_COLON = "!$&'()*+,;=-._~:"
IN_PATHS = UNRESERVED_AND_COLON + "@/%"
IN_QUERIES = IN_PATHS + "?"
LONGEST_LABEL = 63
LONGEST_ADDRESS = 2000  # characters
THIS_MACHINE = {"localhost", "127.0.0.1"}

validate_web_address = URLValidator(schemes=SCHEMES)


def is_this_machine(origin: str) -> bool:
    """Whether only this machine can reach the site, as with the demo."""
    return urlsplit(origin).hostname in THIS_MACHINE


def trimmed(text: str) -> str:
    """Remove what browsers ignore: tabs and line breaks anywhere, controls and spaces at both ends."""
    return re.sub(r"[\t\n\r]", "", text).strip(CONTROLS_AND_SPACES)


def web_address(text: str) -> str | None:
    """The http or https address in the grammar of RFC 3986, with the same target; None for any other text."""
    found = re.match(r"(https?):[/\\]*(.*)", trimmed(text), re.IGNORECASE | re.DOTALL)
    if not found:
        return None
    before = re.split(r"[/\\?#]", found[2], maxsplit=1)[0]
    rest = found[2][len(before) :]
    authority = _authority(before)
    return f"{found[1].lower()}://{authority}{local_address(rest)}" if authority else None


def readable(address: str) -> str:
    """An address with the letters of its host and path decoded, as long as it leads to the same target."""
    found = re.match(r"(https?://)([^/?#]*)(.*)", address, re.DOTALL)
    if not found:
        return address
    host = re.sub(r"xn--([a-z0-9-]+)", lambda label: _letters(label[0], _from_punycode(label[1])), found[2])
    rest = re.sub(r"(?:%[89A-F][0-9A-F])+", lambda word: _letters(word[0], unquote(word[0])), found[3])
    shown = found[1] + host + rest
    return shown if web_address(shown) == address else address


def _letters(written: str, read: str) -> str:
    return read if read.replace("-", "").isalnum() else written


def _from_punycode(label: str) -> str:
    try:
        return label.encode().decode("punycode")
    except UnicodeError:
        return ""


def guessed_web_address(text: str) -> str | None:
    """The address meant by `//example.org`, `www.example.org` or `example.org/path`; None when it may be a file's name."""
    address = trimmed(text)
    meant = address.lstrip("/\\") if re.match(r"[/\\]{2}", address) else address
    found = BARE.fullmatch(meant)
    if not found or (found[1].lower() in FILE_ENDINGS and not meant.lower().startswith("www.")):
        return None
    return web_address(f"https://{meant}")


def local_address(rest: str) -> str:
    """Path, query and fragment in the grammar of RFC 3986. Backslashes are slashes in the path, as in browsers."""
    before, hash_, fragment = rest.partition("#")
    path, mark, query = before.partition("?")
    return (
        quote_as(path.replace("\\", "/"), IN_PATHS)
        + mark
        + quote_as(query, IN_QUERIES)
        + hash_
        + quote_as(fragment, IN_QUERIES)
    )


def quote_as(text: str, safe: str) -> str:
    """Percent-encode all but letters, digits and `safe`; also a per cent sign that encodes nothing."""
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text), safe=safe, errors="replace")


def _authority(text: str) -> str | None:
    user, at, place = text.rpartition("@")
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", place)
    if not found:
        return None
    host = host_name(found[1])
    if not host or int(found[2] or 0) > 65535:
        return None
    port = f":{int(found[2])}" if found[2] else ""
    return (quote_as(user, UNRESERVED_AND_COLON + "%") + at if user else "") + host + port


def host_name(text: str) -> str | None:
    """A host in small letters, with other scripts in Punycode (RFC 3492); None for an invalid one."""
    if text.startswith("["):
        return _ipv6(text[1:-1])
    name = unicodedata.normalize("NFKC", unquote(text).translate(IGNORED_IN_HOSTS)).lower().translate(DOTS)
    if not name.strip(".") or FORBIDDEN_IN_HOSTS.search(name):
        return None
    if re.search(r"(?:^|\.)(?:\d+|0x[\da-f]*)\.?$", name):
        return _ipv4(name)
    labels = [
        label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in name.split(".")
    ]
    if any(len(label) > LONGEST_LABEL for label in labels) or "" in labels[:-1]:
        return None
    return ".".join(labels)


def _ipv4(text: str) -> str | None:
    """A host that ends in a number is an address of four bytes, or browsers do not open it."""
    try:
        return str(ipaddress.IPv4Address(text.removesuffix(".")))
    except ValueError:
        return None


def _ipv6(text: str) -> str | None:
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    return None if address.scope_id else f"[{address.compressed}]"


class WebAddressInput(forms.URLField):
    """Accepts what browsers accept, also `www.example.org`."""

    def to_python(self, value: Any) -> Any:
        return _corrected(super(forms.URLField, self).to_python(value))


class WebAddressField(models.URLField):
    """A URLField that stores addresses in the grammar of RFC 3986, which takes six characters for a Russian letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST_ADDRESS} | kwargs)

    def to_python(self, value: Any) -> Any:
        return _corrected(super().to_python(value))

    def formfield(self, **kwargs: Any) -> Any:
        options: dict[str, Any] = {"form_class": WebAddressInput, "assume_scheme": "https"}
        return super().formfield(**options | kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Migrations see a URLField: the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


def _corrected(value: Any) -> Any:
    return (web_address(value) or guessed_web_address(value) or value) if value else value
