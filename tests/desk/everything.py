"""A desk with one object of every model."""

from django.utils import timezone

from tests.factories import (
    make_affiliation,
    make_article,
    make_audience,
    make_event,
    make_image,
    make_organization,
    make_page,
    make_project,
    make_region,
    make_report,
    make_topic,
    publish_now,
)
from tests.library import uploads
from tests.polls.making import make_poll
from thinktank.error_reports.models import ErrorReport
from thinktank.library.intake import take_document
from thinktank.pages.models import FrontPage, SiteSettings
from thinktank.publishing.models import Contribution, Institution, Picture, Relation, Takeaway
from thinktank.taxonomy.models import Series


def one_of_everything():
    """Make one object of every model, and return the publications, each with a row of every kind."""
    image, organization = make_image(title="Снимок"), make_organization()
    affiliation = make_affiliation(organization=organization)
    topic, audience = make_topic(), make_audience()
    article, event, report, page = made = make_article(cover=image), make_event(), make_report(), make_page()
    article.topics.add(topic)
    article.audiences.add(audience)
    Contribution.objects.create(publication=article, expert=affiliation.expert)
    Institution.objects.create(publication=article, organization=organization, role="publisher")
    Picture.objects.create(publication=article, image=image)
    Takeaway.objects.create(publication=article, audience=audience, text_en="Sentence", text_ru="Фраза")
    Relation.objects.create(source=article, target=event, role="reports_on")
    make_poll(beside=[article])
    make_region(), make_project(), take_document(uploads.upload(uploads.pdf(), "Доклад.pdf"))
    series = Series.objects.create(name_en="Series", name_ru="Цикл")
    series.parts.create(publication=report)
    SiteSettings.objects.get_or_create(pk=1)
    FrontPage.objects.get_or_create(pk=1)
    editions = [edition for each in made for edition in publish_now(each, "en", "ru")]
    ErrorReport.objects.create(
        edition=editions[0], received_at=timezone.now(), text="Опечатка", passage="слово"
    )
    return made
