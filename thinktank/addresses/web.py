"""Addresses on other sites: http and https only, whatever a form or an old row says, and written as RFC 3986 wants.

Browsers forgive what EPUB readers, feed readers and validators do not: `|` and brackets in a path, spaces, a per cent
sign alone, letters of any script, `http:/x`. `web_address` writes such an address as browsers read it.
"""

import ipaddress
import re
import unicodedata
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
# What surrounds an address that was copied together with a space, a mark of direction or nothing visible at all
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
LONGEST = 2000
THIS_MACHINE = {"localhost", "127.0.0.1"}

validate_web_address = URLValidator(schemes=SCHEMES)


def is_this_machine(origin: str) -> bool:
    """Whether the site is only reached from this machine, as the demo is: others need a host name."""
    return urlsplit(origin).hostname in THIS_MACHINE


def trimmed(text: str) -> str:
    """Without what browsers leave out of addresses: tabs and line breaks anywhere, controls and spaces around."""
    return re.sub(r"[\t\n\r]", "", text).strip(CONTROLS_AND_SPACES)


def web_address(text: str) -> str | None:
    """The http or https address in the grammar of RFC 3986; None when it is none. Nothing leads elsewhere by it."""
    found = re.match(r"(https?):[/\\]*(.*)", trimmed(text), re.IGNORECASE | re.DOTALL)
    if not found:
        return None
    authority, rest = re.match(r"([^/\\?#]*)(.*)", found[2], re.DOTALL).groups()
    authority = _authority(authority)
    return f"{found[1].lower()}://{authority}{local_address(rest)}" if authority else None


def readable(address: str) -> str:
    """A written address as people read it: the letters of its host and of its words, where they lead to the same."""
    found = re.match(r"(https?://)([^/?#]*)(.*)", address, re.DOTALL)
    if not found:
        return address
    host = re.sub(r"xn--([a-z0-9-]+)", lambda label: _letters(label[0], _from_punycode(label[1])), found[2])
    rest = re.sub(r"(?:%[89A-F][0-9A-F])+", lambda word: _letters(word[0], unquote(word[0])), found[3])
    shown = found[1] + host + rest
    return shown if web_address(shown) == address else address


def _letters(written, read):
    return read if read.replace("-", "").isalnum() else written


def _from_punycode(label):
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
    """Percent-encoded but for letters, digits and `safe`; a per cent sign that encodes nothing is encoded itself."""
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text), safe=safe, errors="replace")


def _authority(text):
    user, at, place = text.rpartition("@")
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::([0-9]*))?", place)
    host = host_name(found[1]) if found else None
    if not host or int(found[2] or 0) > 65535:
        return None
    port = f":{int(found[2])}" if found[2] else ""
    return (quote_as(user, UNRESERVED_AND_COLON + "%") + at if user else "") + host + port


def host_name(text: str) -> str | None:
    """A host as the net knows it: small letters, other scripts in Punycode (RFC 3492); None when there is no such host."""
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


def _ipv4(text):
    """Numbers for letters are an address of four bytes, or nothing that a browser opens."""
    try:
        return str(ipaddress.IPv4Address(text.removesuffix(".")))
    except ValueError:
        return None


def _ipv6(text):
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    return None if address.scope_id else f"[{address.compressed}]"


class WebAddressInput(forms.URLField):
    """Reads what browsers would read, `www.example.org` too."""

    def to_python(self, value):
        return _forgiven(super(forms.URLField, self).to_python(value))


class WebAddressField(models.URLField):
    """A URLField that keeps addresses as RFC 3986 writes them, which is long: six signs for a Russian letter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": LONGEST} | kwargs)

    def to_python(self, value):
        return _forgiven(super().to_python(value))

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": WebAddressInput, "assume_scheme": "https"} | kwargs)

    def deconstruct(self):
        """For the database it is a URLField."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


def _forgiven(value):
    return (web_address(value) or guessed_web_address(value) or value) if value else value
