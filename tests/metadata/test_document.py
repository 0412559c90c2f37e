"""docs/metadata.md is what the code says today: `make metadata` writes it anew."""

from pathlib import Path

import pytest

from tests.factories import make_superuser
from tests.metadata.describing import READ_ON
from thinktank.operations.demo.load import load_texts
from thinktank.operations.metadata_document import ROUND_TABLE, document

FILE = Path(__file__).parents[2] / "docs" / "metadata.md"


@pytest.mark.django_db
def test_the_document_is_what_the_code_says(settings):
    publications = load_texts(make_superuser(), ROUND_TABLE)
    made = document([each.uid for each in publications.values()], READ_ON)
    assert made.splitlines() == FILE.read_text(encoding="utf-8").splitlines()
