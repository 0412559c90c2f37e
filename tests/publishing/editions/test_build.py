"""A preview is an edition that is built and not saved, so it equals the one that publishing makes."""

import datetime

import pytest
from django.utils import timezone

from tests.publishing.building import build_saved, save, the_edition
from thinktank.publishing.editions.build import build_preview
from thinktank.publishing.editions.publish import publish
from thinktank.publishing.models import Edition
from thinktank.publishing.revisions.save import newest_revision

# What publishing alone sets: ids, the editor, what it translates, and the digest of everything.
OF_THE_ACT = {"id", "uid", "digest", "made_by", "translates"}


def columns(edition):
    names = {field.name for field in Edition._meta.concrete_fields} - OF_THE_ACT
    return {name: getattr(edition, name) for name in sorted(names)}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("dated", [None, datetime.date(2019, 2, 3)])
def test_the_first_and_later_previews_equal_what_is_published(language, dated, settings):
    settings.TIME_ZONE = "Europe/Moscow"
    # Tomorrow, because the database refuses an end in its own past.
    now = (timezone.now() + datetime.timedelta(days=1)).replace(hour=20, minute=59)
    article = build_saved(dated=dated)
    for number, hours in ((1, 0), (2, 0.1), (3, 30)):  # the second is made on another day in Moscow
        at = now + datetime.timedelta(hours=hours)
        save(article, **{f"title_{language}": f"Words of edition {number}"})
        preview = build_preview(article, newest_revision(article), language, now=at)

        publish(article, [language], by=None, now=at)

        assert columns(preview) == columns(the_edition(article, language, number))
