import json
import zlib

import django.db.models.deletion
from django.db import migrations, models

from thinktank.publishing.revisions.search_text import text_to_search


def fill(apps, schema_editor):
    """From the newest revision of every publication."""
    Publication, SearchText = (apps.get_model('publishing', name) for name in ('Publication', 'SearchText'))
    for publication in Publication.objects.iterator():
        newest = publication.revisions.order_by('-number').first()
        if newest:
            snapshot = json.loads(zlib.decompress(bytes(newest.packed)))
            SearchText.objects.create(publication=publication, text=text_to_search(snapshot))


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0010_files_that_could_not_be_made'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='search_text', to='publishing.publication')),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
