"""The interface translations are whole: nothing is missing, nothing is left over, and what is filled in fits."""

import gettext
import os
import re
import shutil
from collections import Counter
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management import call_command

from thinktank.operations.catalogues import compile_catalogues

ROOT = Path(settings.BASE_DIR)
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
NO_TEXTS_IN = (
    ".*",
    "__pycache__",
    "node_modules",
    "var",
    "tests",
    "locale",
    "docs",
    "content",
    "fonts",
    "test-results",
)
WITH_TEXTS = {"django": (".py", ".html", ".txt"), "djangojs": (".js",)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
STRAIGHT_QUOTES = re.compile(r"[\"'“”]")  # in Russian: «ёлочки», and „лапки“ inside them
TYPEWRITTEN = re.compile(r" - | -- | – |\.\.\.|^ | $|  ")


def _name(path):
    return f"{path.parent.parent.name}-{path.stem}"


def _read(path):
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def _key(entry):
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def _pairs(entry):
    """(source, translation): a singular may say «one» in words, so that every plural form is held to the plural."""
    if entry.msgid_plural:
        return [(entry.msgid_plural, form) for form in entry.msgstr_plural.values()]
    return [(entry.msgid, entry.msgstr)]


each_catalogue = pytest.mark.parametrize("path", CATALOGUES, ids=_name)


def _need_gettext():
    if shutil.which("xgettext"):
        return
    sentence = "Install GNU gettext: without xgettext nobody can tell whether the catalogues hold every text."
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


def _collected(domain, folder, monkeypatch):
    """What makemessages finds, in a copy of the source: it works beside the files that it reads."""
    endings = WITH_TEXTS[domain]

    def without_texts(where, names):
        left_out = shutil.ignore_patterns(*NO_TEXTS_IN)(where, names)
        return left_out | {n for n in names if not n.endswith(endings) and not (Path(where) / n).is_dir()}

    shutil.copytree(ROOT, folder / "source", ignore=without_texts)
    (folder / "source" / "locale").mkdir()
    monkeypatch.chdir(folder / "source")
    monkeypatch.setattr(settings, "LOCALE_PATHS", [folder / "source" / "locale"])
    call_command("makemessages", locale=["ru"], domain=domain, verbosity=0, no_obsolete=True)
    return {_key(entry) for entry in _read(folder / f"source/locale/ru/LC_MESSAGES/{domain}.po")}


@pytest.mark.parametrize("domain", WITH_TEXTS)
def test_every_text_is_in_the_catalogue_and_no_other(domain, tmp_path, monkeypatch):
    _need_gettext()
    wanted = _collected(domain, tmp_path, monkeypatch)
    found = {_key(entry) for path in CATALOGUES if path.stem == domain for entry in _read(path)}
    assert (sorted(wanted - found), sorted(found - wanted)) == ([], [])
    assert len(wanted) > 50


@each_catalogue
def test_everything_is_translated_and_nothing_is_a_guess(path):
    entries = _read(path)
    assert [entry.msgid for entry in entries if not entry.translated()] == []
    assert [entry.msgid for entry in entries if any(not text for _source, text in _pairs(entry))] == []


@each_catalogue
def test_no_text_is_there_twice(path):
    assert [key for key, n in Counter(_key(entry) for entry in _read(path)).items() if n > 1] == []


@each_catalogue
def test_translations_have_the_placeholders_of_their_source(path):
    wrong = [
        (source, text)
        for entry in _read(path)
        for source, text in _pairs(entry)
        if set(PLACEHOLDER.findall(source)) != set(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", [path for path in CATALOGUES if "ru" in path.parts], ids=_name)
def test_russian_is_typeset_as_russian(path):
    texts = [text for entry in _read(path) for _source, text in _pairs(entry)]
    assert [text for text in texts if STRAIGHT_QUOTES.search(text)] == []
    assert [text for text in texts if TYPEWRITTEN.search(text)] == []
    assert [text for text in texts if text.count("«") != text.count("»")] == []


def test_in_russian_a_date_in_a_sentence_ends_with_its_year_in_the_genitive():
    [path] = [path for path in CATALOGUES if "ru" in path.parts and path.stem == "django"]
    texts = [text for entry in _read(path) for _source, text in _pairs(entry) if "%(day)s" in text]
    assert [text for text in texts if "%(day)s года" not in text] == []


@each_catalogue
def test_the_house_writes_typographic_apostrophes(path):
    own = [
        entry.msgid
        for entry in _read(path)
        if ("thinktank/desk/django_words.py", "") not in entry.occurrences
    ]
    assert [text for text in own if re.search(r"\w'\w", text)] == []


@pytest.fixture(scope="module")
def russian(tmp_path_factory):
    folder = tmp_path_factory.mktemp("locale")
    shutil.copytree(ROOT / "locale", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.mo"))
    assert len(compile_catalogues([folder])) == len(CATALOGUES)
    return gettext.translation("django", folder, ["ru"])


ONE, FEW, MANY = (1, 21, 101), (2, 22), (0, 5, 11, 25, 111)
COUNTED = [
    (
        "%(votes)s vote (%(percent)s%%)",
        "%(votes)s votes (%(percent)s%%)",
        ("голос (", "голоса (", "голосов ("),
    ),
    ("%(total)s vote in all.", "%(total)s votes in all.", ("голос.", "голоса.", "голосов.")),
    (
        "%(minutes)s-minute read",
        "%(minutes)s-minute read",
        ("минута чтения", "минуты чтения", "минут чтения"),
    ),
    ("%(number)s star", "%(number)s stars", ("звезда", "звезды", "звёзд")),
    (
        "%(average)s of %(best)s, %(number)s rating",
        "%(average)s of %(best)s, %(number)s ratings",
        (", %(number)s оценка", ", %(number)s оценки", ", %(number)s оценок"),
    ),
]


@pytest.mark.parametrize(
    ("singular", "plural", "forms"), COUNTED, ids=[plural for _one, plural, _forms in COUNTED]
)
def test_russian_counts_as_russians_count(russian, singular, plural, forms):
    for numbers, form in zip((ONE, FEW, MANY), forms, strict=True):
        for number in numbers:
            assert form in russian.ngettext(singular, plural, number), number


def test_languages_stand_in_the_case_their_sentence_needs(russian):
    assert russian.pgettext("button", "Publish in %(language)s") == "Опубликовать на %(language)s"
    assert [russian.gettext(name) for name in ("Russian", "English")] == ["Русский", "Английский"]
    assert [russian.pgettext("after “in”", name) for name in ("Russian", "English")] == [
        "русском",
        "английском",
    ]


def test_several_people_stand_below_a_plural(russian):
    headings = [russian.npgettext("above names", "Speaker", "Speakers", n) for n in (1, 2, 5)]
    assert headings == ["Спикер", "Спикеры", "Спикеры"]
