"""Functions to call in a separate process with a site in English, Russian and German; all values are JSON."""

from django.db import connection
from django.test import Client
from django.utils import translation

from tests.factories import PUBLICATION_MAKERS, make_expert, make_organization, make_topic
from thinktank.language import languages
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.editions.triggers import missing_triggers
from thinktank.publishing.editions.verify import verify_editions
from thinktank.publishing.models import Edition
from thinktank.publishing.publication_types import types_with_lists
from thinktank.publishing.revisions.save import save_revision

WORDS = {
    "title_de": "Über Brücken",
    "standfirst_de": "Ein Satz.",
    "body_de": "<p>Er sagte „nein“.</p>",
}


def columns(table):
    with connection.cursor() as cursor:
        return sorted(column.name for column in connection.introspection.get_table_description(cursor, table))


def publish_in_german():
    """Publishes texts in German only and in all three languages; returns the pages that a reader of German may open."""
    topic = make_topic(name_de="Wasser")
    expert = make_expert(given_name_de="Anna", family_name_de="Orlowa")
    make_organization(name_de="Institut")
    paths, statuses = [], {}
    for model, make in PUBLICATION_MAKERS.items():
        prefix = model.address_prefix
        publication = make(**WORDS | {"slug_de": f"bruecken-{prefix}".strip("-")})
        publication.topics.add(topic)
        publication.contributions.create(expert=expert, name_de="A. Orlowa", name_en="A. O.", name_ru="А. О.")
        save_revision(publication, by=None)
        editions = publish(publication, ["de"] if prefix == "events" else languages.codes(), by=None)
        paths += [edition.get_absolute_url() for edition in editions if edition.language == "de"]
    prefixes = [each.prefix for each in types_with_lists()]
    prefixes += ["experts", "organizations", "topics", "polls"]
    client = Client()
    for path in [
        *paths,
        *(f"{path}editions/" for path in paths),
        "/de/",
        *(f"/de/{prefix}/" for prefix in prefixes),
        *linked(topic, expert),
    ]:
        response = client.get(path)
        statuses[path] = [response.status_code, 'lang="de"' in response.content.decode()]
    return statuses


def linked(*owners):
    return [owner.path_in("de") for owner in owners]


def state_of_publications():
    with translation.override("de"):
        german = Edition.objects.filter(language="de")
        return {
            "languages": languages.codes(),
            "titles": sorted(german.values_list("title", flat=True)),
            "slugs": sorted(german.values_list("slug", flat=True)),
            "differing": verify_editions().differing,
            "missing_triggers": missing_triggers(connection),
        }
