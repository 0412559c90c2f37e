from django.db import migrations, models
from django.db.models.functions import Left, Length

from thinktank.publishing.revisions.search_words import LONGEST_TITLE


def shorten(apps, schema_editor):
    """A longer one does not fit into an index of PostgreSQL."""
    titles = apps.get_model('publishing', 'SearchTitle').objects.alias(length=Length('title'))
    titles.filter(length__gt=LONGEST_TITLE).update(title=Left('title', LONGEST_TITLE))


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0018_words_of_texts'),
    ]

    operations = [
        migrations.RunPython(shorten, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='searchtitle',
            index=models.Index(fields=['title'], name='search_title', opclasses=['text_pattern_ops']),
        ),
    ]
