"""What the chaos test asks of the product's database, in a process of its own."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from projects.models import Cohort, Enrolment, Run, Submission, User
from protocol.steps import StepKind


def enrol(emails: list[str], password: str) -> None:
    today = timezone.now() - timedelta(days=1)
    cohort = Cohort.objects.create(
        slug="chaos", title="Chaos", code="CHAOS", starts_on=today
    )
    hashed = make_password(password)  # once for all: it is slow on purpose
    for email in emails:
        student = User.objects.create(
            email=email, name=email, password=hashed, email_verified_at=timezone.now()
        )
        Enrolment.objects.create(cohort=cohort, student=student)


def tell() -> list[dict[str, Any]]:
    """Every submission, with all that the machine did to it."""
    return [
        {
            "student": submission.student.email,
            "uid": str(submission.uid),
            "attempt": submission.attempt,
            "state": submission.state,
            "files": {
                file.name: sha256(file.blob.read()).hexdigest()
                for file in submission.files.select_related("blob")
            },
            "events": list(submission.events.values_list("kind", flat=True)),
            "told": list(
                submission.events.filter(notifications__isnull=False).values_list(
                    "kind", flat=True
                )
            ),
            "runs": [_run(run) for run in submission.runs.all()],
        }
        for submission in Submission.objects.select_related("student").order_by("pk")
    ]


def _run(run: Run) -> dict[str, Any]:
    points = run.progress.filter(step_kind=StepKind.TRAIN, kind="curve")
    return {
        "state": run.state,
        "verdict": run.verdict,
        "points": [row.payload["x"] for row in points],
        "artifacts": list(run.artifacts.values_list("name", flat=True)),
        "steps": {
            step.kind: {
                "pk": step.pk,
                "state": step.state,
                "tries": step.tries,
                "incident": step.incident,
                "results": [(r.check_slug, r.outcome) for r in step.results.all()],
            }
            for step in run.steps.all()
        },
    }
