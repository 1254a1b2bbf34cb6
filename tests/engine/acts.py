"""What the engine's tests do to the product's database, in a process of its own.

Called through `manage.py shell`; what an act returns can be turned into JSON.
"""

import json
import time
import uuid
from collections.abc import Callable
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from notebooks.intake import take_in
from projects.enums import RunState, StepState
from projects.models import Cohort, Enrolment, Project, Submission, User, Worker
from projects.operations import grading, submissions
from projects.queries.intake import signature_of
from protocol.steps import StepKind
from tests.engine.slow_pack import SLUG, notebook

POLL_S = 0.1


def submit(added: int = 1) -> str:
    """Hands in a notebook, by a student of its own."""
    project = Project.objects.get(slug=SLUG)
    name = uuid.uuid4().hex
    student = User.objects.create_user(f"{name}@example.org", name=name)
    cohort = Cohort.objects.create(
        slug=name, title=name, code=name, starts_on=timezone.now()
    )
    Enrolment.objects.create(cohort=cohort, student=student)
    signature = signature_of(project)
    intake = take_in([("slow.ipynb", notebook(added))], signature, [signature])
    return str(
        submissions.submit(
            by=student, cohort=cohort, project=project, intake=intake, honour_code=True
        ).uid
    )


def show(uid: str) -> dict[str, Any]:
    submission = Submission.objects.get(uid=uid)
    run = submission.runs.get()  # more than one would be a fault
    rows = run.progress.filter(step_kind=StepKind.TRAIN, kind="curve")
    return {
        "state": submission.state,
        "attempt": submission.attempt,
        "run": run.state,
        "verdict": run.verdict,
        "points": [row.payload["x"] for row in rows],
        "steps": {
            step.kind: {
                "state": step.state,
                "worker": step.worker,
                "tries": step.tries,
                "deaths": step.deaths,
                "faults": step.faults,
                "results": {r.check_slug: r.outcome for r in step.results.all()},
                "fence": str(step.fence),
                "incident": step.incident,
            }
            for step in run.steps.all()
        },
        "events": list(submission.events.values_list("kind", flat=True)),
        "artifacts": list(run.artifacts.values_list("name", flat=True)),
    }


def _wait(
    uid: str, timeout_s: float, ready: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    deadline = time.monotonic() + timeout_s
    while not ready(seen := show(uid)):
        if time.monotonic() > deadline:
            raise TimeoutError(json.dumps(seen, indent=2))
        time.sleep(POLL_S)
    return show(uid)  # read row by row while they changed: now once more, as a whole


def submit_into_training(timeout_s: float) -> dict[str, Any]:
    """Hands in a notebook and waits until its training has drawn some points."""
    uid = submit()

    def ready(seen: dict[str, Any]) -> bool:
        running = seen["steps"]["train"]["state"] == StepState.RUNNING
        return running and len(seen["points"]) > 1

    return {"uid": uid, **_wait(uid, timeout_s, ready)}


def submit_two_and_drain(timeout_s: float) -> list[str]:
    """Hands in two, and drains the worker in the middle of the first one's training."""
    seen = submit_into_training(timeout_s)
    worker = seen["steps"]["train"]["worker"]
    call_command("drain", worker, stdout=StringIO())
    return [seen["uid"], submit(), worker]


def wait_for_training(uid: str, timeout_s: float, not_by: str = "") -> dict[str, Any]:
    """Until a worker, other than `not_by`, has taken the training."""

    def ready(seen: dict[str, Any]) -> bool:
        step = seen["steps"]["train"]
        return step["worker"] not in ("", not_by) and step["state"] != StepState.QUEUED

    return _wait(uid, timeout_s, ready)


def wait_for_end(uid: str, timeout_s: float) -> dict[str, Any]:
    return _wait(uid, timeout_s, lambda seen: seen["run"] not in RunState.live())


def worker_state(name: str) -> str:
    return Worker.objects.get(name=name).judged()


def wait_for_worker(name: str, state: str, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while (seen := worker_state(name)) != state:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name} is {seen}")
        time.sleep(POLL_S)


def write_late(uid: str, fence: str) -> dict[str, bool]:
    """Whether each write of a worker that lost its step long ago is refused."""
    step = Submission.objects.get(uid=uid).runs.get().steps.get(kind=StepKind.TRAIN)
    step.fence = uuid.UUID(fence)
    outcome = grading.Outcome(
        passed=False, results=(), environment={}, figures={}, notes=(), artifacts={}
    )
    return {
        "heartbeat": not grading.heartbeat(step),
        "record": _refused(lambda: grading.record(step, [("log", {})])),
        "finish": _refused(lambda: grading.finish_step(step, outcome)),
        "fail": _refused(lambda: grading.fail_step(step, "late")),
    }


def _refused(write: Callable[[], None]) -> bool:
    try:
        write()
    except grading.LeaseLost:
        return True
    return False
