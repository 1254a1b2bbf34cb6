from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0036_training")]

    operations = [
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                fields=["submission", "state"], name="runs_of_submission"
            ),
        ),
    ]
