import gettext
import os

from thinktank.operations.catalogues import compile_catalogues

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Poll"
msgstr "Опрос"

msgctxt "of a picture"
msgid "Poll"
msgstr "Столб"

#, fuzzy
msgid "Vote"
msgstr "Голосование"

msgid "%(n)s vote"
msgid_plural "%(n)s votes"
msgstr[0] "%(n)s голос"
msgstr[1] "%(n)s голоса"
msgstr[2] "%(n)s голосов"
"""


def _catalogue(tmp_path, text=CATALOGUE):
    source = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(text, encoding="utf-8")
    return source


def test_gettext_reads_the_compiled_catalogue(tmp_path):
    source = _catalogue(tmp_path)
    assert compile_catalogues([tmp_path]) == [source.with_suffix(".mo")]
    read = gettext.translation("django", tmp_path, ["ru"])
    assert read.gettext("Poll") == "Опрос"
    assert read.pgettext("of a picture", "Poll") == "Столб"
    assert [read.ngettext("%(n)s vote", "%(n)s votes", n) for n in (1, 2, 5)] == [
        "%(n)s голос",
        "%(n)s голоса",
        "%(n)s голосов",
    ]


def test_fuzzy_translations_are_left_out(tmp_path):
    _catalogue(tmp_path)
    compile_catalogues([tmp_path])
    assert gettext.translation("django", tmp_path, ["ru"]).gettext("Vote") == "Vote"


def test_only_what_has_changed_is_compiled(tmp_path):
    source = _catalogue(tmp_path)
    compile_catalogues([tmp_path])
    assert compile_catalogues([tmp_path]) == []
    os.utime(source, (2e9, 2e9))
    assert compile_catalogues([tmp_path]) == [source.with_suffix(".mo")]


def test_no_unfinished_file_is_left(tmp_path):
    source = _catalogue(tmp_path)
    compile_catalogues([tmp_path])
    assert sorted(path.name for path in source.parent.iterdir()) == ["django.mo", "django.po"]
