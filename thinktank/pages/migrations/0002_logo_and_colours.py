import django.db.models.deletion
import thinktank.pages.colours
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0001_first'),
        ('pages', '0001_first'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitesettings',
            name='accent_on_dark',
            field=models.CharField(blank=True, help_text='Such as #ff8d70, the same colour but lighter.', max_length=7, validators=[thinktank.pages.colours.readable_on_dark], verbose_name='accent on dark ground'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='accent_on_light',
            field=models.CharField(blank=True, help_text='Such as #b8361b. Left empty: the cinnabar of the design.', max_length=7, validators=[thinktank.pages.colours.readable_on_light], verbose_name='accent on light ground'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='logo_on_dark',
            field=models.ForeignKey(blank=True, help_text='For readers whose screen is dark. Left empty: the logo, on a light plate.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.image', verbose_name='logo on dark ground'),
        ),
    ]
