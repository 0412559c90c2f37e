import django.db.models.deletion
from django.db import migrations, models

from thinktank.publishing.revisions.newer_drafts import newer_drafts

BATCH = 500


def fill(apps, schema_editor):
    """Compare the newest editions with the newest revisions."""
    Edition, NewerDraft, Revision = (
        apps.get_model('publishing', name) for name in ('Edition', 'NewerDraft', 'Revision')
    )
    last, published = 0, Edition.objects.order_by('publication').values_list('publication', flat=True).distinct()
    while ids := list(published.filter(publication__gt=last)[:BATCH]):
        last = ids[-1]
        NewerDraft.objects.bulk_create(
            NewerDraft(publication_id=pk, language=language)
            for pk, language in newer_drafts(ids, Edition, Revision)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0019_titles_by_their_beginning'),
    ]

    operations = [
        migrations.CreateModel(
            name='NewerDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('publication', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.publication')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('publication', 'language'), name='newer_draft')],
            },
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['language', 'ended_as', 'live_until', 'publication'], name='edition_ended'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
