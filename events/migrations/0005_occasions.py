import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

from events.happening import Happening


def enter_published_events(apps, schema_editor):
    """Every edition of an event gets its occasion, from its own record."""
    occasion, now = apps.get_model("events", "Occasion"), timezone.now()
    editions = apps.get_model("publishing", "Edition").objects.filter(type="event", erased_at=None)
    rows = []
    for pk, card in editions.values_list("pk", "card").iterator():
        if facts := card.get("facts"):
            event = Happening(facts, now)
            rows.append(occasion(edition_id=pk, starts_at=event.starts, leaves_at=event.leaves_at))
    occasion.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0004_moved_to_another_date"),
        ("publishing", "0007_references_to_recordings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Occasion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("leaves_at", models.DateTimeField(db_index=True)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="occasion",
                        to="publishing.edition",
                    ),
                ),
            ],
        ),
        migrations.RunPython(enter_published_events, migrations.RunPython.noop),
    ]
