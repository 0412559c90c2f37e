from django.db import migrations, models
from django.db.models import Min, OuterRef, Subquery

from thinktank.publishing.editions.triggers import drop_triggers


def fill(apps, schema_editor):
    """When the first edition of each text went live. The triggers of editions come back after migrating."""
    drop_triggers(schema_editor.connection)
    Edition, Listing = (apps.get_model('publishing', name) for name in ('Edition', 'Listing'))
    of_its_text = Edition.objects.filter(publication=OuterRef('publication'), language=OuterRef('language'))
    first = of_its_text.order_by().values('publication').annotate(first=Min('live_from')).values('first')
    Edition.objects.update(first_live_from=Subquery(first))
    its_edition = Edition.objects.filter(pk=OuterRef('edition'))
    Listing.objects.update(first_live_from=Subquery(its_edition.values('first_live_from')))


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0011_search_text'),
    ]

    operations = [
        migrations.AddField('edition', 'first_live_from', models.DateTimeField(null=True)),
        migrations.AddField('listing', 'first_live_from', models.DateTimeField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
