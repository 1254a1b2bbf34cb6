from django.db import migrations, models

import projects.text_limits


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0005_what_is_kept'),
    ]

    operations = [
        migrations.AlterField(
            model_name='cohort',
            name='code',
            field=models.CharField(help_text='Students sign up with this code.', max_length=40, unique=True, validators=[projects.text_limits.validate_name]),
        ),
        migrations.AlterField(
            model_name='cohort',
            name='title',
            field=models.CharField(max_length=120, validators=[projects.text_limits.validate_name]),
        ),
        migrations.AlterField(
            model_name='user',
            name='name',
            field=models.CharField(max_length=120, validators=[projects.text_limits.validate_name], verbose_name='name'),
        ),
    ]
