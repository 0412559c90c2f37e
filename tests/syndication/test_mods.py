"""MODS in OAI-PMH follows its schema."""

import pytest
from lxml import etree

from tests.metadata.describing import described
from tests.schemas import mods
from thinktank.metadata.description import Person, Version
from thinktank.metadata.names import Name, name_of
from thinktank.publishing.licences import Licence
from thinktank.syndication.oai.formats import FORMATS

PEOPLE = (
    Person("author", name_of("Anna Orlova", "en"), affiliation="Researcher", orcid="0000-0002-1825-0097"),
    Person("author", Name("The Team")),
    Person("translator", Name("Jo King, Jr.", "King", "Jo", "Jr.")),
)
WHOLE = {
    "doi": "10.5555/a", "edn": "ABCDEF", "copies": ("10.5555/b",), "report_number": "7", "licence": Licence.CC_BY,
    "original": Version("ru", "Лёд", "https://example.org/ru/"), "keywords": ("Ice", "Trade"), "people": PEOPLE,
}  # fmt: skip


@pytest.mark.parametrize("fields", [{}, WHOLE | {"abstract": "In a sentence."}])
@pytest.mark.parametrize("kind", ["joint_report", "news"])
def test_mods_is_valid(kind, fields):
    written = FORMATS["mods"].write(described(kind=kind, **fields), "edition-1:0")
    mods().assertValid(_as_of_2010(written))


def _as_of_2010(element):
    """What MODS 3.8 added is left out: the schema at hand is 3.4."""
    tree = etree.fromstring(etree.tostring(element))
    tree.set("version", "3.4")
    for newer in tree.xpath("//*[local-name()='nameIdentifier']"):
        newer.getparent().remove(newer)
    for term in tree.xpath("//*[@authority='rfc5646']"):
        term.set("authority", "rfc4646")
    return tree
