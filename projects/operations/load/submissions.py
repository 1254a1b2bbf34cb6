"""Attempts of the story as submissions with their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Subquery

from projects import site_settings
from projects.enums import State, UnableReason
from projects.models import Cohort, Submission, SubmissionFile, User, current
from projects.operations.load.attempt import Attempt
from projects.operations.load.people import BATCH
from projects.operations.load.works import Work, Works


@dataclass(frozen=True)
class Told:
    """An attempt of the story, and its row."""

    attempt: Attempt
    works: Works
    work: Work
    submission: Submission
    reviewer: User  # who has it, or who has reviewed it


def make_submissions(
    cohort: Cohort,
    attempts: Sequence[Attempt],
    students: Sequence[User],
    works: Sequence[Works],
    reviewers: Sequence[User],
) -> list[Told]:
    told: list[Told] = []
    for attempt in attempts:
        mine = works[attempt.project]
        work = mine.work(passed=attempt.checks_passed, variant=attempt.variant)
        student = students[attempt.student]
        # By place, so that nobody has more in hand than they may.
        reviewer = reviewers[len(told) % len(reviewers)]
        row = _submission(cohort, attempt, student, (mine, work), reviewer)
        told.append(Told(attempt, mine, work, row, reviewer))
    Submission.objects.bulk_create((one.submission for one in told), batch_size=BATCH)
    SubmissionFile.objects.bulk_create(
        (
            SubmissionFile(submission=one.submission, name=name, blob=blob)
            for one in told
            for name, blob in one.work.files.items()
        ),
        batch_size=BATCH,
    )
    return told


def _submission(
    cohort: Cohort,
    attempt: Attempt,
    student: User,
    one: tuple[Works, Work],
    reviewer: User,
) -> Submission:
    works, work = one
    state, claimed_at = attempt.state, attempt.claimed_at
    is_held = state == State.IN_REVIEW or state in State.reviewed()
    ends_at = None
    if claimed_at and is_held:
        ends_at = claimed_at + timedelta(hours=current(site_settings.REVIEW_HOURS))
    decided = state in (*State.reviewed(), State.RETURNED)
    unable = UnableReason.WRONG_PROJECT if state == State.UNREVIEWABLE else ""
    return Submission(
        student=student,
        cohort=cohort,
        project=works.project,
        rubric=works.rubric,
        edition=work.record.edition,
        attempt=attempt.number,
        state=state,
        language=student.language,
        notebook_name=work.record.notebook,
        submitted_at=attempt.handed_in_at,
        honour_code_at=attempt.handed_in_at,
        queued_at=attempt.checked_at if attempt.was_queued else None,
        reviewer=reviewer if is_held else None,
        claimed_at=claimed_at if is_held else None,
        claim_expires_at=ends_at,
        decided_at=attempt.decided_at if decided else None,
        unable_reason=unable,
    )


def link_attempts(cohort: Cohort) -> None:
    """Each to the one before it."""
    before = Submission.objects.filter(
        student=OuterRef("student"),
        cohort=OuterRef("cohort"),
        project=OuterRef("project"),
        attempt=OuterRef("attempt") - 1,
    )
    later = Submission.objects.filter(cohort=cohort, attempt__gt=1)
    later.update(previous=Subquery(before.values("pk")))
