"""Russian: «ёлочки» and „лапки“, a non-breaking space before the dash and after words of one letter."""

import re

from thinktank.language.description import LanguageData
from thinktank.language.rules import ELLIPSIS, NBSP, RANGES, spaced_dash

# One letter only: binding longer words leaves gaps in the short lines of a phone
WITH_NEXT = "в|к|с|о|у|и|а"
WITH_PREVIOUS = "б|ль|ж"
BEFORE_FIGURE = "ст|с|стр|п|пп|ч|гл|рис|табл|т|тт|вып|разд|см|прим|кв|д"
BEFORE_NAME = "ул|им|проф|акад|доц|св|пос|ген|респ|обл|гр"

RULES = (
    ELLIPSIS,
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    *spaced_dash("—", "-{1,3}|–|—"),
    (re.compile(rf"^(?:-{{1,3}}|–|—)[ {NBSP}]+(?=\S)"), f"—{NBSP}"),  # a reply in a dialogue
    *RANGES,
    (re.compile(rf"(?<![\w-])({WITH_NEXT}) (?=\S)", re.IGNORECASE), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\w) (?=(?:{WITH_PREVIOUS})(?![\w-]))", re.IGNORECASE), NBSP),
    (re.compile(r"(?<![\d.,])(\d{1,3}) (?=\d{3}(?!\d))"), rf"\1{NBSP}"),
    (re.compile(r"(?<=\d) (?=[а-яё%°€$₽])"), NBSP),  # 5 марта, 33 голоса, 2019 г.
    (re.compile(r"(?<=[IVXL]) (?=(?:в|вв|съезд|созыв|веке|века|век)(?!\w))"), NBSP),
    (re.compile(r"([№§]) ?(?=\d)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<!\w)({BEFORE_FIGURE})\. (?=\d)", re.IGNORECASE), rf"\1.{NBSP}"),
    (re.compile(rf"(?<!\w)({BEFORE_NAME})\. (?=[А-ЯЁ])", re.IGNORECASE), rf"\1.{NBSP}"),
    (re.compile(rf"(?<![\w])(?<!\d[ {NBSP}])г\. (?=[А-ЯЁ])"), f"г.{NBSP}"),
    (re.compile(r"(?<!\w)т\. ?(?=[екдпч]\.)", re.IGNORECASE), lambda match: f"{match[0].rstrip()}{NBSP}"),
    (re.compile(r"(?<!\w)н\. ?(?=э\.)"), f"н.{NBSP}"),
    # А. Б. Фамилия, Фамилия А. Б.
    (re.compile(r"(?<!\w)([А-ЯЁ]\.) ?(?=[А-ЯЁ]\. ?[А-ЯЁ][а-яё])"), rf"\1{NBSP}"),
    (re.compile(r"(?<!\w)([А-ЯЁ]\.) ?(?=[А-ЯЁ][а-яё])"), rf"\1{NBSP}"),
    (re.compile(r"(?<=[а-яё]) (?=[А-ЯЁ]\. ?[А-ЯЁ]\.(?! ?[А-ЯЁ]))"), NBSP),
    (re.compile(rf"(?<=[а-яё]{NBSP}[А-ЯЁ]\.) ?(?=[А-ЯЁ]\.)"), NBSP),
)

# An abbreviation or a name in Latin letters does not decline, nor does a name in quotation marks after it.
_UNINFLECTED = re.compile(
    r"(?:[А-ЯЁ]{2,}|[A-Za-z0-9À-ɏ&.’-]+)(?:[ -](?:[А-ЯЁ]{2,}|[A-Za-z0-9À-ɏ&.’-]+))*(?: «[^»]+»)?"
)


def _joins_institution(name: str) -> tuple[str, str]:
    """«директор РСМД», but «директор (Портовый форум)»: only editors can write the genitive of other names."""
    return (" ", "") if _UNINFLECTED.fullmatch(name) else (" (", ")")


DATA = LanguageData(
    locale="ru_RU",
    words_per_minute=184,  # Trauzettel-Klosinski and Dietz, Standardized Assessment of Reading Performance (2012)
    scripts=("latin", "cyrillic"),  # Latin for figures, punctuation and names
    quotes=(("«", "»"), ("„", "“")),
    other_quotes=(("“", "”"),),
    dash="—",
    rules=RULES,
    alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    stemmer="russian",
    stop_words=frozenset(
        "а без бы был была были было быть в вам вас ваш во вот все вы где для до его ее если есть же за и из или им их к как"
        " какая какие какой кем ко когда кого кому которая которые которых который которое кто ли между меня мне мы на над нам"
        " нас наш не него нее ни них но о об обо он она они оно от по под почему при про с свое своих свой сколько со так также"
        " такой там те тем то того только том тот у уже чего чем что чтобы эта эти этих это этого этой этом этот я".split()
    ),
    keyboard="ёйцукенгшщзхъфывапролджэячсмитьбю" + "ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ",
    list_separator=";",
    vague_links=frozenset({"здесь", "тут", "сюда", "ссылка", "по ссылке", "по этой ссылке", "подробнее", "далее", "читать далее"}),
    search_fields={"автор": "author", "тема": "topic", "год": "year"},
    collectives=frozenset(
        "агентство ассоциация бюро группа департамент институт клуб комитет лаборатория министерство отдел программа редакция"
        " секретариат сектор сеть служба совет союз университет факультет фонд форум центр школа".split()
    ),
    particles=frozenset("аль бен бин ван да де дель ден дер ди дю ибн ла ле ли тер фон цу эль".split()),
    patronymic=re.compile(r"\w{2,}(?:[оеё]вич|[оеё]вна|[^оеё]ич|ична)|оглы|улы|кызы|кизи", re.IGNORECASE),
    short_months=tuple("янв. февр. марта апр. мая июня июля авг. сент. окт. нояб. дек.".split()),  # GOST R 7.0.12
    first_citations=("gost-100", "gost-108"),
    titles=frozenset({"сэр", "лорд", "леди", "проф", "профессор", "акад", "академик", "д-р", "доктор", "г-н", "г-жа", "посол"}),
    lowers_language_names=True,
    joins_institution=_joins_institution,
)  # fmt: skip
