from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        ('publishing', '0009_revision_is_named'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnmadeFile',
            fields=[
            ],
            options={
                'verbose_name': 'file that could not be made',
                'verbose_name_plural': 'files that could not be made',
                'ordering': ['-finished_at', '-pk'],
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('django_tasks_database.dbtaskresult',),
        ),
    ]
