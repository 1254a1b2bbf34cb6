from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from projects.operations import regrade_results  # noqa: PLC0415 - needs models
        from projects.operations.grading import observers  # noqa: PLC0415

        observers.register(regrade_results.RegradeObserver())
