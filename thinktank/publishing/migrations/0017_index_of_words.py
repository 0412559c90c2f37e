import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0016_indexes_of_long_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='searchtext',
            name='word_ids',
            field=models.TextField(default='', help_text='Keys of its SearchWords, in ascending order; the database has an index of them.'),
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=128)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('word',), name='search_word')],
            },
        ),
        migrations.CreateModel(
            name='SearchTitle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField()),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_titles', to='publishing.publication')),
            ],
        ),
    ]
