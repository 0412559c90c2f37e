from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("polls", "0005_tally_earlier_ballots")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE polls_pollvoter ADD COLUMN probe integer NULL", "ALTER TABLE polls_pollvoter DROP COLUMN probe"
        )
    ]
