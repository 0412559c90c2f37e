"""English as the British write it: “double quotes” as typed, spaced en dashes, 5 March."""

import re

from thinktank.language.description import LanguageData
from thinktank.language.rules import ELLIPSIS, NBSP, RANGES, spaced_dash

UNITS = (
    r"km|m|cm|mm|kg|g|t|km/h|mph|GW|MW|kW|TWh|GWh|MWh|kWh|kt|Mt|GB|MB|bn|tn|mn|million|billion|trillion|per cent|percent"
    r"|am|pm|a\.m\.|p\.m\.|°C|°F"
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"

RULES = (
    ELLIPSIS,
    # Apostrophes: don't, students', ’90s, ’tis
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"(?<![\w'])'(?=\d\ds\b)"), "’"),
    (re.compile(r"(?<![\w'])'(?=(?:tis|twas|em|cause|til)\b)", re.IGNORECASE), "’"),
    (re.compile(r"(?<=\w )'n'(?= \w)"), "’n’"),
    # Single quotes in pairs, then the apostrophes that are left at the ends of words; 6' 2" stays
    (re.compile(r"(?<![\w'’])'(?=[^\s'](?:[^'\n‘]*[^\s'])?'(?!\w))"), "‘"),
    (re.compile(r"(‘[^‘’'\n]*\d)'(?!\w)"), r"\1’"),
    (re.compile(r"(?<=[^\s\d])'(?!\w)"), "’"),
    *spaced_dash("–", "-{1,3}|–"),
    (re.compile(r"(?<=[^\W_])--(?=[^\W_])"), f"{NBSP}– "),
    *RANGES,
    (re.compile(rf"(?<=\d) (?=(?:{UNITS})(?!\w))"), NBSP),
    (re.compile(rf"(?<=\d) (?=(?:{MONTHS})\b)"), NBSP),
    (re.compile(r"(?<!\w)(Mr|Mrs|Ms|Dr|Prof|St|Sir|Dame|Lord|Lady)(\.?) (?=[A-Z])"), rf"\1\2{NBSP}"),
    (re.compile(r"(?<!\w)(p|pp|No|Nos|vol|vols|ch|Fig|fig|art|Art|para|paras)\. (?=\d)"), rf"\1.{NBSP}"),
    (re.compile(r"(?<!\w)([A-Z]\.) (?=[A-Z]\. ?[A-Z])"), rf"\1{NBSP}"),
    (re.compile(r"(?<!\w)([A-Z]\.) (?=[A-Z][a-z])"), rf"\1{NBSP}"),
)

DATA = LanguageData(
    locale="en_GB",
    words_per_minute=238,  # Brysbaert, How many words do we read per minute? (2019): silent reading, non-fiction
    quotes=(("“", "”"),),
    rules=RULES,
    alphabet="abcdefghijklmnopqrstuvwxyz",
    stemmer="english",
    stop_words=frozenset(
        "a an and are as at be been but by can could do does did for from had has have he her his how i if in into is it its"
        " may of on or our shall she should so than that the their them then there these they this those to was we were what"
        " when where which who whom whose why will with would you your".split()
    ),
    keyboard="`qwertyuiop[]asdfghjkl;'zxcvbnm,." + '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>',
    vague_links=frozenset({"here", "click here", "this", "this link", "link", "more", "read more", "see here"}),
    search_fields={"author": "author", "topic": "topic", "year": "year"},
    collectives=frozenset(
        "agency association board centre center club committee council department desk division editors faculty fund group"
        " institute institution laboratory ministry network office programme program school service society staff team union"
        " university".split()
    ),
    particles=frozenset("af al ap av bin da dal das de del della den der des di do dos du el ibn la le lo ten ter van von zu zur".split()),
    short_months=tuple("Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split()),
    first_citations=("apa", "chicago", "mla", "harvard"),
    titles=frozenset({"sir", "dame", "lord", "lady", "dr", "prof", "professor", "mr", "mrs", "ms", "baroness", "ambassador", "amb"}),
)  # fmt: skip
