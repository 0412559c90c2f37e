import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0002_logo_and_colours'),
        ('polls', '0001_first'),
        ('publishing', '0001_first'),
        ('taxonomy', '0001_first'),
    ]

    operations = [
        migrations.CreateModel(
            name='FrontPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('poll', models.ForeignKey(blank=True, help_text='Shown in the languages it has a page in. Left empty: no poll.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='polls.poll', verbose_name='poll')),
                ('projects', models.ManyToManyField(blank=True, help_text='In the order of the menu. Left empty: those that have not ended.', related_name='+', to='taxonomy.project', verbose_name='projects')),
            ],
            options={
                'verbose_name': 'front page',
                'verbose_name_plural': 'front page',
            },
        ),
        migrations.CreateModel(
            name='FrontSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('front_page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='pages.frontpage')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.publication', verbose_name='publication')),
            ],
            options={
                'verbose_name': 'chosen publication',
                'verbose_name_plural': 'chosen publications',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='frontpage',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='front_page_one_row'),
        ),
        migrations.AddConstraint(
            model_name='frontslot',
            constraint=models.UniqueConstraint(fields=('front_page', 'publication'), name='front_slot_once', violation_error_message='This publication has been chosen already.'),
        ),
    ]
