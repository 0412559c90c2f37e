import io
import os
import shutil

import pytest
from pypdf import PdfReader

from tests.machine import has_fonts_of_other_scripts, has_pango
from thinktank.publishing.editions.generated_files import MAKERS, make_files


@pytest.fixture(autouse=True, scope="session")
def _printing_press():
    if not (has_pango() and has_fonts_of_other_scripts() and shutil.which("pdftotext")):
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("No Pango, no Noto fonts or no pdftotext on this machine.")


@pytest.fixture
def make():
    """make(edition): generate all files of an edition, as the worker does."""

    def make(edition):
        return sum(make_files.call(str(edition.uid), kind) for kind in MAKERS)

    return make


@pytest.fixture
def read():
    """read(bytes): a PDF's reader."""
    return lambda data: PdfReader(io.BytesIO(data))
