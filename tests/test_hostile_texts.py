"""Whatever stands in a text, no browser runs it: every text field of everything, on the site and on the desk (docs/security.md, T9 and T10)."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.urls import reverse

from events.models import Event
from experts.models import Organization
from reports.models import Recommendation
from tests.factories import (
    make_affiliation,
    make_article,
    make_audience,
    make_event,
    make_expert,
    make_image,
    make_organization,
    make_page,
    make_project,
    make_region,
    make_report,
    make_superuser,
    make_topic,
    publish_now,
)
from tests.polls.making import make_poll
from tests.session import sign_in_on
from thinktank.addresses.models import Address
from thinktank.library.models import RenditionSet
from thinktank.pages.models import SiteSettings
from thinktank.publishing.models import Contribution, Edition, Institution

pytestmark = [pytest.mark.browser, pytest.mark.long]

HOSTILE = (
    "\"'><img src=x onerror=__x()><script>__x()</script>{{ 7|add:7 }}</title></textarea><svg onload=__x()>"
)
OURS = {
    "articles", "events", "experts", "library", "pages", "polls", "publishing", "reports", "taxonomy",
}  # fmt: skip
LEFT = {
    "slug", "uid", "type", "kind", "language", "prefix", "time_zone", "digest", "sha256", "media_type", "original",
    "rendition_key", "pepper_ref", "choices_text", "original_language", "file", "text_digest", "voter_key", "orcid",
    "ror", "doi", "edn",
}  # fmt: skip


def poison():
    """For `live_site.call`: everything, with hostile words in every text field; (public paths, paths of the desk)."""
    expert, organization = make_expert(), make_organization()
    make_affiliation(expert=expert, organization=organization)
    image = make_image(width=400, height=300)
    publications = [make_article(cover=image), make_event(), make_report(), make_page()]
    terms = {
        "topics": make_topic(),
        "regions": make_region(),
        "audiences": make_audience(),
        "projects": make_project(),
    }
    for publication in publications:
        for name, term in terms.items():
            getattr(publication, name).add(term)
        Contribution.objects.create(publication=publication, expert=expert)
        Institution.objects.create(publication=publication, organization=organization)
    Recommendation.objects.create(report=publications[2])
    make_poll(beside=publications)
    SiteSettings.objects.get_or_create(pk=1)
    _write_everywhere()
    Organization.objects.update(website="java\tscript:__x()")
    Event.objects.update(recording_url="javascript:__x()")
    Address.objects.update(label=HOSTILE)
    for publication in publications:
        fresh = type(publication).objects.get(pk=publication.pk)
        publish_now(fresh, "en", "ru", note=HOSTILE, correction=HOSTILE)
    make_superuser("root")
    return _public_paths(), _desk_paths(publications)


def _write_everywhere():
    for model in apps.get_models():
        if model._meta.app_label in OURS and model not in {Edition, Address, RenditionSet}:
            fields = {
                f.attname: HOSTILE[: f.max_length or 500] for f in model._meta.local_fields if _is_text(f)
            }
            if fields:
                models.QuerySet(model).update(**fields)


def _is_text(field):
    name = field.name.removesuffix("_en").removesuffix("_ru")
    is_words = isinstance(field, (models.CharField, models.TextField)) and not isinstance(
        field, models.URLField
    )
    return is_words and not field.choices and name not in LEFT


def _public_paths():
    editions = [edition.get_absolute_url() for edition in Edition.objects.all()]
    more = [f"{path}{view}" for path in editions for view in ("print/", "editions/")]
    lists = [
        f"/{code}/{name}"
        for code in ("en", "ru")
        for name in ("", "articles/", "events/", "experts/", "polls/")
    ]
    pages = [
        address.path for address in Address.objects.exclude(prefix__in=["articles", "events", "reports", ""])
    ]
    return editions + more + lists + pages


def _desk_paths(publications):
    paths = [reverse("admin:index")]
    for model in apps.get_models():
        opts = model._meta
        is_on_the_desk = opts.app_label in OURS and admin.site.is_registered(model)
        if is_on_the_desk and (one := models.QuerySet(model).first()):
            paths.append(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
            for view in ("change", "history", "delete"):
                paths.append(reverse(f"admin:{opts.app_label}_{opts.model_name}_{view}", args=[one.pk]))
    for publication in publications:
        opts = publication._meta
        for view in ("preview", "publish", "editions"):
            paths.append(
                reverse(f"admin:{opts.app_label}_{opts.model_name}_{view}", args=[publication.pk, "en"])
            )
        paths.append(reverse(f"admin:{opts.app_label}_{opts.model_name}_revisions", args=[publication.pk]))
    return paths


def visit(page, paths):
    """Addresses at which something ran, or a link that would run something stands."""
    ran = []
    for path in paths:
        response = page.goto(path)
        assert response.status < 500, path
        links = "[...document.querySelectorAll('[href]')].some(e => /^[\\s\\x00-\\x1f]*java\\s*script/i.test(e.getAttribute('href')))"
        if page.evaluate("window.__ran") or page.evaluate(links):
            ran.append(path)
    return ran


def test_hostile_words_run_nowhere(new_live_site, new_page, complaints):
    complaints.expect("status of 403")  # what the desk never deletes
    with new_live_site() as site:
        public, desk = site.call(poison)
        page = new_page(site=site)
        page.add_init_script("window.__x = () => { window.__ran = true }")
        page.on("dialog", lambda dialog: dialog.dismiss())
        assert visit(page, public) == []
        sign_in_on(page, site, "root")
        assert visit(page, desk) == []
        assert len(public) > 40
        assert len(desk) > 50
