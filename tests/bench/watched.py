"""The run that everybody watches, and who writes it: called through `manage.py shell`."""

import json
import sys
import time

from django.urls import reverse

from projects.enums import Queue
from projects.models import Step
from projects.operations import grading
from tests import factories
from tests.bench.sessions import session_of

EVERY_S = 0.4  # as often as a worker writes


def prepare(watchers: int) -> None:
    """A run in the middle of its log and curve, and the sessions of leads who may see it."""
    subject = factories.submission()
    grading.start_run(subject)
    step = grading.take_next(Queue.CPU, worker="bench")
    if step is None:
        raise RuntimeError("nothing to take")
    for number in range(1, 101):
        _write(step, number)
    found = {
        "path": reverse("projects:submission_live", args=[subject.uid]),
        "step": step.pk,
        "sessions": [session_of(factories.lead()) for _ in range(watchers)],
    }
    sys.stdout.write(json.dumps(found))


def write(step_pk: int, seconds: float) -> None:
    step = Step.objects.select_related("run").get(pk=step_pk)
    until = time.monotonic() + seconds
    number = 100
    while time.monotonic() < until:
        number += 1
        _write(step, number)
        grading.heartbeat(step)
        time.sleep(EVERY_S)


def _write(step: Step, number: int) -> None:
    curve = [
        {"series": series, "x": number, "y": 1 / number, "x_of": 1000}
        for series in ("train", "validation")
    ]
    log = {"text": f"step {number}: loss {1 / number:.4f}\n" * 3}
    rows = [("log", log), *(("curve", point) for point in curve)]
    grading.record(step, [*rows, ("cell", {"index": 5, "of": 12})])
