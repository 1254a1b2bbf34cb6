"""Projects keep what their pack declares of charts; outcomes have choices."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0007_proved_addresses")]

    operations = [
        migrations.RenameField("project", "tells", "signature"),
        migrations.AddField(
            "project", "presentation", models.JSONField(default=dict)
        ),
        migrations.AlterField(
            "checkresult",
            "outcome",
            models.CharField(
                max_length=8,
                choices=[
                    ("passed", "Passed"),
                    ("failed", "Found something to change"),
                    ("broken", "Stopped by a fault of ours"),
                    ("skipped", "Skipped"),
                ],
            ),
        ),
    ]
