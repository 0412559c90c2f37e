from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0015_search_through_ligatures'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['-changed_at', '-id'], name='publication_desk_list'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(fields=['type', '-changed_at', '-id'], name='publication_desk_type_list'),
        ),
        migrations.AddIndex(
            model_name='edition',
            index=models.Index(fields=['publication', 'language', 'live_from', 'live_until', 'erased_at', 'prefix'], name='edition_state'),
        ),
    ]
