from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0012_first_live_from'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='edition', name='edition_list'),
        migrations.RemoveIndex(model_name='edition', name='edition_type_list'),
        migrations.RemoveIndex(model_name='listing', name='listing_list'),
        migrations.AlterField('edition', 'first_live_from', models.DateTimeField(help_text='When the first edition of this text went live: within a day, lists go by it.')),
        migrations.AlterField('listing', 'first_live_from', models.DateTimeField()),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['language', '-dated', '-first_live_from', 'live_from', 'live_until', 'erased_at', 'type'], name='edition_list'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['language', 'type', '-dated', '-first_live_from', 'live_from', 'live_until', 'erased_at', 'kind'], name='edition_type_list'),
        ),
        migrations.AddIndex(
            model_name='listing',
            index=models.Index(fields=['subject_uid', 'language', '-dated', '-first_live_from', '-edition', 'live_from', 'live_until'], name='listing_list'),
        ),
    ]
