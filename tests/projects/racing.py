"""Verbs called at the same moment, each on a thread and a database connection of its own.

`python -m tests.projects.racing` prints, as JSON, what each round of each race came to, on
the migrated and empty database of `DATABASE_URL`. A process of its own: pytest's database
is held by one transaction.
"""

import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from projects.enums import Queue, State  # noqa: E402
from projects.errors import DomainError  # noqa: E402
from projects.models import (  # noqa: E402
    Blob,
    Cohort,
    Event,
    Step,
    Submission,
    SubmissionFile,
    User,
)
from projects.operations import (  # noqa: E402
    erasure,
    garbage_collection,
    grading,
    reviews,
    standing_requests,
    submissions,
    upload_limits,
)
from projects.operations.answers import Answer  # noqa: E402
from projects.queries.checklist import checklist_for  # noqa: E402
from projects.storage import digest_of, keep  # noqa: E402
from tests import factories  # noqa: E402
from tests.projects.test_grading import outcome  # noqa: E402
from tests.projects.test_submissions import intake_for  # noqa: E402

ROUNDS = 4
WON = "won"
Files = Mapping[str, bytes]


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
    results = together(*(lambda s=s, p=p: reviews.claim(s, by=p) for s, p in pairs))
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
    acts = (lambda s=s: reviews.claim(s, by=person) for s in waiting)
    return {"results": sorted(together(*acts))}


def news_of_a_day() -> dict[str, Any]:
    """Eight ratings for one reviewer, who reads them together once a day."""
    project = factories.project()
    person = factories.reviewer(project)
    rated = [
        factories.submission(project, state=State.APPROVED, reviewed_by=person)
        for _ in range(8)
    ]
    acts = (
        lambda one=one: submissions.rate(
            one.reviews.get(), by=User.objects.get(pk=one.student_id), stars=5
        )
        for one in rated
    )
    results = together(*acts)
    letters = list(person.letters.all())
    return {
        "results": sorted(set(results)),
        "letters": [letter.kind for letter in letters],
        "news in it": sum(letter.notifications.count() for letter in letters),
    }


def requests_and_claims() -> dict[str, Any]:
    """Six join the queue at once for three who asked, while two others claim what they see."""
    project = factories.project()
    askers = [factories.reviewer(project) for _ in range(3)]
    for person in askers:
        pairs = [(project.pk, "en")]
        standing_requests.open_request(by=person, wanted=pairs, at_once=2)
    waiting = [
        factories.submission(project, state=State.AWAITING_REVIEW) for _ in range(6)
    ]
    others = [factories.reviewer(project) for _ in range(2)]
    results = together(
        *(lambda s=s: standing_requests.serve(own(s)) for s in waiting),
        *(lambda p=p: reviews.claim(own(waiting[0]), by=p) for p in others),
        standing_requests.sweep,
    )
    standing_requests.sweep()
    held = Submission.objects.in_hand().filter(project=project)
    by_person = [held.filter(reviewer=person).count() for person in askers]
    events = Event.objects.filter(submission__in=waiting)
    taken = events.filter(kind__in=["serve_request", "claim"])
    return {
        "faults": [one for one in results if one not in (WON, "WrongState")],
        "in hand": held.count(),
        "most of one": max(by_person),
        "served to all": min(by_person) > 0,
        "taken once each": taken.count() == held.count(),
        "told": Event.objects.filter(
            notifications__isnull=False, kind="serve_request", submission__in=waiting
        ).count()
        == sum(by_person),
    }


def two_open_a_request() -> dict[str, Any]:
    """One reviewer in two tabs: one request, and of one submission one review."""
    project = factories.project()
    person = factories.reviewer(project)
    factories.submission(project, state=State.AWAITING_REVIEW)

    def leave() -> None:
        mine = standing_requests.open_request(
            by=User.objects.get(pk=person.pk), wanted=[(project.pk, "en")], at_once=1
        )
        standing_requests.serve_request(mine)

    return {
        "results": together(leave, leave),
        "requests": person.standing_requests.count(),
        "in hand": Submission.objects.in_hand().filter(reviewer=person).count(),
    }


def _submit(
    student: Any,
    cohort: Cohort,
    project: Any,
    answers: Mapping[str, Answer] | None = None,
) -> Submission:
    return submissions.submit(
        by=student,
        cohort=cohort,
        project=project,
        intake=intake_for(project),
        honour_code=True,
        answers=answers or {},
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
        lambda: submissions.withdraw(mine, by=mine.student),
        lambda: reviews.claim(theirs, by=reviewer),
    )
    return {"results": results, "state": state_of(submission)}


def reopen_or_resubmit() -> dict[str, Any]:
    old = factories.submission(state=State.CHANGES_REQUESTED)
    theirs, lead = own(old), factories.lead()
    results = together(
        lambda: reviews.reopen(theirs, by=lead, reason="A slip."),
        lambda: _submit(old.student, old.cohort, old.project, _answers_to(old)),
    )
    return {"results": sorted(results)}


def _answers_to(reviewed: Submission) -> dict[str, Answer]:
    """Every change that its review requires is made."""
    asked = checklist_for(
        student=reviewed.student, cohort=reviewed.cohort, project=reviewed.project
    )
    return {change.key: Answer(done=True) for change in asked.changes}


def appeal_or_resubmit() -> dict[str, Any]:
    old = factories.submission(state=State.RETURNED)
    mine = own(old)
    results = together(
        lambda: submissions.appeal_checks(mine, by=mine.student, reason="Look."),
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
        lambda: submissions.withdraw(mine, by=mine.student),
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


def _fresh() -> bytes:
    """A notebook that nobody has handed in."""
    return factories.NOTEBOOK.replace(b"hello", str(uuid.uuid4()).encode())


def _hand_in(student: Any, cohort: Cohort, project: Any, files: Files) -> Submission:
    intake = replace(intake_for(project), notebook_name="a.ipynb", files=files)
    return submissions.submit(
        by=student, cohort=cohort, project=project, intake=intake, honour_code=True
    )


def _whole(student: Any) -> bool:
    """Whether every file that they handed in can be read, as it was."""
    files = SubmissionFile.objects.filter(submission__student=student)
    blobs = [file.blob for file in files.select_related("blob")]
    return bool(blobs) and all(digest_of(it.read()) == it.sha256 for it in blobs)


def _collect_beside(data: bytes, collect: Callable[[], Any]) -> dict[str, Any]:
    cohort, project = factories.cohort(), factories.project()
    student = factories.student(cohort)
    results = together(
        collect, lambda: _hand_in(student, cohort, project, {"a.ipynb": data})
    )
    return {"results": results, "whole": _whole(student)}


def collect_or_hand_in() -> dict[str, Any]:
    """The same bytes: nobody needs them any more, and somebody hands them in."""
    data, now = _fresh(), timezone.now()
    blob = keep(data)
    Blob.objects.filter(pk=blob.pk).update(kept_at=now - timedelta(days=2))
    before = now - garbage_collection.GRACE
    return _collect_beside(data, lambda: garbage_collection.collect([blob.pk], before))


def adopt_or_hand_in() -> dict[str, Any]:
    """Bytes without a row, which is what an uncommitted hand-in looks like from outside."""
    data, long_ago = _fresh(), time.time() - 2 * 24 * 3600
    blob = Blob(sha256=digest_of(data))
    default_storage.save(blob.storage_name, ContentFile(data))
    os.utime(default_storage.path(blob.storage_name), (long_ago, long_ago))
    shard = int(blob.sha256[:2], 16)
    return _collect_beside(data, lambda: garbage_collection.tidy_shard(shard))


def same_files_in_another_order() -> dict[str, Any]:
    """Four people, the same twelve files: nobody waits for each other for ever."""
    cohort, project = factories.cohort(), factories.project()
    people = [factories.student(cohort) for _ in range(4)]
    files = {f"{n}.py": _fresh() for n in range(12)} | {"a.ipynb": _fresh()}
    orders = [dict(sorted(files.items(), reverse=n % 2 == 1)) for n in range(4)]
    results = together(
        *(
            lambda p=p, o=o: _hand_in(p, cohort, project, o)
            for p, o in zip(people, orders, strict=True)
        )
    )
    return {"results": results, "whole": all(map(_whole, people))}


def eight_uploads_at_once() -> dict[str, Any]:
    settings.UPLOADS_PER_HOUR = 5
    student = factories.student(factories.cohort())
    results = together(*[lambda: upload_limits.note_upload(by=student)] * 8)
    return {"results": sorted(results)}


def erase_or_hand_in() -> dict[str, Any]:
    cohort, project = factories.cohort(), factories.project()
    student = factories.student(cohort)
    mine = User.objects.get(pk=student.pk)
    results = together(
        lambda: erasure.erase(mine, by=mine),
        lambda: _hand_in(student, cohort, project, {"a.ipynb": _fresh()}),
    )
    made = Submission.objects.filter(student=student)
    files = SubmissionFile.objects.filter(submission__in=made)
    return {"results": results, "open": made.open().count(), "files": files.count()}


RACES = (
    *(eight_claims, one_reviewer_five_claims, two_submits, claim_or_withdraw),
    *(reopen_or_resubmit, appeal_or_resubmit),
    *(many_workers, finish_or_withdraw, finish_or_take_back),
    *(collect_or_hand_in, adopt_or_hand_in, same_files_in_another_order),
    *(eight_uploads_at_once, erase_or_hand_in),
    *(requests_and_claims, two_open_a_request, news_of_a_day),
)

if __name__ == "__main__":
    garbage_collection.default_storage = Slow()
    came = {race.__name__: [race() for _ in range(ROUNDS)] for race in RACES}
    json.dump(came, sys.stdout)
