"""Stored contents of every format stay readable. There is one fixture per format, which never changes."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from tests.publishing.building import full_report, save_and_publish, the_edition
from thinktank.publishing.editions.compile import card_of
from thinktank.publishing.editions.content_format import CONTENT_FORMAT, UPGRADES, UnknownFormat, upgraded

FOLDER = Path(__file__).parent / "stored_contents"
STORED = {int(path.stem.removeprefix("format-")): path for path in FOLDER.glob("format-*.json")}


def read(number):
    return json.loads(STORED[number].read_text(encoding="utf-8"))


def shape(value):
    """Keys and types without the values; of a list, the shape of its first item."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value[:1]]
    return type(value).__name__


# Keys added after the newest format was stored. Older editions lack them, so code reads them with a default.
OPTIONAL = {
    "funding",
    "takeaways",
    "key_findings",
    "pictures",
    "charts",
    "given",
    "family",
    "orcid",
    "ror",
    "licence",
    "translation_method",
    "employers",
    "doi",
    "edn",
    "copies",
}


def required(shape_):
    if isinstance(shape_, dict):
        return {key: required(value) for key, value in shape_.items() if key not in OPTIONAL}
    return shape_


def named_by_public_id(content):
    """Replace keys that are uids or digests by fixed words."""
    return content | {name: list(content[name].values()) for name in ("images", "links")}


def test_there_is_a_stored_content_for_every_format():
    assert sorted(STORED) == list(range(1, CONTENT_FORMAT + 1))
    assert sorted(UPGRADES) == list(range(1, CONTENT_FORMAT))


@pytest.mark.parametrize("number", sorted(STORED))
def test_every_stored_format_is_read_as_the_current_one(number):
    content = read(number)
    assert content["format"] == number
    assert shape(named_by_public_id(upgraded(content))) == shape(
        named_by_public_id(upgraded(read(CONTENT_FORMAT)))
    )
    assert content == read(number)


@pytest.mark.parametrize("number", sorted(STORED))
def test_lists_can_be_made_from_every_stored_format(number):
    assert set(card_of(upgraded(read(number)))) == {"cover", "people", "facts", "reading_minutes"}


@pytest.mark.django_db
def test_what_is_compiled_today_has_the_shape_of_the_newest_stored_format():
    """Fails when the shape changes without a new format, except for optional keys."""
    report = full_report()
    report.body_en = (
        f'<h2>Part</h2><p>One<span data-footnote="">Note.</span> <a href="publication:{report.uid}">two</a>.</p>'
        f'<figure><img src="/library/{report.cover.uid}/" alt="A"><figcaption>C</figcaption></figure>'
    )
    report.save()
    save_and_publish(report, "en", now=timezone.now())
    made = the_edition(report, "en", 1).content
    assert required(shape(named_by_public_id(made))) == shape(named_by_public_id(read(CONTENT_FORMAT)))


@pytest.mark.parametrize(
    "content", [{}, {"format": None}, {"format": 0}, {"format": CONTENT_FORMAT + 1}, {"format": "1"}]
)
def test_an_unknown_format_is_refused_by_name(content):
    with pytest.raises(UnknownFormat, match=repr(content.get("format"))):
        upgraded(content)


def test_an_old_format_goes_through_every_step_in_order(monkeypatch):
    monkeypatch.setattr("thinktank.publishing.editions.content_format.CONTENT_FORMAT", 3)
    monkeypatch.setitem(UPGRADES, 1, lambda content: content | {"format": 2, "steps": ["1→2"]})
    monkeypatch.setitem(
        UPGRADES, 2, lambda content: content | {"format": 3, "steps": [*content["steps"], "2→3"]}
    )
    assert upgraded({"format": 1})["steps"] == ["1→2", "2→3"]
