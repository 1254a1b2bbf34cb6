from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0032_read_at_6500'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='messagerecipient',
            index=models.Index(condition=models.Q(('letter_state', 'waiting')), fields=['id'], name='copies_to_be_sent'),
        ),
    ]
