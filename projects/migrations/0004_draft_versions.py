from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0003_regrade'),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='version',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='comment',
            name='version',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
