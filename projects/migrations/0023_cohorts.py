"""A cohort has projects, an end, a syllabus and leads of its own; changes of it are kept."""

from django.db import migrations, models



def list_every_project(apps, schema_editor):
    """A cohort that has dates takes every project, as all cohorts did until now."""
    CohortProject = apps.get_model("projects", "CohortProject")
    Project = apps.get_model("projects", "Project")
    listed = {}
    for row in CohortProject.objects.select_related("project"):
        listed.setdefault(row.cohort_id, set()).add(row.project_id)
        row.order = row.project.order
        row.save(update_fields=["order"])
    for cohort, has in listed.items():
        for project in Project.objects.exclude(pk__in=has):
            CohortProject.objects.create(
                cohort_id=cohort, project=project, order=project.order
            )


class Migration(migrations.Migration):
    dependencies = [("projects", "0022_overruled")]

    operations = [
        migrations.RenameModel("Deadline", "CohortProject"),
        migrations.RemoveConstraint("CohortProject", "one_deadline_per_project"),
        migrations.AddField(
            "CohortProject",
            "order",
            models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(list_every_project, migrations.RunPython.noop),
    ]
