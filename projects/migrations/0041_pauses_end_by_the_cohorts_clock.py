"""The last day of a pause was one of UTC; its end is now a moment of the cohort's zone."""

from datetime import datetime, time, timedelta

from django.db import migrations, models

from projects.zones import local_time, moment, zone_named


def give_moments(apps, schema_editor):
    enrolments = apps.get_model("projects", "Enrolment")
    paused = enrolments.objects.exclude(paused_until=None).select_related("cohort")
    for one in paused.iterator(chunk_size=1000):
        midnight = datetime.combine(one.paused_until + timedelta(days=1), time.min)
        one.pause_ends_at = moment(midnight, zone_named(one.cohort.time_zone))
        one.save(update_fields=["pause_ends_at"])


def give_days(apps, schema_editor):
    enrolments = apps.get_model("projects", "Enrolment")
    paused = enrolments.objects.exclude(pause_ends_at=None).select_related("cohort")
    for one in paused.iterator(chunk_size=1000):
        last = one.pause_ends_at - timedelta(microseconds=1)
        one.paused_until = local_time(last, zone_named(one.cohort.time_zone)).date()
        one.save(update_fields=["paused_until"])


class Migration(migrations.Migration):
    dependencies = [("projects", "0040_applications_told_to_leads")]

    operations = [
        migrations.AddField(
            model_name="enrolment",
            name="pause_ends_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(give_moments, give_days),
        migrations.RemoveField(model_name="enrolment", name="paused_until"),
    ]
