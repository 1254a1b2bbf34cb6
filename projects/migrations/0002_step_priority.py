from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="step",
            name="priority",
            field=models.PositiveSmallIntegerField(
                choices=[(0, "Live"), (1, "Regrade")], default=0
            ),
        ),
    ]
