from django.db import migrations

from thinktank.language.searching import fold


def fold_further(apps, schema_editor):
    """What was folded before ligatures and barred letters were."""
    for row in apps.get_model('publishing', 'SearchText').objects.iterator():
        if (text := fold(row.text)) != row.text:
            row.text = text
            row.save(update_fields=['text'])


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0014_plain_words'),
    ]

    operations = [
        migrations.RunPython(fold_further, migrations.RunPython.noop),
    ]
