"""The style sheets of the site are joined into one when static files are collected."""

from pathlib import Path

import brotli
import pytest
from django.core.exceptions import ImproperlyConfigured

from thinktank.operations.static_files import IMPORT, SITE_SHEET, OneSheetStorage, bare

STATIC = Path(__file__).resolve().parents[2] / "static"
ON_THEIR_OWN = {
    "site.css",
    "print.css",
    "desk.css",
    "picker.css",
    "preview.css",
    "shared.css",
    "chart.css",
    "blocks.css",
}


def _collect(folder, sources):
    """Copy files and call `post_process`, as collectstatic does."""
    storage = OneSheetStorage(location=folder, base_url="/static/")
    for name, (source, path) in sources.items():
        with source.open(path) as file:
            storage.save(name, file)
    for name, _hashed, problem in storage.post_process(sources):
        assert not isinstance(problem, Exception), (name, problem)
    return storage


def test_it_imports_every_sheet_of_the_site_once():
    here = STATIC / "css"
    sheets = {str(path.relative_to(here)) for path in here.rglob("*.css")} - ON_THEIR_OWN
    assert sorted(IMPORT.findall((STATIC / SITE_SHEET).read_text())) == sorted(sheets)


def test_readers_get_it_whole_compressed_and_with_hashed_addresses(live_site):
    collected = live_site.folder / "static"
    storage = OneSheetStorage(location=collected, base_url="/static/")
    name = storage.url(SITE_SHEET).removeprefix("/static/")
    sheet = (collected / name).read_text()
    assert "@import" not in sheet
    for part in (STATIC / "css" / "components").glob("*.css"):
        assert bare(part.read_text()) in sheet, part
    assert "/*" not in sheet
    font = storage.url("fonts/inter-latin.woff2").removeprefix("/static/")
    assert f'url("../{font}")' in sheet
    compressed = (collected / f"{name}.br").read_bytes()
    assert brotli.decompress(compressed).decode() == sheet
    assert len(compressed) < 12_000


def test_a_component_that_names_a_file_stops_the_collecting(tmp_path):
    from django.core.files.storage import FileSystemStorage

    (tmp_path / "source/css/components").mkdir(parents=True)
    (tmp_path / "source/css/site.css").write_text('@import url("components/a.css");')
    (tmp_path / "source/css/components/a.css").write_text('p { background: url("../../icons/icon.svg") }')
    source = FileSystemStorage(tmp_path / "source")
    names = ["css/site.css", "css/components/a.css"]
    with pytest.raises(ImproperlyConfigured, match=r"components/a\.css"):
        _collect(tmp_path / "collected", {name: (source, name) for name in names})
