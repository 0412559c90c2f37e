"""docs/architecture.md, rule 10: a snapshot has the whole working copy, and restoring it restores everything."""

import datetime
import json
import uuid

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event
from reports.models import Report
from tests.factories import PUBLICATION_MAKERS, make_expert, make_image, make_organization, make_topic
from tests.publishing.building import add_person, build, dump, full_report, save
from thinktank.language import languages
from thinktank.publishing.models import Publication
from thinktank.publishing.models.part import Part
from thinktank.publishing.revisions.save import save_revision
from thinktank.publishing.revisions.snapshot import (
    BOOKKEEPING,
    CannotRestore,
    fact_fields,
    facts_of,
    merge,
    owner_link,
    restore,
    take_snapshot,
    words_of,
)
from thinktank.publishing.working_copies import publication_models, translated_fields

WORDS = ["title", "standfirst", "body", "cover_caption"]
TEXT = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12)

# Not in snapshots, for these reasons:
NOT_IN_SNAPSHOTS = {
    "revisions": "the snapshots themselves",
    "edit_conflicts": "until somebody chooses one of two versions",
    "editions": "made from snapshots",
    "release_items": "when it is published, not what",
    "reviews": "what colleagues say of it",
    "assignments": "who works on it",
    "comments": "what colleagues say of it",
    "shared_links": "who may see it before it is published",
    "references": "derived from them",
    "relations_out": "surroundings, not part of the record",
    "relations_in": "surroundings, not part of the record",
    "polls": "surroundings, not part of the record",
    "ratings": "surroundings, not part of the record",
    "reading_days": "how often it was read: no part of the record either",
    "series_part": "surroundings, not part of the record",
    "search_text": "made from the newest snapshot",
    "search_titles": "made from the newest snapshot",
}


def again(publication):
    return type(publication).objects.get(pk=publication.pk)


# Restoring

EDITS = {
    "words": lambda report, data: [
        setattr(report, languages.field_name(data.draw(st.sampled_from(WORDS)), data.draw(st.sampled_from(languages.codes()))), data.draw(TEXT)),
        report.save(),
    ],
    "number": lambda report, data: [setattr(report, "report_number", data.draw(TEXT)), report.save()],
    "kind": lambda report, data: [setattr(report, "kind", data.draw(st.sampled_from(Report.Kind.values))), report.save()],
    "date": lambda report, data: [setattr(report, "dated", data.draw(st.none() | st.dates())), report.save()],
    "cover": lambda report, data: [setattr(report, "cover", None), report.save()],
    "documents": lambda report, data: [setattr(report, "pdf_ru", None), report.save()],
    "topics": lambda report, data: report.topics.set(list(report.topics.all())[data.draw(st.integers(0, 1)) :]),
    "more people": lambda report, data: add_person(report, data.draw(TEXT), position=data.draw(st.integers(0, 5))),
    "fewer people": lambda report, data: report.contributions.order_by("?")[:1].get().delete() if report.contributions.exists() else None,
    "order": lambda report, data: report.recommendations.update(position=data.draw(st.integers(0, 3))),
    "recommendations": lambda report, data: report.recommendations.create(text_en=data.draw(TEXT), position=1),
    "no institutions": lambda report, data: report.institutions.all().delete(),
}  # fmt: skip


@pytest.mark.django_db
def test_restoring_brings_back_an_equal_snapshot_whatever_was_edited_in_whatever_language():
    with translation.override("en"):
        report = full_report()
        before = take_snapshot(again(report))

    @given(data=st.data())
    def edited_and_restored(data):
        edited = again(report)
        for edit in data.draw(st.lists(st.sampled_from(sorted(EDITS)), max_size=6)):
            with translation.override(data.draw(st.sampled_from(["en", "ru", None]))):
                EDITS[edit](edited, data)
        with translation.override(data.draw(st.sampled_from(["en", "ru", None]))):
            restore(again(report), before)
        with translation.override(data.draw(st.sampled_from(["en", "ru", "de"]))):
            assert take_snapshot(again(report)) == before

    edited_and_restored()


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(publication_models().values()))
def test_every_type_of_publication_can_be_snapshotted_and_restored(model):
    publication = PUBLICATION_MAKERS[model]()
    before = take_snapshot(again(publication))
    save(publication, title_en="Other", kind=model.Kind.values[-1])
    restore(again(publication), before)
    assert take_snapshot(again(publication)) == before


@pytest.mark.django_db
def test_a_snapshot_is_json_without_database_ids():
    report = full_report()
    snapshot = take_snapshot(report)
    assert json.loads(json.dumps(snapshot)) == snapshot
    assert snapshot["facts"]["cover"] == str(report.cover.uid)
    assert snapshot["words"]["ru"]["pdf"] == str(report.pdf_ru.uid)
    assert set(snapshot["terms"]["topics"]) == {str(topic.uid) for topic in report.topics.all()}


@pytest.mark.django_db
def test_a_snapshot_holds_times_in_utc_whatever_zone_they_came_in():
    moscow = datetime.timezone(datetime.timedelta(hours=3))
    event = build(Event, starts_at=datetime.datetime(2030, 1, 1, 12, tzinfo=moscow), ends_at=None)
    assert take_snapshot(event)["facts"]["starts_at"] == "2030-01-01T09:00:00+00:00"
    assert take_snapshot(again(event)) == take_snapshot(event)


@pytest.mark.django_db
def test_parts_keep_their_public_ids_and_their_order():
    report = full_report()
    before = take_snapshot(report)
    report.contributions.all().delete()
    restore(again(report), before)
    stored = [
        str(uid) for uid in report.contributions.order_by("position", "pk").values_list("uid", flat=True)
    ]
    assert stored == [part["uid"] for part in before["parts"]["contributions"]]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "vanish",
    [
        lambda report: report.topics.first().delete(),
        lambda report: [report.institutions.all().delete(), report.institutions.model.organization.field.related_model.objects.all().delete()],
        lambda report: [report.contributions.all().delete(), make_expert()._meta.model.objects.all().delete()],
        lambda report: [save(report, cover=None), report.pictures.all().delete(), make_image()._meta.model.objects.all().delete()],
    ],
    ids=["topic", "organisation", "expert", "image"],
)  # fmt: skip
def test_a_vanished_link_is_named_and_nothing_is_changed(vanish):
    report = full_report()
    before = take_snapshot(again(report))
    vanish(report)
    now = [
        dump(model) for model in (Publication, Report, report.contributions.model, report.institutions.model)
    ]
    with pytest.raises(CannotRestore, match=r"\w"):
        restore(again(report), before)
    assert [
        dump(model) for model in (Publication, Report, report.contributions.model, report.institutions.model)
    ] == now


@pytest.mark.django_db
def test_restoring_ignores_a_language_the_site_no_longer_has():
    article = build()
    snapshot = take_snapshot(article)
    snapshot["words"]["xx"] = {"title": "Gone"}
    restore(again(article), snapshot)
    assert "xx" not in take_snapshot(again(article))["words"]


# Every field has a rule


@pytest.mark.parametrize("model", list(publication_models().values()))
def test_every_column_of_a_publication_is_a_fact_a_word_or_bookkeeping(model):
    assert_covered(model, None)


@pytest.mark.parametrize(
    ("model", "name"), [(m, n) for m in publication_models().values() for n in m.part_sets]
)
def test_every_column_of_a_part_is_a_fact_a_word_or_bookkeeping(model, name):
    part = model._meta.get_field(name).related_model
    assert issubclass(part, Part)
    assert_covered(part, owner_link(model, name))


def assert_covered(model, link):
    facts = {field.name for field in fact_fields(model, link)}
    words = translated_fields(model)
    columns = words | {languages.field_name(word, code) for word in words for code in languages.codes()}
    rest = {field.name for field in model._meta.concrete_fields} - facts - columns - BOOKKEEPING
    assert rest <= {link, "publication_ptr"}
    assert words and facts


@pytest.mark.parametrize("model", list(publication_models().values()))
def test_every_set_of_rows_is_in_snapshots_or_listed_as_left_out(model):
    many = {field.name for field in model._meta.many_to_many}
    assert many == set(model.term_sets)
    pointing = {
        relation.get_accessor_name()
        for relation in model._meta.related_objects
        if not relation.hidden and not issubclass(relation.related_model, Publication)
    }
    others_own = {relation for relation in pointing if relation.endswith("_set")}
    assert others_own == set(), "give it a related_name"
    assert pointing == set(model.part_sets) | set(NOT_IN_SNAPSHOTS)


def test_no_two_apps_give_a_type_the_same_name():
    classes = [
        model for model in apps.get_models() if issubclass(model, Publication) and model is not Publication
    ]
    assert len(publication_models()) == len(classes)


@isolate_apps("articles")
def test_a_field_that_links_to_something_without_public_id_has_no_rule_and_raises():
    class Secretive(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "articles"

    class Leaflet(models.Model):  # noqa: DJ008
        secretive = models.ForeignKey(Secretive, models.CASCADE)

        class Meta:
            app_label = "articles"

    with pytest.raises(TypeError, match="Leaflet.secretive: no rule"):
        list(fact_fields(Leaflet))


@isolate_apps("articles")
@pytest.mark.parametrize(
    "field", [models.FileField(), models.BinaryField(), models.DecimalField(), models.TimeField()]
)
def test_a_field_whose_values_have_no_rule_raises_when_a_snapshot_is_taken(field):
    from decimal import Decimal

    from thinktank.publishing.revisions.snapshot import _value

    class Odd(models.Model):  # noqa: DJ008
        value = field.clone()

        class Meta:
            app_label = "articles"

    value = {
        models.BinaryField: b"x",
        models.DecimalField: Decimal("1.5"),
        models.TimeField: datetime.time(1),
    }.get(type(field)) or Odd(value="x").value
    with pytest.raises(TypeError, match="no rule"):
        _value(value)


# Merging and comparing


@pytest.mark.django_db
def test_merging_takes_the_facts_of_one_and_the_words_of_the_other():
    report = full_report()
    old = take_snapshot(again(report))
    save(report, title_ru="Новое", kind="policy_brief", report_number="9")
    report.recommendations.filter(position=0).update(text_ru="Иначе.", horizon="long_term")
    report.recommendations.create(text_en="More.", text_ru="Ещё.", position=2)
    new = take_snapshot(again(report))
    merged = merge(new, old, "ru")
    assert facts_of(merged) == facts_of(new)
    assert merged["words"]["ru"] == old["words"]["ru"]
    texts = [part["words"]["ru"]["text"] for part in merged["parts"]["recommendations"]]
    assert texts == ["Делать.", "Ждать.", "Ещё."]


@pytest.mark.django_db
def test_facts_do_not_change_with_words_and_words_not_with_facts_or_addresses():
    report = full_report()
    before = take_snapshot(again(report))
    save(report, title_en="Other", slug_en="other")
    after = take_snapshot(again(report))
    assert facts_of(after) == facts_of(before)
    assert words_of(after, "ru") == words_of(before, "ru")
    assert words_of(after, "en") != words_of(before, "en")
    save(report, title_en=before["words"]["en"]["title"], kind="policy_brief")
    back = take_snapshot(again(report))
    assert words_of(back, "en") == words_of(before, "en")
    assert facts_of(back) != facts_of(before)


@pytest.mark.django_db
def test_an_unknown_uid_in_a_snapshot_is_named():
    article = build()
    snapshot = take_snapshot(article)
    missing = str(uuid.uuid4())
    snapshot["facts"]["cover"] = missing
    with pytest.raises(CannotRestore, match=missing):
        restore(again(article), snapshot)


@pytest.mark.django_db
def test_institutions_keep_their_order_in_snapshots():
    report = build(Report)
    for position, organization in [(2, make_organization()), (1, make_organization())]:
        report.institutions.create(organization=organization, position=position)
    report.topics.add(make_topic())
    save_revision(report, by=None)
    ordered = [part["facts"]["organization"] for part in take_snapshot(report)["parts"]["institutions"]]
    assert ordered == [str(row.organization.uid) for row in report.institutions.order_by("position")]
