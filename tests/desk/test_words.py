"""No page of the desk shows the name of a class, and Russian pages are all in Russian."""

import re
from itertools import repeat

import pytest
from django.contrib import admin
from django.urls import reverse
from lxml import html

from tests.desk.desk import signed_in
from tests.desk.everything import one_of_everything
from tests.factories import (
    make_superuser,
)

pytestmark = pytest.mark.django_db

CLASS_NAMES = re.compile(
    r"\bobject \(\d+\)|\bobject at 0x|\b[a-z]+_[a-z_]+\b|\b[A-Z][a-z]+_[a-z]+\b|<[A-Z]\w+:"
)
ENGLISH = re.compile(r"[A-Za-z][A-Za-z’'-]{2,}")
SLUGS = re.compile(
    r"\b[a-z]+-\d+\b|\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\w+\*{6,}|(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}"
)  # hashes, keys
NAMES = {  # names that Russian writes in Latin letters too
    *"JPEG PNG WebP GIF AVIF PDF EPUB MP3 CSV ORCID URL HTML XML ROR RSS UTC http https www com org example Ctrl".split(),
    *"DOI EDN eLibrary Crossref ABCDEF env example".split(),
    *"ror orcid dxps BY BY-SA BY-ND BY-NC BY-NC-SA BY-NC-ND".split(),  # identifiers and licences
    *"AIPREF search train-ai robots txt User-agent GPTBot Disallow".split(),
    *"Aegis FreeOTP Google Authenticator Password QR- localhost testserver".split(),
    *"Python Django SQLite PostgreSQL Valkey Redis pysqlite manage work migrate rebuild".split(),  # programs
    *"PAGE CACHE SECURITY CONTACT VAR DIR".split(),
    *"English root Europe Moscow SHA Editors Control Mac Command LDAP Single Sing-On pdf".split(),
}
PER_PUBLICATION = ["change", "history", "revisions", "compare", "delete"]
PER_LANGUAGE = ["publish", "editions", "withdraw", "expire", "correct", "cancel"]


@pytest.fixture
def whole_desk():
    return one_of_everything()


def _addresses(publications):
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        if model_admin.has_add_permission(_asking()):
            yield reverse(f"{name}_add")
            yield reverse(f"{name}_add") + "?_popup=1"
        if found := model.objects.first():
            yield from (
                reverse(f"{name}_{page}", args=[found.pk]) for page in ("change", "history", "delete")
            )
    for publication in publications:
        opts = publication._meta
        name = f"admin:{opts.app_label}_{opts.model_name}"
        yield from (reverse(f"{name}_{page}", args=[publication.pk]) for page in PER_PUBLICATION)
        yield reverse(f"{name}_revision", args=[publication.pk, 1])
        yield from (reverse(f"{name}_{page}", args=[publication.pk, "ru"]) for page in PER_LANGUAGE)
        yield reverse(f"{name}_erase", args=[publication.pk, "ru", 1])
    names = ["index", "status", "password_change", "library_image_picker", "my_security", "second_step"]
    names += ["my_security_app", "my_security_codes"]
    yield from (reverse(f"admin:{name}") for name in names)


def _asking():
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = make_superuser.known
    return request


def _words(page):
    """The texts that an editor reads or hears, without values of fields and texts marked as another language."""
    tree = html.fromstring(page)
    for element in tree.xpath(
        "//script|//style|//textarea|//template|//body//*[@lang='en']|//select[@name='time_zone']/option"
    ):
        if element.getparent() is not None:
            element.drop_tree()
    yield from (text.strip() for text in tree.xpath("//text()") if text.strip())
    for name in ("title", "aria-label", "placeholder", "alt"):
        yield from tree.xpath(f"//@{name}")
    yield from tree.xpath("//input[@type='submit' or @type='button']/@value")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_page_of_the_desk_shows_a_class_or_another_language(whole_desk, language):
    root = make_superuser.known = make_superuser("root")
    client = signed_in(root)
    client.cookies["django_language"] = language
    found = {}
    for address in dict.fromkeys(_addresses(whole_desk)):
        response = client.get(address, follow=True)
        assert response.status_code in {200, 403, 409}, (address, response.status_code)
        for text in map(SLUGS.sub, repeat(""), _words(response.content.decode())):
            bad = CLASS_NAMES.findall(text)
            if language == "ru":
                bad += [word for word in ENGLISH.findall(text) if word not in NAMES]
            if bad:
                found.setdefault((text[:80], tuple(bad)[:4]), address)

    assert not found, "\n".join(f"{address}: {text} {bad}" for (text, bad), address in found.items())
