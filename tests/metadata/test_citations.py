"""Citations against expectations written by hand from the manuals: kinds, both languages, no to seven authors.

The sentences below are not what the code printed once: change them only with the manual in hand.
"""

import datetime
from dataclasses import replace

import pytest

from tests.metadata.describing import READ_ON, described
from thinktank.metadata.citations.styles import citations_of
from thinktank.metadata.citations.words import quoted
from thinktank.metadata.description import Correction

EN, RU = "https://example.org/en/articles/ice/editions/2/", "https://example.org/ru/articles/ice/editions/2/"
EN_REPORT, RU_REPORT = EN.replace("articles", "reports"), RU.replace("articles", "reports")


def cited(style, of):
    return next(citation.text for citation in citations_of(of, READ_ON) if citation.style == style)


APA = [
    "Institute for Dialogue. (2024, March 5). Ice and Trade.",
    "Orlova, A. S. (2024, March 5). Ice and Trade. Institute for Dialogue.",
    "Orlova, A. S., & de la Cruz, J.-P. (2024, March 5). Ice and Trade. Institute for Dialogue.",
    "Orlova, A. S., de la Cruz, J.-P., & Petrov, I. (2024, March 5). Ice and Trade. Institute for Dialogue.",
    "Orlova, A. S., de la Cruz, J.-P., Petrov, I., & Smith-Jones, M. (2024, March 5). Ice and Trade. Institute for Dialogue.",
    "Orlova, A. S., de la Cruz, J.-P., Petrov, I., Smith-Jones, M., & Wei, L. (2024, March 5). Ice and Trade. Institute for Dialogue.",
    "Orlova, A. S., de la Cruz, J.-P., Petrov, I., Smith-Jones, M., Wei, L., & King, J., Jr. (2024, March 5). Ice and Trade. Institute for Dialogue.",
    "Orlova, A. S., de la Cruz, J.-P., Petrov, I., Smith-Jones, M., Wei, L., King, J., Jr., & Lee, A. (2024, March 5). Ice and Trade. Institute for Dialogue.",
]


@pytest.mark.parametrize("authors", range(8))
def test_apa_names_all_authors_with_initials(authors):
    assert cited("apa", described(authors=authors)) == f"{APA[authors]} {EN}"


def test_apa_names_the_first_nineteen_and_the_last_of_many_authors():
    names = [f"Anna Name{letter}" for letter in "abcdefghijklmnopqrstuvw"]
    authors = cited("apa", described(names=names)).partition(" (2024")[0]
    assert authors.endswith("Names, A., … Namew, A.")
    assert authors.count("Name") == 20


CHICAGO = {
    0: "Institute for Dialogue. “Ice and Trade.” March 5, 2024.",
    1: "Orlova, Anna S. “Ice and Trade.” Institute for Dialogue, March 5, 2024.",
    2: "Orlova, Anna S., and Jean-Paul de la Cruz. “Ice and Trade.” Institute for Dialogue, March 5, 2024.",
    3: "Orlova, Anna S., Jean-Paul de la Cruz, and Ivan Petrov. “Ice and Trade.” Institute for Dialogue, March 5, 2024.",
    7: "Orlova, Anna S., Jean-Paul de la Cruz, Ivan Petrov, Mary Smith-Jones, Li Wei, John King, Jr., and Ann Lee. “Ice and Trade.” Institute for Dialogue, March 5, 2024.",
}  # fmt: skip


@pytest.mark.parametrize("authors", CHICAGO)
def test_chicago_writes_given_names_in_full(authors):
    assert cited("chicago", described(authors=authors)) == f"{CHICAGO[authors]} {EN}."


MLA = {
    0: "“Ice and Trade.” Institute for Dialogue, 5 Mar. 2024,",
    1: "Orlova, Anna S. “Ice and Trade.” Institute for Dialogue, 5 Mar. 2024,",
    2: "Orlova, Anna S., and Jean-Paul de la Cruz. “Ice and Trade.” Institute for Dialogue, 5 Mar. 2024,",
    3: "Orlova, Anna S., et al. “Ice and Trade.” Institute for Dialogue, 5 Mar. 2024,",
    7: "Orlova, Anna S., et al. “Ice and Trade.” Institute for Dialogue, 5 Mar. 2024,",
}


@pytest.mark.parametrize("authors", MLA)
def test_mla_names_two_authors_or_the_first(authors):
    assert cited("mla", described(authors=authors)) == f"{MLA[authors]} {EN}."


HARVARD = {
    0: "Institute for Dialogue (2024) ‘Ice and Trade’, 5 March.",
    1: "Orlova, A.S. (2024) ‘Ice and Trade’, Institute for Dialogue, 5 March.",
    2: "Orlova, A.S. and de la Cruz, J.-P. (2024) ‘Ice and Trade’, Institute for Dialogue, 5 March.",
    3: "Orlova, A.S., de la Cruz, J.-P. and Petrov, I. (2024) ‘Ice and Trade’, Institute for Dialogue, 5 March.",
    4: "Orlova, A.S. et al. (2024) ‘Ice and Trade’, Institute for Dialogue, 5 March.",
}


@pytest.mark.parametrize("authors", HARVARD)
def test_harvard_says_when_it_was_read(authors):
    access = f" Available at: {EN} (Accessed: 20 July 2026)."
    assert cited("harvard", described(authors=authors)) == HARVARD[authors] + access


GOST = {
    0: "Лёд и торговля.",
    1: "Орлова, А. С. Лёд и торговля / А. С. Орлова.",
    2: "Орлова, А. С. Лёд и торговля / А. С. Орлова, Ж.-П. де ла Крус.",
    3: "Орлова, А. С. Лёд и торговля / А. С. Орлова, Ж.-П. де ла Крус, И. Петров.",
    4: "Лёд и торговля / А. С. Орлова, Ж.-П. де ла Крус, И. Петров, М. Смит-Джонс.",
    5: "Лёд и торговля / А. С. Орлова, Ж.-П. де ла Крус, И. Петров [и др.].",
    7: "Лёд и торговля / А. С. Орлова, Ж.-П. де ла Крус, И. Петров [и др.].",
}
GOST_REST = (
    " – Текст : электронный // Институт диалога : сайт. – 2024. – 5 марта. – "
    f"URL: {RU} (дата обращения: 20.07.2026)."
)


@pytest.mark.parametrize("authors", GOST)
def test_gost_100_begins_with_the_author_of_at_most_three(authors):
    assert cited("gost-100", described("ru", authors)) == GOST[authors] + GOST_REST


GOST_108 = {
    0: "Лёд и торговля",
    1: "Орлова А. С. Лёд и торговля",
    3: "Орлова А. С., де ла Крус Ж.-П., Петров И. Лёд и торговля",
    4: "Лёд и торговля / А. С. Орлова [и др.]",
}


@pytest.mark.parametrize("authors", GOST_108)
def test_gost_108_has_no_commas_in_names_and_no_dashes(authors):
    rest = f" // Институт диалога : сайт. 2024. 5 марта. URL: {RU} (дата обращения: 20.07.2026)."
    assert cited("gost-108", described("ru", authors)) == GOST_108[authors] + rest


def test_gost_names_all_of_a_team_and_one_author():
    """Only of four authors or more it names the first alone; a team is no heading."""
    names = ["Рабочая группа института", "Анна Ли"]
    assert "Лёд и торговля / Рабочая группа института, А. Ли //" in cited(
        "gost-108", described("ru", names=names)
    )
    four = cited("gost-108", described("ru", names=[*names, "Иван Петров", "Олег Ким"]))
    assert "Лёд и торговля / Рабочая группа института [и др.] //" in four


def test_gost_names_a_team_of_translators_as_one():
    made = cited("gost-100", described("ru", translators=["Редакция Института"]))
    assert " / А. С. Орлова ; перевод: Редакция Института. – Текст" in made


RUSSIAN = {
    "apa": f"Орлова, А. С. и де ла Крус, Ж.-П. (2024, 5 марта). Лёд и торговля. Институт диалога. {RU}",
    "chicago": f"Орлова, Анна Сергеевна, и Жан-Поль де ла Крус. «Лёд и торговля». Институт диалога, 5 марта 2024. {RU}.",
    "mla": f"Орлова, Анна Сергеевна, и Жан-Поль де ла Крус. «Лёд и торговля». Институт диалога, 5 марта 2024, {RU}.",
    "harvard": f"Орлова, А.С. и де ла Крус, Ж.-П. (2024) «Лёд и торговля», Институт диалога, 5 марта. Доступно по адресу: {RU} (дата обращения: 20 июля 2026).",
}


@pytest.mark.parametrize("style", RUSSIAN)
def test_a_russian_text_is_cited_in_russian_with_the_month_in_the_genitive(style):
    assert cited(style, described("ru", 2)) == RUSSIAN[style]


def test_a_gost_citation_of_an_english_text_has_english_words():
    assert cited("gost-100", described()) == (
        "Orlova, A. S. Ice and Trade / A. S. Orlova. – Text : electronic // Institute for Dialogue : website. – 2024. – "
        f"5 Mar. – URL: {EN} (date of access: 20.07.2026)."
    )


REPORT = {
    "apa": f"Orlova, A. S. (2024). Ice and Trade (Report No. 7/2024). RIAC; ELN. {EN_REPORT}",
    "chicago": f"Orlova, Anna S. Ice and Trade. Report No. 7/2024. RIAC; ELN, 2024. {EN_REPORT}.",
    "mla": f"Orlova, Anna S. Ice and Trade. No. 7/2024, RIAC / ELN, 2024, {EN_REPORT}.",
    "harvard": f"Orlova, A.S. (2024) Ice and Trade. No. 7/2024, RIAC; ELN. Available at: {EN_REPORT} (Accessed: 20 July 2026).",
}


@pytest.mark.parametrize("style", REPORT)
def test_a_joint_report_names_both_institutions(style):
    of = described(kind="joint_report", bodies=("RIAC", "ELN"), report_number="7/2024")
    assert cited(style, of) == REPORT[style]


@pytest.mark.parametrize("style", REPORT)
@pytest.mark.parametrize("number", ["№ 7/2024", "No. 7/2024", "no 7/2024", "#7/2024", "N° 7/2024"])
def test_the_sign_of_a_number_is_not_written_twice(style, number):
    of = described(kind="joint_report", bodies=("RIAC", "ELN"), report_number=number)
    assert cited(style, of) == REPORT[style]


def test_a_number_that_begins_with_letters_keeps_them():
    of = described("ru", kind="joint_report", report_number="NO-7")
    assert "совместный доклад № NO-7 /" in cited("gost-100", of)


BODIES = {
    "apa": f"RIAC & ELN. (2024). Ice and Trade. {EN_REPORT}",
    "chicago": f"RIAC and ELN. Ice and Trade. RIAC; ELN, 2024. {EN_REPORT}.",
    "mla": f"Ice and Trade. RIAC / ELN, 2024, {EN_REPORT}.",
    "harvard": f"RIAC and ELN (2024) Ice and Trade. Available at: {EN_REPORT} (Accessed: 20 July 2026).",
}


@pytest.mark.parametrize("style", BODIES)
def test_a_report_without_authors_is_its_institutions(style):
    assert cited(style, described(authors=0, kind="joint_report", bodies=("RIAC", "ELN"))) == BODIES[style]


def test_institutions_are_joined_by_a_word_in_russian():
    of = described("ru", 0, kind="joint_report", bodies=("РСМД", "ELN"))
    assert cited("apa", of) == f"РСМД и ELN. (2024). Лёд и торговля. {RU_REPORT}"


def test_a_russian_joint_report_in_gost():
    of = described("ru", 2, kind="joint_report", bodies=("РСМД", "ELN"), report_number="7/2024")
    assert cited("gost-100", of) == (
        "Орлова, А. С. Лёд и торговля : совместный доклад № 7/2024 / А. С. Орлова, Ж.-П. де ла Крус ; РСМД, ELN."
        f" – Текст : электронный // Институт диалога : сайт. – 2024. – URL: {RU_REPORT} (дата обращения: 20.07.2026)."
    )


UNDATED = {
    "apa": f"Orlova, A. S. (n.d.). Ice and Trade. Institute for Dialogue. {EN}",
    "chicago": f"Orlova, Anna S. “Ice and Trade.” Institute for Dialogue. Accessed July 20, 2026. {EN}.",
    "mla": f"Orlova, Anna S. “Ice and Trade.” Institute for Dialogue, {EN}. Accessed 20 July 2026.",
    "harvard": f"Orlova, A.S. (no date) ‘Ice and Trade’, Institute for Dialogue. Available at: {EN} (Accessed: 20 July 2026).",
    "gost-108": f"Orlova A. S. Ice and Trade // Institute for Dialogue : website. [n. d.]. URL: {EN} (date of access: 20.07.2026).",
}


@pytest.mark.parametrize("style", UNDATED)
def test_without_a_date_a_manual_wants_the_day_of_reading(style):
    assert cited(style, described(dated=None)) == UNDATED[style]


TRANSLATED = {
    "apa": "Ice and Trade (I. Kotov, Trans.). Institute for Dialogue.",
    "chicago": "“Ice and Trade.” Translated by Ivan Kotov. Institute for Dialogue, March 5, 2024.",
    "mla": "“Ice and Trade.” Institute for Dialogue, translated by Ivan Kotov, 5 Mar. 2024,",
    "gost-100": "/ A. S. Orlova ; translated by I. Kotov. – Text",
}


@pytest.mark.parametrize("style", TRANSLATED)
def test_the_translator_is_named(style):
    assert TRANSLATED[style] in cited(style, described(translators=["Ivan Kotov"]))


@pytest.mark.parametrize("style", [citation.style for citation in citations_of(described(), READ_ON)])
def test_every_style_says_that_a_machine_translated_it_and_what_became_of_the_text(style):
    made = cited(style, described(translation_method="machine"))
    assert ("achine translation" in made) == (style != "gost-108")
    later = Correction("3", datetime.date(2024, 5, 1), "Wrong.")
    corrected = cited(style, described(newest="3", corrected_later=later))
    assert corrected.rstrip(".").endswith("Corrected in edition 3 of 1 May 2024")
    assert cited(style, described(newest="4")).rstrip(".").endswith("Replaced by edition 4")
    ended = replace(described("ru"), ended="withdrawn", ended_on=datetime.date(2024, 6, 2))
    assert cited(style, ended).rstrip(".").endswith("Отозвано 2 июня 2024 года")


@pytest.mark.parametrize(
    ("title", "language", "expected"),
    [
        ("What next?", "en", "“What next?”"),
        ("The “new” order", "en", "“The ‘new’ order.”"),
        ("Who said “stop!”", "en", "“Who said ‘stop!’”"),
        ("Кто «за»", "ru", "«Кто „за“»"),
        ("Что дальше?", "ru", "«Что дальше?»"),
    ],
)
def test_quotation_marks_stand_in_one_another(title, language, expected):
    assert quoted(title, language, ".") == (expected if language == "en" else expected + ".")


def test_a_title_that_ends_in_a_question_mark_gets_no_full_stop():
    of = described(title="What next?", kind="policy_brief", bodies=["RIAC"])
    assert cited("apa", of).startswith("Orlova, A. S. (2024). What next? RIAC.")
    assert cited("chicago", replace(described(), title="What next?")).startswith(
        "Orlova, Anna S. “What next?” Institute"
    )


def test_the_styles_that_readers_look_for_first_come_first():
    assert [each.style for each in citations_of(described(), READ_ON)][0] == "apa"
    assert [each.style for each in citations_of(described("ru"), READ_ON)][:2] == ["gost-100", "gost-108"]


def test_titles_are_italic_on_the_page_and_hostile_ones_are_text():
    of = described(title="<script>x</script>", kind="joint_report")
    html = next(str(each.html) for each in citations_of(of, READ_ON) if each.style == "apa")
    assert "<i>&lt;script&gt;x&lt;/script&gt;</i>" in html
