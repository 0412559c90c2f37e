"""The contracts of imports in pyproject.toml hold, and import-linter notices what would break them."""

import shutil
from pathlib import Path

import pytest

from tests import house
from tests.import_order import lint_imports

ROOT = Path(__file__).resolve().parent.parent

# Each is planted as a module of this name: what it imports, and a line of what import-linter says then
FAULTS = [
    ("experts.up", "import thinktank.publishing.models", "experts.up -> thinktank.publishing.models"),
    ("articles.across", "from events.models import Event", "articles.across -> events.models"),
    ("polls.across", "from thinktank.ratings import rate", "polls.across -> thinktank.ratings.rate"),
    ("thinktank.publishing.up", "import articles.models", "thinktank.publishing.up -> articles.models"),
    ("thinktank.richtext.up", "import experts.models", "thinktank.richtext.up -> experts.models"),
    (
        "thinktank.publishing.late",
        "def late():\n    from articles import models",
        "thinktank.publishing.late -> articles.models",
    ),
    (
        "thinktank.library.room",
        "from thinktank import publishing",
        "thinktank.library.room -> thinktank.publishing",
    ),
    (
        "thinktank.library.dots",
        "from ..publishing import models",
        "thinktank.library.dots -> thinktank.publishing.models",
    ),
    (
        "thinktank.language.up",
        "from thinktank import settings",
        "thinktank.language.up -> thinktank.settings",
    ),
    (
        "thinktank.operations.private",
        "from thinktank import environment",
        "thinktank.operations.private -> thinktank.environment",
    ),
    (
        "thinktank.publishing.models.up",
        "import thinktank.publishing.revisions",
        "thinktank.publishing.models.up -> thinktank.publishing.revisions",
    ),
    (
        "thinktank.publishing.revisions.up",
        "import thinktank.publishing.editions.compile",
        "thinktank.publishing.revisions.up -> thinktank.publishing.editions.compile",
    ),
    (
        "thinktank.publishing.editions.up",
        "from thinktank.publishing import public",
        "thinktank.publishing.editions.up -> thinktank.publishing.public",
    ),
    (
        "thinktank.publishing.public.up",
        "import thinktank.publishing.admin",
        "thinktank.publishing.public.up -> thinktank.publishing.admin",
    ),
    (
        "thinktank.taxonomy.one",
        "import thinktank.taxonomy.two",
        "No cycles are allowed in thinktank.taxonomy.",
    ),
    (
        "thinktank.taxonomy.two",
        "import thinktank.taxonomy.one",
        "No cycles are allowed in thinktank.taxonomy.",
    ),
    ("thinktank.library.circle", "import thinktank.delivery.circle", "No cycles are allowed in thinktank."),
    ("thinktank.delivery.circle", "import thinktank.language.circle", "No cycles are allowed in thinktank."),
    ("thinktank.language.circle", "import thinktank.library.circle", "- .language -> .library (1 import)"),
]
WELCOME = [
    ("articles.down", "from thinktank.publishing.models import Publication"),
    ("thinktank.pages.down", "from articles.models import Article"),
    ("thinktank.syndication.beside", "import thinktank.printing.pdf"),
    ("thinktank.publishing.admin.down", "import thinktank.publishing.models"),
    ("articles.others", "import json, django.db.models"),
    ("articles.migrations.later", "import events.models"),
]


def plant(root: Path, planted: list[tuple]) -> Path:
    """A copy of our code in this folder, with these modules in it."""
    for folder in house.folders(ROOT):
        for path in (ROOT / folder).rglob("*.py"):
            copy = root / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    for module, code, *_said in planted:
        path = (root / module.replace(".", "/")).with_suffix(".py")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{code}\n")
    return root


@pytest.fixture(scope="module")
def said_of_faults(tmp_path_factory):
    return lint_imports(plant(tmp_path_factory.mktemp("faults"), FAULTS))


def test_imports_point_one_way():
    kept, said = lint_imports(ROOT)
    assert kept, said


@pytest.mark.parametrize(("module", "code", "line"), FAULTS)
def test_an_import_that_points_elsewhere_is_noticed(said_of_faults, module, code, line):
    kept, said = said_of_faults
    assert not kept
    assert line in said


def test_imports_that_point_down_are_welcome(tmp_path):
    kept, said = lint_imports(plant(tmp_path, WELCOME))
    assert kept, said


def test_a_new_type_of_publication_has_its_place_by_itself(tmp_path):
    planted = [
        ("briefs.__init__", ""),
        ("briefs.publication_type", "from thinktank.publishing.public import pages"),
        ("briefs.across", "from articles.models import Article"),
        ("thinktank.publishing.up", "import briefs.publication_type"),
    ]
    kept, said = lint_imports(plant(tmp_path, planted))
    assert not kept
    assert "briefs.across -> articles.models" in said
    assert "thinktank.publishing.up -> briefs.publication_type" in said
