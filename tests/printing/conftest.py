import io
import os

import pytest
from pypdf import PdfReader

from tests.machine import has_pango
from thinktank.publishing.files import MAKERS, make_files


@pytest.fixture(autouse=True)
def _pango():
    if not has_pango():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("No Pango on this machine.")


@pytest.fixture
def make():
    """make(edition): everything that is made of it, as the worker would."""

    def make(edition):
        return sum(make_files.call(str(edition.uid), kind) for kind in MAKERS)

    return make


@pytest.fixture
def read():
    """read(bytes): a PDF's reader."""
    return lambda data: PdfReader(io.BytesIO(data))
