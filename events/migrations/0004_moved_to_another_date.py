from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0003_attendance_and_agenda")]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="status",
            field=models.CharField(
                choices=[
                    ("scheduled", "Going ahead"),
                    ("rescheduled", "Moved to another date"),
                    ("postponed", "Postponed"),
                    ("moved_online", "Moved online"),
                    ("cancelled", "Cancelled"),
                ],
                default="scheduled",
                max_length=20,
                verbose_name="status",
            ),
        )
    ]
