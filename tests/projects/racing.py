"""Verbs called at the same moment, each on a thread and a database connection of its own.

`python -m tests.projects.racing` prints, as JSON, what each round of each race came to, on
the migrated and empty database of `DATABASE_URL`. A process of its own: pytest's database
is held by one transaction.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import django

django.setup()

from django.core.files.storage import default_storage  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from projects.enums import Queue, State  # noqa: E402
from projects.errors import DomainError  # noqa: E402
from projects.models import Blob, Cohort, Step, Submission  # noqa: E402
from projects.operations import (  # noqa: E402
    collecting,
    erasing,
    grading,
    limiting,
    reviewing,
    submitting,
)
from projects.storage import digest_of, keep  # noqa: E402
from tests import factories  # noqa: E402
from tests.projects.test_grading import outcome  # noqa: E402
from tests.projects.test_submitting import intake_for  # noqa: E402

ROUNDS = 4
WON = "won"


def together(*acts: Callable[[], Any]) -> list[str]:
    """What each act came to: `won`, or the name of what it raised."""
    start = Barrier(len(acts))
    results = [""] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        connection.ensure_connection()
        start.wait()
        try:
            act()
        except (DomainError, grading.LeaseLost) as refusal:
            results[index] = type(refusal).__name__
        except Exception as fault:  # noqa: BLE001 - no race may end in any
            results[index] = repr(fault)
        else:
            results[index] = WON
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def own(submission: Submission) -> Submission:
    """Each actor holds an object of its own, as two requests do."""
    return Submission.objects.get(pk=submission.pk)


def state_of(submission: Submission) -> str:
    return own(submission).state


def eight_claims() -> dict[str, Any]:
    submission = factories.submission(state=State.AWAITING_REVIEW)
    people = [factories.reviewer(submission.project) for _ in range(8)]
    pairs = [(own(submission), person) for person in people]
    results = together(*(lambda s=s, p=p: reviewing.claim(s, by=p) for s, p in pairs))
    now = own(submission)
    winner = people[results.index(WON)].pk
    return {
        "results": sorted(results),
        "state": now.state,
        "winner holds it": now.reviewer_id == winner,
        "claims": now.events.filter(kind="claim").count(),
        "drafts": list(now.reviews.values_list("reviewer", flat=True)) == [winner],
    }


def one_reviewer_five_claims() -> dict[str, Any]:
    project = factories.project()
    person = factories.reviewer(project)
    waiting = [
        factories.submission(project, state=State.AWAITING_REVIEW) for _ in range(5)
    ]
    acts = (lambda s=s: reviewing.claim(s, by=person) for s in waiting)
    return {"results": sorted(together(*acts))}


def _submit(student: Any, cohort: Cohort, project: Any) -> Submission:
    return submitting.submit(
        by=student,
        cohort=cohort,
        project=project,
        intake=intake_for(project),
        honour_code=True,
    )


def two_submits() -> dict[str, Any]:
    cohort, project = factories.cohort(), factories.project()
    student = factories.student(cohort)
    results = together(*[lambda: _submit(student, cohort, project)] * 2)
    made = Submission.objects.filter(student=student)
    return {
        "results": sorted(results),
        "attempts": list(made.values_list("attempt", flat=True)),
        "runs": sum(submission.runs.count() for submission in made),
    }


def claim_or_withdraw() -> dict[str, Any]:
    submission = factories.submission(state=State.AWAITING_REVIEW)
    reviewer = factories.reviewer(submission.project)
    mine, theirs = own(submission), own(submission)
    results = together(
        lambda: submitting.withdraw(mine, by=mine.student),
        lambda: reviewing.claim(theirs, by=reviewer),
    )
    return {"results": results, "state": state_of(submission)}


def reopen_or_resubmit() -> dict[str, Any]:
    old = factories.submission(state=State.CHANGES_REQUESTED)
    theirs, lead = own(old), factories.lead()
    results = together(
        lambda: reviewing.reopen(theirs, by=lead, reason="A slip."),
        lambda: _submit(old.student, old.cohort, old.project),
    )
    return {"results": sorted(results)}


def appeal_or_resubmit() -> dict[str, Any]:
    old = factories.submission(state=State.RETURNED)
    mine = own(old)
    results = together(
        lambda: submitting.appeal_checks(mine, by=mine.student, reason="Look."),
        lambda: _submit(old.student, old.cohort, old.project),
    )
    return {"results": sorted(results)}


def many_workers() -> dict[str, Any]:
    Step.objects.update(state="cancelled")
    expected = {
        grading.start_run(factories.submission()).steps.get(kind="examine").pk
        for _ in range(8)
    }
    taken: list[int] = []

    def work(name: str) -> None:
        while (step := grading.take_next(Queue.CPU, worker=name)) is not None:
            taken.append(step.pk)

    results = together(*(lambda n=n: work(f"worker {n}") for n in range(5)))
    return {
        "results": results,
        "each once": sorted(taken) == sorted(expected),
        "tries": set(
            Step.objects.filter(pk__in=expected).values_list("tries", flat=True)
        )
        == {1},
    }


def _one_taken() -> Step:
    Step.objects.update(state="cancelled")
    grading.start_run(factories.submission())
    step = grading.take_next(Queue.CPU, worker="one")
    assert step is not None
    return step


def finish_or_withdraw() -> dict[str, Any]:
    step = _one_taken()
    mine = own(step.run.submission)
    results = together(
        lambda: submitting.withdraw(mine, by=mine.student),
        lambda: grading.finish_step(step, outcome()),
    )
    live = mine.runs.filter(state__in=["queued", "running"]).count()
    return {"results": results, "state": state_of(mine), "live runs": live}


def finish_or_take_back() -> dict[str, Any]:
    step = _one_taken()
    past = timezone.now() - timedelta(seconds=1)
    Step.objects.filter(pk=step.pk).update(lease_until=past)
    results = together(
        grading.sweep, grading.sweep, lambda: grading.finish_step(step, outcome())
    )
    step.refresh_from_db()
    return {"finished": results[2], "state": step.state, "tries": step.tries}


class Slow:
    """The storage, with time between the bytes' end and the row's: what a race needs."""

    def __getattr__(self, name: str) -> Any:
        return getattr(default_storage, name)

    def delete(self, name: str) -> None:
        default_storage.delete(name)
        time.sleep(0.2)


def _made_old(data: bytes) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    Blob.objects.filter(pk=digest_of(data)).update(kept_at=long_ago)


def collect_or_hand_in() -> dict[str, Any]:
    """The same bytes: nobody needs them any more, and somebody hands them in."""
    cohort, project = factories.cohort(), factories.project()
    student = factories.student(cohort)
    collecting.default_storage = Slow()
    Submission.objects.all()
    Blob.objects.filter(pk=digest_of(factories.NOTEBOOK)).exists() or keep(
        factories.NOTEBOOK
    )
    _made_old(factories.NOTEBOOK)
    before = timezone.now() - collecting.GRACE
    digest = digest_of(factories.NOTEBOOK)
    results = together(
        lambda: collecting.collect([digest], before),
        lambda: _submit(student, cohort, project),
    )
    made = Submission.objects.get(student=student)
    return {
        "results": results,
        "whole": made.files.get().blob.read() == factories.NOTEBOOK,
    }


def adopt_or_hand_in() -> dict[str, Any]:
    """Bytes without a row, which is what an uncommitted hand-in looks like from outside."""
    return {}


RACES = (
    *(eight_claims, one_reviewer_five_claims, two_submits, claim_or_withdraw),
    *(reopen_or_resubmit, appeal_or_resubmit),
    *(many_workers, finish_or_withdraw, finish_or_take_back),
)

if __name__ == "__main__":
    came = {race.__name__: [race() for _ in range(ROUNDS)] for race in RACES}
    json.dump(came, sys.stdout)
