"""Names of people in parts: hand-made expectations for both scripts."""

import pytest

from thinktank.metadata.names import name_of

PEOPLE = [  # billed, language, family, given, initials
    ("Anna Orlova", "en", "Orlova", "Anna", "A."),
    ("Martin Luther King, Jr.", "en", "King", "Martin Luther", "M. L."),
    ("John Quincy Adams III", "en", "Adams", "John Quincy", "J. Q."),
    ("Jean-Paul Sartre", "en", "Sartre", "Jean-Paul", "J.-P."),
    ("Ludwig van Beethoven", "en", "van Beethoven", "Ludwig", "L."),
    ("María de la Cruz", "en", "de la Cruz", "María", "M."),
    ("Catherine Ashton-Smith", "en", "Ashton-Smith", "Catherine", "C."),
    ("Sir Adam Thomson", "en", "Thomson", "Adam", "A."),
    ("A. B. Smith", "en", "Smith", "A. B.", "A. B."),
    ("A.B. Smith", "en", "Smith", "A.B.", "A. B."),
    ("Андрей Кортунов", "ru", "Кортунов", "Андрей", "А."),
    ("Андрей Вадимович Кортунов", "ru", "Кортунов", "Андрей Вадимович", "А. В."),
    ("Кортунов Андрей Вадимович", "ru", "Кортунов", "Андрей Вадимович", "А. В."),
    ("Кортунов А. В.", "ru", "Кортунов", "А. В.", "А. В."),
    ("А. В. Кортунов", "ru", "Кортунов", "А. В.", "А. В."),
    ("А.\xa0В.\xa0Кортунов", "ru", "Кортунов", "А. В.", "А. В."),
    ("Иван Иванович Петрович", "ru", "Петрович", "Иван Иванович", "И. И."),
    ("Слободан Милошевич", "ru", "Милошевич", "Слободан", "С."),
    ("Анна Петрова-Водкина", "ru", "Петрова-Водкина", "Анна", "А."),
    ("Жан-Поль Сартр", "ru", "Сартр", "Жан-Поль", "Ж.-П."),
    ("Шарль де Голль", "ru", "де Голль", "Шарль", "Ш."),
    ("Алиев Гейдар Али оглы", "ru", "Алиев", "Гейдар Али оглы", "Г. А. оглы"),
    ("посол Мария Ильинична Жукова", "ru", "Жукова", "Мария Ильинична", "М. И."),
    ("John Smith", "ru", "Smith", "John", "J."),
    ("Dr. John Smith", "ru", "Smith", "John", "J."),
    ("Dr. Anna Orlova, PhD", "en", "Orlova", "Anna", "A."),
    ("Anna Orlova, PhD, LLM", "en", "Orlova", "Anna", "A."),
    ("Анна Орлова, академик РАН", "ru", "Орлова", "Анна", "А."),
    ("Charles d’Artagnan", "en", "d’Artagnan", "Charles", "C."),
    ("Жанна д'Арк", "ru", "д'Арк", "Жанна", "Ж."),
]


@pytest.mark.parametrize(("billed", "language", "family", "given", "initials"), PEOPLE)
def test_a_name_has_its_parts(billed, language, family, given, initials):
    name = name_of(billed, language)
    assert (name.family, name.given, name.initials) == (family, given, initials)


@pytest.mark.parametrize(
    ("billed", "language"),
    [
        ("The desk", "en"), ("Research Department", "en"), ("European Leadership Network", "en"), ("RIAC", "en"),
        ("Редакция", "ru"), ("Редакция сайта", "ru"), ("Институт Европы", "ru"), ("Отдел Северной Америки", "ru"), ("", "ru"),
        ("Orlova, Anna", "en"), ("Anna Orlova, Ivan Petrov", "en"), ("Анна Орлова, PhD, Иван Петров", "ru"),
    ],
)  # fmt: skip
def test_a_team_stays_whole(billed, language):
    name = name_of(billed, language)
    assert name.is_team
    assert name.family_first == billed


def test_the_record_knows_better_where_the_byline_shows_its_name():
    known = {"given": "Sir Adam", "family": "Holloway Thomson"}
    assert name_of("Sir Adam Holloway Thomson", "en", **known).family_first == "Holloway Thomson, Adam"
    assert name_of("Adam Thomson", "en", **known).family_first == "Thomson, Adam"
