"""Schemas of others against which tests check what the site writes, read from files alone.

The files come with the packages in requirements/schemas.txt, which `make test` installs. Their code is not imported.
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
    """Finds what a schema imports by an address on the web among the files at hand."""

    def resolve(self, url, public_id, context):
        if url.startswith(("http:", "https:")):
            files = [file for folder in _folders() for file in folder.rglob(url.rsplit("/", 1)[-1])]
            return self.resolve_filename(str(min(files, key=lambda file: len(file.parts))), context)
        return None


def _folders():
    return [_folder("commonmeta", "resources/crossref"), _folder("eulxml", "schema_data")]


def _folder(package, path):
    spec = find_spec(package)
    assert spec, "The schema files are not installed: make .venv/installed-schemas.txt"
    return Path(spec.origin).parent / path


def _read(file):
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_LocalFiles())
    return etree.XMLSchema(etree.parse(str(file), parser))


@functools.cache
def crossref():
    """Crossref 5.4.0."""
    return _read(_folders()[0] / "crossref5.4.0.xsd")


@functools.cache
def mods():
    """MODS 3.4, the newest that a package brings."""
    return _read(_folders()[1] / "mods-3-4.xsd")


def valid(xml):
    """The deposit for Crossref as a tree, which is valid."""
    tree = etree.fromstring(xml)
    crossref().assertValid(tree)
    return tree


def found(tree, path):
    """Texts or attributes at a path, such as "//x:title"."""
    return [each if isinstance(each, str) else each.text for each in tree.xpath(path, namespaces=NAMESPACES)]
