from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0001_first'),
    ]

    operations = [
        migrations.RenameModel('Generation', 'Invalidation'),
        migrations.RenameField('Invalidation', 'key', 'tag'),
        migrations.AlterModelOptions('Invalidation', {'verbose_name': 'invalidation'}),
        migrations.RenameModel('Deadline', 'Expiry'),
        migrations.AlterModelOptions('Expiry', {'verbose_name': 'expiry'}),
    ]
