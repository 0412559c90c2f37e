"""Crossref's schema 5.4.0, read from files alone.

They come with the package in requirements/schemas.txt, which `make test` installs. Its code is not imported.
"""

import functools
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

NAMESPACES = {
    "x": "http://www.crossref.org/schema/5.4.0",
    "jats": "http://www.ncbi.nlm.nih.gov/JATS1",
    "fr": "http://www.crossref.org/fundref.xsd",
    "ai": "http://www.crossref.org/AccessIndicators.xsd",
    "rel": "http://www.crossref.org/relations.xsd",
}


class _LocalFiles(etree.Resolver):
    """Finds what the schema imports by an address on the web among its own files."""

    def __init__(self, folder):
        self.folder = folder

    def resolve(self, url, public_id, context):
        if url.startswith(("http:", "https:")):
            name = url.rsplit("/", 1)[-1]
            file = min(self.folder.rglob(name), key=lambda path: len(path.parts))
            return self.resolve_filename(str(file), context)
        return None


@functools.cache
def schema():
    spec = find_spec("commonmeta")
    assert spec, "The schema files are not installed: make .venv/installed-schemas.txt"
    folder = Path(spec.origin).parent / "resources" / "crossref"
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_LocalFiles(folder))
    return etree.XMLSchema(etree.parse(str(folder / "crossref5.4.0.xsd"), parser))


def valid(xml):
    """The file as a tree, which is valid."""
    tree = etree.fromstring(xml)
    schema().assertValid(tree)
    return tree


def found(tree, path):
    """Texts or attributes at a path, such as "//x:title"."""
    return [each if isinstance(each, str) else each.text for each in tree.xpath(path, namespaces=NAMESPACES)]
