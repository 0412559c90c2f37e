import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

BATCH = 2_000


def fill(apps, schema_editor):
    """From the days, up to today."""
    ReadingDay, ReadingSum, SummedUpTo = (
        apps.get_model('readership', name) for name in ('ReadingDay', 'ReadingSum', 'SummedUpTo')
    )
    last = max(timezone.localdate(), ReadingDay.objects.aggregate(last=models.Max('day'))['last'] or datetime.date.min)
    SummedUpTo.objects.create(pk=1, day=last)
    since = models.Q(day__gt=last - datetime.timedelta(days=30))
    rows = ReadingDay.objects.values_list('publication', 'language').annotate(
        lately=models.Sum('n', filter=since), in_all=models.Sum('n')
    )
    ReadingSum.objects.bulk_create(
        (
            ReadingSum(publication_id=pk, language=language, lately=lately or 0, in_all=in_all)
            for pk, language, lately, in_all in rows.order_by()
        ),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('readership', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='SummedUpTo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='ReadingSum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('lately', models.PositiveIntegerField(help_text='Reads of the thirty days up to `SummedUpTo`.')),
                ('in_all', models.PositiveIntegerField()),
                ('publication', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.publication')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['language', '-lately', '-publication'], name='reading_sum_most_read'),
                    models.Index(fields=['-lately', '-in_all', '-id'], name='reading_sum_desk_list'),
                ],
                'constraints': [models.UniqueConstraint(fields=('publication', 'language'), name='reading_sum')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
