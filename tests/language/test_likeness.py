import pytest

from thinktank.language.likeness import may_be_same

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Andrey Kortunov", "Andrey Kortunov"),
        ("Andrey Kortunov", "Andrei Kortunov"),
        ("Andrey Kortunov", "Андрей Кортунов"),
        ("Andrey Kortunov", "A. Kortunov"),
        ("А. В. Кортунов", "Андрей Кортунов"),
        ("Kortunov Andrey", "Андрей Вадимович Кортунов"),
        ("Фёдор Лукьянов", "Федор Лукьянов"),
        ("Yevgeny Primakov", "Evgeny Primakov"),
        ("Aleksandr Dynkin", "Alexander Dynkin"),
        ("Yuri Baluyevsky", "Юрий Балуевский"),
        ("Khrushchev", "Хрущёв"),
        ("Russian International Affairs Council (RIAC)", "Russian International Affairs Council"),
        ("RIAC", "Russian International Affairs Council (RIAC)"),
        ("RIAC", "Russian International Affairs Council"),
        ("РСМД", "Российский совет по международным делам"),
        ("The Institute of Europe", "Institute of Europe RAS"),
        ("Arms control", "Control of arms"),
        ("Cybersecurity", "Cyber-security"),
        ("Fyodor Lukyanov", "Фёдор Лукьянов"),
        ("Yolkin", "Ёлкин"),
        ("Timofey Bordachyov", "Тимофей Бордачёв"),
        ("Yegor Gaidar", "Егор Гайдар"),
        ("Ivan Andreyev", "Андреев Иван"),
        ("Mark Entin", "Marc Entin"),
        ("Jörg Haas", "Joerg Haas"),
        ("John Smith", "Джон Смит"),
        ("Кортунов АВ", "Andrey Kortunov"),
        ("Søren Łukasz", "Soren Lukasz"),
        ("Institut für Straßen", "Institut fur Strassen"),
        ("ﬁnance", "Finance"),
        ("Anna d'Orlova", "Anna Dorlova"),
    ],
)
def test_these_may_be_the_same(one, other):
    assert may_be_same(one, other)
    assert may_be_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Andrey Kortunov", "Andrey Ivanov"),
        ("Andrey Kortunov", "Boris Kortunov"),
        ("A. Kortunov", "B. Kortunov"),
        ("A. K.", "Andrey Kortunov"),
        ("Institute of Europe", "Institute of the Far East"),
        ("European Leadership Network", "European Council"),
        ("Trade", "Travel"),
        ("Asia", "Asia and Europe"),
        ("Topic 1", "Topic 2"),
        ("EU policy", "US policy"),
        ("", "Trade"),
    ],
)
def test_these_are_others(one, other):
    assert not may_be_same(one, other)
