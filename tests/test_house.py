"""The house rules hold, and each of them notices a planted fault."""

from pathlib import Path

import pytest

from tests import house

ROOT = Path(__file__).resolve().parent.parent
RULES = [
    house.rooms_without_a_place,
    house.sqlite_of_another_make,
    house.nameless_modules,
    house.language_codes,
    house.texts_marked_safe,
    house.inline_code,
    house.tokens_on_public_pages,
    house.public_code_that_reads_working_copies,
    house.private_keys,
]


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps_its_rule(rule):
    assert rule(ROOT) == []


@pytest.fixture
def plant(tmp_path):
    """plant({path: text}): a small house with these files."""

    def plant(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return tmp_path

    return plant


@pytest.mark.parametrize("line", ["import sqlite3", "from sqlite3 import dbapi2", "import pysqlite3.dbapi2"])
@pytest.mark.parametrize("path", ["polls/voting.py", "tests/polls/crowd.py"])
def test_a_file_opened_with_another_sqlite_is_noticed(plant, path, line):
    assert len(house.sqlite_of_another_make(plant({path: line}))) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("polls/voting.py", "from thinktank.database.sqlite3.driver import Database"),
        ("thinktank/database/sqlite3/driver.py", "import sqlite3"),
        ("tests/database/test_sqlite.py", "import sqlite3"),
    ],
)
def test_the_sites_sqlite_is_welcome_everywhere_and_others_where_they_are_compared(plant, path, line):
    assert house.sqlite_of_another_make(plant({path: line})) == []


def test_a_room_nobody_placed_is_noticed(plant):
    root = plant({"thinktank/attic/box.py": "", "thinktank/library/box.py": ""})
    assert house.rooms_without_a_place(root) == ["thinktank.attic has no place in the order of imports"]


def test_a_type_of_publication_has_its_place_by_itself(plant):
    root = plant(
        {
            "briefs/publication_type.py": "from thinktank.publishing.public import pages",
            "briefs/models.py": "class Brief(Publication): pass",
            "thinktank/publishing/public/lookup.py": "from briefs.models import Brief",
            "briefs/views.py": "from thinktank.publishing.working_copies import publication_models",
        }
    )
    assert house.rooms_without_a_place(root) == []
    assert house.public_code_that_reads_working_copies(root) == [
        "briefs/views.py:1: imports thinktank.publishing.working_copies.publication_models, which is for editors",
        "thinktank/publishing/public/lookup.py:1: reads Brief, which readers never see",
    ]


@pytest.mark.parametrize(
    "path", ["articles/utils.py", "thinktank/library/helpers/a.py", "events/services.py", "polls/common.py"]
)
def test_a_module_without_a_name_of_its_own_is_noticed(plant, path):
    assert house.nameless_modules(plant({path: ""})) == [f"{path}: name the thing"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("articles/views.py", 'language = "ru"'),
        ("articles/views.py", 'path = "/en/articles/"'),
        ("articles/views.py", "article.title_ru"),
        ("articles/views.py", 'order_by("title_en")'),
        ("articles/views.py", "Article(title_en=title)"),
        ("templates/base.html", '<a href="/ru/">'),
        ("templates/base.html", "{% if LANGUAGE_CODE == 'en' %}"),
        ("templates/base.html", "{{ article.title_ru }}"),
        ("static/js/vote.js", 'if (document.documentElement.lang === "ru") {}'),
    ],
)
def test_code_that_names_a_language_is_noticed(plant, path, text):
    assert len(house.language_codes(plant({path: text}))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("thinktank/settings.py", 'LANGUAGES = ["en", "ru"]'),
        ("thinktank/language/russian.py", 'CODE = "ru"'),
        ("articles/views.py", '"""("title", "ru") -> "title_ru" of a row"""\nstrength = "true"'),
        ("templates/base.html", '<a class="menu" href="/menu/" lang="{{ code }}">run the rule</a>'),
    ],
)
def test_code_that_names_no_language_where_it_may_not_is_welcome(plant, path, text):
    assert house.language_codes(plant({path: text})) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("articles/views.py", "mark_safe(title)"),
        ("articles/views.py", "safestring.mark_safe(title)"),
        ("articles/views.py", "SafeString('a' if plain else title)"),
        ("articles/views.py", "SafeString(title)"),
        ("templates/a.html", "{{ title|safe }}"),
        ("templates/a.html", "{{ title | safe }}"),
        ("templates/a.html", "{% autoescape off %}"),
    ],
)
def test_a_text_marked_safe_is_noticed(plant, path, text):
    assert (
        len(house.texts_marked_safe(plant({path: text} | dict.fromkeys(house.MARKS_SAFE, "mark_safe(body)"))))
        == 1
    )


@pytest.mark.parametrize(
    "key",
    [
        f"-----BEGIN {'EC'} PRIVATE KEY-----", f"AGE-SECRET-KEY-{'1Q' * 20}", f"AKIA{'A1' * 8}", f"ghp_{'a1' * 18}",
        f"xoxb-{'1' * 12}", f"eyJ{'a' * 20}.eyJ{'b' * 20}.c", f"django-insecure-{'x' * 50}",
    ],
)  # fmt: skip
def test_a_private_key_in_a_file_is_noticed(plant, key):
    assert house.private_keys(plant({"deploy/notes.txt": f"first\nkey={key}\n"})) == [
        "deploy/notes.txt:2: a key"
    ]


def test_a_literal_is_safe(plant):
    text = "def icon() -> SafeString:\n    return SafeString('<br>' if wide else '')"
    assert house.texts_marked_safe(plant({"articles/views.py": text})) == []


@pytest.mark.parametrize(
    "text",
    [
        "<style>p{}</style>",
        '<p style="color:red">',
        "<p\nstyle = 'x'>",
        "<script>1</script>",
        '<script type="module">1</script>',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_code_inside_a_page_is_noticed(plant, text):
    assert len(house.inline_code(plant({"templates/a.html": text}))) == 1


@pytest.mark.parametrize(
    "text",
    [
        '<script type="module" src="{% static \'js/vote.js\' %}"></script>',
        '<script type="application/ld+json">{{ data }}</script>',
        '<link rel="stylesheet" href="x.css"><p class="style" data-once="1">',
    ],
)
def test_code_beside_a_page_is_welcome(plant, text):
    assert house.inline_code(plant({"templates/a.html": text})) == []


def test_a_token_on_a_public_page_is_noticed(plant):
    root = plant(
        {"templates/articles/a.html": "{% csrf_token %}", "templates/admin/b.html": "{% csrf_token %}"}
    )
    assert house.tokens_on_public_pages(root) == ["templates/articles/a.html: csrf_token"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("articles/views.py", "from articles.models import Article"),
        ("polls/views/pages.py", "from articles.models import Article"),
        ("thinktank/syndication/oai.py", "from thinktank.publishing.models import Publication"),
        ("events/feeds.py", "from events import models\nmodels.Event.objects.all()"),
        ("thinktank/pages/sitemaps.py", "def late():\n    from thinktank.pages.models import Page"),
        ("thinktank/pages/home.py", "from thinktank.publishing.models import Publication"),
        ("events/coming.py", "from thinktank.publishing.models import Revision"),
        ("thinktank/publishing/public/lookup.py", "from thinktank.publishing.models import Publication"),
        ("thinktank/publishing/public/lookup.py", "from thinktank.publishing.revisions import snapshot"),
        ("polls/views/pages.py", "from thinktank.publishing.editions.publish import publish"),
    ],
)
def test_public_code_that_reads_a_working_copy_is_noticed(plant, path, text):
    assert len(house.public_code_that_reads_working_copies(plant({path: text}))) == 1


def test_public_code_that_reads_editions_is_welcome(plant):
    root = plant(
        {
            "articles/views.py": "from thinktank.publishing.models import Edition",
            "thinktank/desk/views.py": "from articles.models import Article",
            "articles/admin.py": "from articles.models import Article",
        }
    )
    assert house.public_code_that_reads_working_copies(root) == []


def test_every_variable_the_settings_read_is_explained_and_no_other():
    assert house.variables_explained(ROOT) == house.variables_read(ROOT)


def test_a_variable_nobody_explained_is_noticed(plant):
    root = plant(
        {
            "thinktank/settings.py": 'A = environment.text("SAID", "")\nB = environment.flag(\n    "UNSAID"\n)',
            "thinktank/environment.py": "",
            ".env.example": "# What it is for\n# SAID=x\n",
        }
    )
    assert house.variables_read(root) - house.variables_explained(root) == {"UNSAID"}
