"""What people write is called `body` in every table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("projects", "0010_what_packs_declare")]

    operations = [
        migrations.RenameField(model, "words", "body")
        for model in (
            "event",
            "criterionreview",
            "comment",
            "rating",
            "criteriondispute",
        )
    ]
