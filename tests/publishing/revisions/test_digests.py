"""docs/architecture.md, rule 6: the digest covers the whole record and nothing else."""

import copy
import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.building import build_live, full_report, save_and_publish, the_edition
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.digests import (
    canonical_json,
    digest_of,
    record_of,
    sha256_of,
    without_resolutions,
)
from thinktank.publishing.revisions.snapshot import words_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)

IN_THE_RECORD = {
    "kind": "interview",
    "title": "Other",
    "standfirst": "Other",
    "dated": date(2001, 1, 1),
    "plain_text": "Other",
    "is_minor": True,
    "note": "Other",
    "correction": "Other",
    "content": {"format": 1},
    "language": "de",
    "number": 99,
    "type": "report",
    "publication_uid": uuid.uuid4(),
    "made_as": "correction",
    "printed_number": "9.1",
}
OUTSIDE = {
    "pk": 999,
    "uid": uuid.uuid4(),
    "publication_id": 999,
    "slug": "other",
    "prefix": "other",
    "card": {"other": 1},
    "digest": "other",
    "text_digest": "other",
    "revision_id": 999,
    "words_from_id": 999,
    "translates_id": 999,
    "made_at": timezone.now() + timedelta(days=1),
    "made_by_id": 999,
    "taken_over": True,
    "live_from": timezone.now() + timedelta(days=1),
    "first_live_from": timezone.now() + timedelta(days=1),
    "live_until": timezone.now() + timedelta(days=2),
    "ended_as": "expired",
    "public_note": "Other",
}
AFTER_ERASURE = {"erased_at", "erasure_reason"}


def shuffled(value, draw):
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw(st.permutations(sorted(value)))}
    if isinstance(value, list):
        return [shuffled(item, draw) for item in value]
    return value


def with_resolutions(value, draw):
    if isinstance(value, dict):
        return {key: with_resolutions(item, draw) for key, item in value.items()} | {
            "_" + draw(st.text(max_size=3)): draw(JSON)
        }
    if isinstance(value, list):
        return [with_resolutions(item, draw) for item in value]
    return value


@given(value=JSON, data=st.data())
def test_the_order_of_keys_changes_no_digest(value, data):
    assert sha256_of(shuffled(value, data.draw)) == sha256_of(value)


@given(one=JSON, other=JSON)
def test_different_values_have_different_digests(one, other):
    assert (sha256_of(one) == sha256_of(other)) == (canonical_json(one) == canonical_json(other))


@given(value=JSON.map(without_resolutions), data=st.data())
def test_where_files_lie_and_links_lead_is_not_in_the_record(value, data):
    assert without_resolutions(with_resolutions(value, data.draw)) == value


def test_canonical_json_has_exactly_these_bytes():
    value = {"б": [1, True, None, "“ё”\u2028"], "a": {"z": 0, "y": "\n"}}
    assert canonical_json(value) == '{"a":{"y":"\\n","z":0},"б":[1,true,null,"“ё”\u2028"]}'.encode()
    assert sha256_of(value) == "871425262cccd65f46ce6ab1a074cf5094ef035b3d21605da5a97c846cedd35e"


@pytest.fixture
def edition():
    edition = Edition(
        publication_uid=uuid.UUID(int=7), language="en", number=2, type="article", kind="news", title="Bees",
        standfirst="On bees.", dated=date(2024, 5, 6), plain_text="Text.", note="", correction="",
        content={"format": 1, "images": {"0" * 64: {"sha256": "0" * 64, "_files": {"key": "k"}}}},
    )  # fmt: skip
    edition.digest = digest_of(edition)
    return edition


def test_the_digest_names_its_format_and_stays_what_it_was(edition):
    assert edition.digest == "edition-1:949a002f5a1e19c4e64adcbae52c1f21d3f4b84bbee6c9a1a6901fd70374d0b9"


@pytest.mark.parametrize("field", IN_THE_RECORD)
def test_any_change_of_the_record_changes_the_digest(edition, field):
    setattr(edition, field, IN_THE_RECORD[field])
    assert digest_of(edition) != edition.digest


@pytest.mark.parametrize("field", OUTSIDE)
def test_nothing_outside_the_record_changes_the_digest(edition, field):
    before = edition.digest
    setattr(edition, field, OUTSIDE[field])
    assert digest_of(edition) == before


def test_every_column_is_either_in_the_record_or_outside():
    named = {*IN_THE_RECORD, *OUTSIDE, *AFTER_ERASURE}
    assert {name.removesuffix("_id") if name != "pk" else "id" for name in named} == {
        field.name for field in Edition._meta.concrete_fields
    }


@pytest.mark.django_db
def test_a_stored_edition_reads_back_with_the_digest_it_was_given():
    report = full_report()
    save_and_publish(report, "en", "ru", now=timezone.now())
    for language in ("en", "ru"):
        stored = the_edition(report, language, 1)
        assert digest_of(stored) == stored.digest


@pytest.mark.django_db
def test_the_record_holds_no_database_id_host_or_storage_path(settings):
    report = full_report()
    save_and_publish(report, "en", now=timezone.now())
    record = canonical_json(record_of(the_edition(report, "en", 1))).decode()
    assert settings.SITE_ORIGIN not in record
    assert report.cover.rendition_key not in record
    assert report.cover.original.name not in record
    assert report.cover.sha256 in record


@pytest.mark.django_db
def test_the_text_digest_is_of_the_source_before_typography():
    article = build_live(now=timezone.now(), languages=["en"], body_en='<p>He said "no" -- twice.</p>')
    edition = the_edition(article, "en", 1)
    assert edition.text_digest == sha256_of(words_of(edition.revision.snapshot, "en"))
    assert '"no"' not in edition.content["body"]


def test_reading_a_record_changes_nothing(edition):
    before = copy.deepcopy(edition.content)
    digest_of(edition)
    assert edition.content == before
