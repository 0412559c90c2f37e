"""Publications for tests, and a dump of a table that shows whether a stored row has changed."""

import datetime
import uuid

from django.db import connection

from articles.models import Article
from reports.models import Report
from tests.factories import (
    PUBLICATION_MAKERS,
    make_audience,
    make_expert,
    make_image,
    make_organization,
    make_topic,
)
from thinktank.library.models import Document
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Contribution, Edition
from thinktank.publishing.revisions.save import save_revision

WORDS = ("title", "standfirst", "body")


def build(model=Article, *, languages=("en", "ru"), **fields):
    """Make a working copy with words in these languages only, without a revision."""
    missing = {f"{field}_{language}": "" for language in {"en", "ru"} - {*languages} for field in WORDS}
    return PUBLICATION_MAKERS[model](**missing | fields)


def save(publication, **fields):
    """Change fields of the working copy and save it as an editor does. Returns the revision."""
    for name, value in fields.items():
        setattr(publication, name, value)
    publication.save()
    return save_revision(publication, by=None)


def build_saved(model=Article, **fields):
    publication = build(model, **fields)
    save_revision(publication, by=None)
    return publication


def save_and_publish(publication, *languages, now, **options):
    """Save the working copy and publish it in these languages. Returns the editions."""
    save_revision(publication, by=None)
    return publish(publication, list(languages), by=None, now=now, **options)


def build_live(model=Article, *, now, languages=("en", "ru"), **fields):
    """Make a publication that is live in its languages since `now`."""
    publication = build_saved(model, languages=languages, **fields)
    publish(publication, list(languages), by=None, now=now)
    return publication


def add_person(publication, name_en, name_ru="", **fields):
    position = publication.contributions.count()
    return Contribution.objects.create(
        publication_id=publication.pk,
        name_en=name_en,
        name_ru=name_ru or name_en,
        **{"position": position} | fields,
    )


def build_document():
    return Document.objects.create(title="Paper", filename="paper.pdf", sha256=uuid.uuid4().hex * 2, size=9)


def full_report():
    """Make a report with a value in every kind of field and set of rows."""
    report = build(
        Report,
        dated=datetime.date(2024, 3, 1),
        cover=make_image(),
        cover_caption_en="Caption",
        report_number="7/2024",
        pdf_en=build_document(),
        pdf_ru=build_document(),
    )
    report.topics.set([make_topic(), make_topic()])
    add_person(report, "Guest", "Гость")
    add_person(report, "", "", expert=make_expert(), role=Contribution.Role.EDITOR)
    report.institutions.create(organization=make_organization(), role="partner", name_en="I.", name_ru="И.")
    report.key_findings.create(text_en="So.", text_ru="Так.")
    report.pictures.create(image=make_image(), caption_en="Seen.", caption_ru="Видно.")
    report.takeaways.create(audience=make_audience(), text_en="Costs.", text_ru="Расходы.")
    report.recommendations.create(text_en="Do.", text_ru="Делать.", addressee_en="All", position=0)
    report.recommendations.create(text_en="Wait.", text_ru="Ждать.", horizon="long_term", position=1)
    return report


def the_edition(publication, language, number):
    return Edition.objects.get(publication_id=publication.pk, language=language, number=number)


def editions_of(publication, language):
    return list(Edition.objects.filter(publication_id=publication.pk, language=language).order_by("number"))


def dump(model=Edition):
    """{primary key: {column: value}} of a whole table, as it is stored."""
    columns = [field.column for field in model._meta.local_concrete_fields]
    with connection.cursor() as cursor:
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return {row[model._meta.pk.column]: row for row in rows}
