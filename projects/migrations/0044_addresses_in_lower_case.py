import django.db.models.functions.text
from django.db import migrations, models
from django.db.models.functions import Lower


def in_lower_case(apps, schema_editor):
    """Two accounts whose addresses differ in capitals only stop here: a person has to say which stays."""
    people = apps.get_model("projects", "User").objects
    people.exclude(email=Lower("email")).update(email=Lower("email"))


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0043_invitations_to_lead_or_review'),
    ]

    operations = [
        migrations.RunPython(in_lower_case, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='email_in_lower_case'),
        ),
    ]
