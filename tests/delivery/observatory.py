"""The points that Mozilla's HTTP Observatory gives an answer, by its published rules (version of 2025).

Each rule is a function of (headers, cookies, html) and returns points above or below 100. Bonuses count only on top of 90.
The list of hosts that browsers preload is not ours to test: HSTS gives 0 at best here, so 130 is all without a cookie.
"""

import re
from urllib.parse import urljoin, urlsplit

SIX_MONTHS = 15_768_000  # seconds
ORIGIN = "https://testserver"
BROAD = {"*", "http:", "https:", "data:", "blob:", "http://*", "https://*"}
CAREFUL = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


def policy_of(headers):
    directives = [
        part.split() for part in headers.get("Content-Security-Policy", "").split(";") if part.strip()
    ]
    return {name.lower(): set(values) for name, *values in directives}


def content_security_policy(headers, cookies, html):
    policy = policy_of(headers)
    if not policy:
        return -25
    default = policy.get("default-src", {"*"})
    scripts, objects = policy.get("script-src", default), policy.get("object-src", default)
    styles = policy.get("style-src", default)
    everything = set().union(*policy.values())
    is_guarded = any(each.startswith(("'nonce-", "'sha")) for each in scripts)
    if "'unsafe-inline'" in scripts and not is_guarded or (scripts | objects) & BROAD:
        return -20
    if any(each.startswith("http://") for each in everything):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in styles or styles & BROAD:
        return 0
    closes_forms = policy.get("form-action", {"*"}) <= {"'none'", "'self'"}
    return 10 if default == {"'none'"} and closes_forms else 5


def cookies_rule(headers, cookies, html):
    points = [5] if cookies else [0]
    for name, cookie in cookies.items():
        is_of_session = re.search("sess|auth|rid", name, re.IGNORECASE)
        is_against_forgery = re.search("csrf|xsrf", name, re.IGNORECASE)
        if not cookie["secure"]:
            points.append(-40 if is_of_session else -20)
        if is_of_session and not cookie["httponly"]:
            points.append(-30)
        if cookie["samesite"] not in ("Lax", "Strict"):
            points.append(-20 if cookie["samesite"] or is_against_forgery else 0)
    return min(points)


def sharing_with_other_origins(headers, cookies, html):
    shared = "Access-Control-Allow-Origin" in headers
    return -50 if shared and headers.get("Access-Control-Allow-Credentials") == "true" else 0


def referrer_policy(headers, cookies, html):
    value = headers.get("Referrer-Policy")
    if value is None:
        return 0
    return 5 if value in CAREFUL else -5


def strict_transport_security(headers, cookies, html):
    seconds = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if not seconds:
        return -20
    return 0 if int(seconds[1]) >= SIX_MONTHS else -10


def integrity_of_scripts(headers, cookies, html):
    sources = [found[1] for tag in SCRIPT.findall(html) if (found := SOURCE.search(tag))]
    foreign = [
        source for source in sources if urlsplit(urljoin(ORIGIN, source)).netloc != urlsplit(ORIGIN).netloc
    ]
    return -50 if foreign else 0


def content_type_options(headers, cookies, html):
    return 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5


def frame_options(headers, cookies, html):
    if policy_of(headers).get("frame-ancestors", {"*"}) <= {"'none'", "'self'"}:
        return 5
    return 0 if headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def resource_policy(headers, cookies, html):
    value = headers.get("Cross-Origin-Resource-Policy")
    return {None: 0, "cross-origin": 0, "same-origin": 10, "same-site": 10}.get(value, -5)


RULES = [
    content_security_policy,
    cookies_rule,
    sharing_with_other_origins,
    referrer_policy,
    strict_transport_security,
    integrity_of_scripts,
    content_type_options,
    frame_options,
    resource_policy,
]


def points_of(response):
    """{rule: points} of an answer of Django's test client."""
    html = response.content.decode(errors="replace") if not response.streaming else ""
    is_html = response.headers["Content-Type"].startswith("text/html")
    return {
        rule.__name__: rule(response.headers, response.cookies, html if is_html else "") for rule in RULES
    }


def score(points):
    """The score: bonuses count only where 90 or more is left without them."""
    bare = 100 + sum(each for each in points.values() if each < 0)
    return bare + sum(each for each in points.values() if each > 0) if bare >= 90 else bare
