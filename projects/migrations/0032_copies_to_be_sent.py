from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0031_people'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='messagerecipient',
            index=models.Index(condition=models.Q(('letter_state', 'waiting')), fields=['id'], name='copies_to_be_sent'),
        ),
    ]
