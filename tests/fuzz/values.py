"""What hostile and broken software sends: in paths, queries, fields, bodies and headers."""

from django.contrib import admin

from tests.odd import ODD

BOUNDARY = "fuzz-boundary"
TEXTS = [
    *ODD,
    "x" * 3000,
    "я" * 700,
    "[" * 1500,
    "{" * 500 + "}" * 500,
    "(((((a)*)*)*)*)*$",
    "\u202e\u2066evil\u2069",
    "\u0301" * 300,
    "👩‍👩‍👧‍👦" * 20,
    "\xff\xfe",
    "%",
    "%25%00",
    "%s%n%d{0}{self}",
    "{{7*7}}{% load x %}",
    "' OR 1=1 --",
    '";\\',
    "../../../../etc/passwd",
    "..%2f..%2f",
    "\r\nX-Injected: yes",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "//evil.example/",
    "NaN",
    "Infinity",
    "-0",
    "1e400",
    "0x10",
    "1_000",
    "0000-00-00",
    "2026-02-30",
    "9999-12-31",
    "10000-01-01",
    "2026-11-30T10:00:00+99:99",
    "24:00",
    "00000000-0000-0000-0000-000000000000",
    "true",
    "null",
    "en",
    "de",
    "a" * 40 + ":" + "b" * 43,
    "__all__",
    "pk__in",
    "title_en__regex",
]
# Names of query parameters and fields that views read, and some that none does
NAMES = [
    "page", "q", "kind", "type", "topic", "organization", "on", "year", "language", "region", "project", "person", "sort",
    "from", "to", "p", "o", "all", "e", "next", "term", "app_label", "model_name", "field_name", "id", "ids", "old", "new",
    "url", "date", "verb", "metadataPrefix", "identifier", "resumptionToken", "set", "until", "preview", "format",
    "_popup", "_to_field", "_source_model", "_changelist_filters", "_facets", "_saveasnew", "_continue", "_save", "_publish",
    "_addanother", "_selected_action", "action", "index", "select_across", "post", "csrfmiddlewaretoken", "at", "note",
    "public_note", "correction", "reason", "languages", "revision", "known", "carried", "username", "password", "code",
    "new_password1", "new_password2", "old_password", "credential", "ticket", "choices", "ballot_id", "stars", "version",
    "edition", "passage", "text", "email", "website", "upload", "title", "x", "a[b][c]", "a.b", "", "__proto__",
]  # fmt: skip
ENDINGS = ["-TOTAL_FORMS", "-INITIAL_FORMS", "-MAX_NUM_FORMS", "-0-id", "-0-ORDER", "-0-DELETE", "__exact", "__in", "__gte", "__year", "__isnull", "[]"]  # fmt: skip
HEADERS = {
    "Accept": ["*/*", "text/" * 1000, "text/markdown", "application/json;q=x", ";;;", "text/html;q=-1", "application/x-bibtex"],
    "Accept-Language": ["ru", "x" * 5000, "en;q=9", "*", "zh-" * 1200, ",".join(["de;q=0.1"] * 600), "\xff"],
    "Accept-Encoding": ["br", "gzip;q=x", "identity;q=0", "*;q=0", "x" * 3000],
    "Accept-Datetime": ["Thu, 01 Jan 1970 00:00:00 GMT", "yesterday", "Thu, 31 Dec 9999 23:59:59 GMT", "Mon, 30 Feb 2026 10:00:00 GMT", "\xff", "0" * 3000],
    "Range": ["bytes=0-", "bytes=-1", "bytes=5-2", "bytes=" + "0-1," * 500, "bytes=99999999999999999999-", "items=0-5", "bytes=²-³", "bytes"],
    "If-Range": ['"x"', "Thu, 01 Jan 1970 00:00:00 GMT", "\xff", "W/"],
    "If-None-Match": ["*", '"', 'W/"x"', '"a", ' * 800, "\xff"],
    "If-Match": ["*", '"x"', "\x80"],
    "If-Modified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 01 Jan 2050 00:00:00 GMT", "Mon, 99 Xxx 99999 99:99:99 GMT", "-1"],
    "If-Unmodified-Since": ["Thu, 01 Jan 1970 00:00:00 GMT", "never"],
    "Cookie": ["sessionid=x", "sessionid=" + "y" * 4000, "a;b;=;", 'csrftoken="\\"', "messages=x; messages=[[[", "rid=" + "A" * 43 + ".99999", "django_language=" + "x" * 900, "\xff=\xff", "sessionid=\"\\000\""],
    "Host": ["evil.example", "[::1", "testserver:99999", "a b", "", "x" * 300, "localhost@evil.example"],
    "Referer": ["http://evil.example/", "http://[", "\xff", "x" * 3000],
    "Origin": ["null", "http://evil.example", "http://[", "\xff"],
    "Sec-Fetch-Site": ["cross-site", "none", "same-origin", "\xff"],
    "X-Forwarded-For": ["1.1.1.1, " * 500, "::ffff:1.2.3.4", "\xff", "999.999.999.999", "fe80::1%eth0"],
    "X-Forwarded-Proto": ["https", "javascript", "\xff"],
    "X-Forwarded-Host": ["evil.example", "a b"],
    "X-Request-ID": ["x" * 2000, "\xff", "a b", ""],
    "X-HTTP-Method-Override": ["DELETE", "\xff"],
    "X-Requested-With": ["XMLHttpRequest"],
    "X-CSRFToken": ["x", "b" * 64, "\xff", ""],
    "Authorization": ["Bearer x", "Basic !!!", "\xff", "Bearer " + "x" * 3000],
    "User-Agent": ["", "x" * 4000, "\xff", "Mozilla/5.0 (" * 100],
    "Content-Language": ["\xff"],
    "Content-Encoding": ["gzip", "br", "x"],
    "Purpose": ["prefetch"],
    "Save-Data": ["on"],
}  # fmt: skip
CONTENT_TYPES = [
    "application/json", "application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}", "multipart/form-data",
    "multipart/form-data; boundary=", "text/plain", "application/octet-stream", "application/json; charset=utf-16",
    "application/x-www-form-urlencoded; charset=hex", "text/xml", "x", "/", ";;;", "", "\xff/\xff", "a" * 2000,
]  # fmt: skip
METHODS = {
    "GET": 50,
    "POST": 32,
    "HEAD": 6,
    "PUT": 3,
    "DELETE": 3,
    "OPTIONS": 2,
    "PATCH": 2,
    "TRACE": 1,
    "PROPFIND": 1,
}


def field_names() -> list[str]:
    """Of the fields of all forms of the desk."""
    fields = (field.name for model in admin.site._registry for field in model._meta.get_fields())
    return sorted(set(fields))
