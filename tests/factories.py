"""Something valid and dull of every kind, saved: a test says only what matters to it.

make_article()                                 words in every language
make_article(title_en="Bees", title_ru="")     no Russian version
make_edition(title_en="Bees")                  published in English
"""

import datetime
import functools
import io
import itertools
import uuid
import zoneinfo

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture

from articles.models import Article
from events.models import Event
from experts.models import Affiliation, Expert, Organization
from reports.models import Report
from thinktank.library.intake import take_image
from thinktank.library.models import Chart
from thinktank.pages.models import Page
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.revisions.save import save_revision
from thinktank.publishing.working_copies import publication_models
from thinktank.taxonomy.models import Audience, Project, Region, Topic

PASSWORD = "correct horse battery staple"
MOSCOW = zoneinfo.ZoneInfo("Europe/Moscow")

_number = itertools.count(1)


def _make(model, words, fields, **facts):
    """`words` by field: (English, Russian), "{}" standing for a number nobody else has."""
    number = next(_number)
    told = {
        f"{field}_{language}": text.format(number)
        for field, texts in words.items()
        for language, text in zip(("en", "ru"), texts, strict=True)
    }
    return model.objects.create(**told | facts | fields)


def _publication_words(english, russian):
    return {
        "title": (f"{english} {{}}", f"{russian} {{}}"),
        "standfirst": ("What it says in a sentence.", "О чём это, одним предложением."),
        "body": ("<p>The first paragraph.</p>", "<p>Первый абзац.</p>"),
    }


def make_article(**fields):
    return _make(Article, _publication_words("Article", "Статья"), fields, kind=Article.Kind.NEWS)


def make_event(**fields):
    """A round table on 1 March 2030, 15:00 to 17:00 in Moscow."""
    return _make(
        Event,
        _publication_words("Event", "Событие") | {"place": ("Small hall", "Малый зал")},
        fields,
        kind=Event.Kind.ROUND_TABLE,
        starts_at=datetime.datetime(2030, 3, 1, 15, tzinfo=MOSCOW),
        ends_at=datetime.datetime(2030, 3, 1, 17, tzinfo=MOSCOW),
        time_zone="Europe/Moscow",
    )


def make_report(**fields):
    return _make(Report, _publication_words("Report", "Доклад"), fields, kind=Report.Kind.JOINT_REPORT)


def make_page(**fields):
    return _make(Page, _publication_words("Page", "Страница"), fields, kind=Page.Kind.PAGE)


def _make_usual(model, **fields):
    name = str(model._meta.verbose_name)
    return _make(model, _publication_words(name, name), fields, kind=model.Kind.values[0])


# How to make one of each type of publication: with make_article ..., or as usual, where no such function is needed here.
PUBLICATION_MAKERS = {
    model: globals().get(f"make_{name}") or functools.partial(_make_usual, model)
    for name, model in publication_models().items()
}


def publish_now(publication, *languages, by=None, **options):
    """Save a revision and publish it; the editions made. English when no language is named; options as for `publish`."""
    save_revision(publication, by=by)
    return publish(publication, languages or ("en",), by=by, **options)


def make_edition(language="en", *, make=make_article, by=None, options=None, **fields):
    """The live edition of a new publication: `make` it with these fields, then publish it with these options."""
    return publish_now(make(**fields), language, by=by, **(options or {}))[0]


def publish_article(languages, **fields):
    """For `live_site.call`: the paths of a new article that is live in these languages."""
    return [edition.get_absolute_url() for edition in publish_now(make_article(**fields), *languages)]


def make_organization(**fields):
    return _make(Organization, {"name": ("Institute {}", "Институт {}")}, fields)


def make_expert(**fields):
    return _make(Expert, {"given_name": ("Anna", "Анна"), "family_name": ("Orlova {}", "Орлова {}")}, fields)


def make_affiliation(**fields):
    """Of a new expert at a new organisation, unless they are named; held for all time."""
    people = {
        "expert": fields.get("expert") or make_expert(),
        "organization": fields.get("organization") or make_organization(),
    }
    return _make(Affiliation, {"role": ("Researcher", "Научный сотрудник")}, fields | people)


def make_topic(**fields):
    return _make(Topic, {"name": ("Topic {}", "Тема {}")}, fields)


def make_region(**fields):
    return _make(Region, {"name": ("Region {}", "Регион {}")}, fields)


def make_audience(**fields):
    return _make(Audience, {"name": ("Audience {}", "Читатели {}")}, fields)


def make_project(**fields):
    return _make(Project, {"name": ("Project {}", "Проект {}")}, fields)


def picture_file(width=64, height=36, *, name="picture.png"):
    """An uploaded PNG; no two are alike, in whichever process they are made."""
    picture = Picture.new("RGB", (width, height), (184, 171, 140))
    for x, value in enumerate(uuid.uuid4().bytes[:width]):
        picture.putpixel((x, 0), (value, value, value))
    written = io.BytesIO()
    picture.save(written, "PNG")
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/png")


def make_image(*, width=64, height=36, **words):
    """A tiny picture, taken in as an editor's upload is."""
    told = {"title": "Picture", "alt_en": "A plain surface", "alt_ru": "Ровная поверхность"}
    return take_image(picture_file(width, height), **told | {"needs_no_credit": True} | words)


DRAWING = '<svg viewBox="0 0 440 270" width="440" height="270" role="img"><text x="9" y="9">{}</text></svg>'


def make_chart(**fields):
    """A chart of two bars with all its words; what stands for the drawing is not drawn."""
    words = {
        "title": ("Miles", "Мили"),
        "data": (
            'Port,By Suez\nYokohama,"11,200.5"\nShanghai,−3\n',
            "Порт;Через Суэц\nИокогама;11 200,5\nШанхай;−3\n",
        ),
        "description": ("Suez is longer", "Через Суэц дальше"),
        "source": ("Atlas", "Атлас"),
        "note": ("Rounded", "Округлено"),
    }
    told = {
        f"{name}_{code}": word
        for name, pair in words.items()
        for code, word in zip(("en", "ru"), pair, strict=True)
    }
    return Chart.objects.create(
        **{"drawings": {code: DRAWING.format(code) for code in ("en", "ru")}} | told | fields
    )


def with_chart(chart):
    """An article that shows the chart in both its texts."""
    figure = f'<p>Words.</p><figure><img src="/library/charts/{chart.uid}/"></figure>'
    return make_article(body_en=figure, body_ru=figure)


def make_editor(username=None, *, password=PASSWORD, **fields):
    """A member of staff with the rights of the group Editors."""
    user = get_user_model().objects.create_user(
        username or f"editor-{uuid.uuid4().hex[:12]}", password=password, is_staff=True, **fields
    )
    user.groups.add(Group.objects.get(name="Editors"))
    return user


def make_staff(*roles, username=None, **fields):
    """A member of staff with the rights of these roles of thinktank/accounts/roles.py."""
    user = get_user_model().objects.create_user(
        username or f"staff-{uuid.uuid4().hex[:12]}", password=PASSWORD, is_staff=True, **fields
    )
    user.groups.set([Group.objects.get(name=role) for role in roles])
    return user


def make_superuser(username=None, **fields):
    return get_user_model().objects.create_superuser(
        username or f"admin-{uuid.uuid4().hex[:12]}", password=PASSWORD, **fields
    )
