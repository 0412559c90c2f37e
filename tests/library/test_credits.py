import pytest
from django.utils.translation import override

from thinktank.library.credits import credit_line


@pytest.mark.parametrize(
    ("language", "credit", "line"),
    [
        ("en", "Anna Orlova", "Credit: Anna Orlova"),
        ("en", "Photo: press centre", "Photo: press centre"),
        ("en", "Drawn for the Institute, CC0", "Drawn for the Institute, CC0"),
        ("ru", "Анна Орлова", "Изображение: Анна Орлова"),
        ("ru", "РИА Новости", "Изображение: РИА Новости"),
        ("ru", "Фото: пресс-центр", "Фото: пресс-центр"),
        ("ru", "Фото: Анна Орлова / ТАСС", "Фото: Анна Орлова / ТАСС"),
        ("ru", "Нарисовано для Института, CC0", "Нарисовано для Института, CC0"),
        ("ru", "© РСМД", "© РСМД"),
    ],
)
def test_a_credit_has_a_label_only_where_it_is_a_bare_name(language, credit, line):
    with override(language):
        assert credit_line(credit) == line
