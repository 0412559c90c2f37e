"""Descriptions made by hand, without a database."""

import datetime

from articles.publication_type import ARTICLES
from reports.publication_type import REPORTS
from thinktank.metadata.description import Body, Description, Person
from thinktank.metadata.names import name_of
from thinktank.metadata.publisher import Publisher

READ_ON = datetime.date(2026, 7, 20)
SITES = {"en": "Institute for Dialogue", "ru": "Институт диалога"}
TITLES = {"en": "Ice and Trade", "ru": "Лёд и торговля"}
AUTHORS = {
    "en": ["Anna S. Orlova", "Jean-Paul de la Cruz", "Ivan Petrov", "Mary Smith-Jones", "Li Wei", "John King Jr.", "Ann Lee"],
    "ru": ["Анна Сергеевна Орлова", "Жан-Поль де ла Крус", "Иван Петров", "Мария Смит-Джонс", "Олег Ким", "Пётр Кинг", "Анна Ли"],
}  # fmt: skip
SITE = "https://example.org"


def described(language="en", authors=1, *, kind="analysis", names=(), bodies=(), translators=(), **fields):
    """An article of 5 March 2024 (a report for its kinds) by so many of AUTHORS, or by `names`."""
    is_report = kind in REPORTS.kinds.values
    path = f"{SITE}/{language}/{'reports' if is_report else 'articles'}/ice/"
    people = [("author", name) for name in names or AUTHORS[language][:authors]]
    people += [("translator", name) for name in translators]
    usual = {
        "type": REPORTS if is_report else ARTICLES, "kind": kind, "language": language, "title": TITLES[language],
        "abstract": "", "number": 2, "printed": "2", "newest": "2", "canonical": path, "permanent": f"{path}editions/2/",
        "dated": datetime.date(2024, 3, 5), "went_live": datetime.date(2024, 3, 5), "modified": None,
        "publisher": Publisher(SITES[language], f"{SITE}/{language}/"),
        "people": tuple(Person(role, name_of(name, language)) for role, name in people),
        "bodies": tuple(Body("publisher", name) for name in bodies),
    }  # fmt: skip
    return Description(**usual | fields)
