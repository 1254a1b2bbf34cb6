"""What nobody needs leaves the disk; what anybody needs never does."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from projects.enums import RegradeState, State
from projects.models import (
    Artifact,
    Blob,
    Comparison,
    Event,
    Regrade,
    Run,
    Submission,
    SubmissionFile,
    UploadAttempt,
)
from projects.operations import garbage_collection, reviews, submissions
from projects.storage import digest_of, keep
from tests import factories
from tests.projects.test_submissions import intake_for

DAYS = timedelta(days=1)


def notebook(number: int) -> bytes:
    return factories.NOTEBOOK.replace(b"hello", b"hello %d" % number)


def withdrawn(world, number: int = 1) -> Submission:
    """Handed in and withdrawn two days ago, by the verbs."""
    made = submissions.submit(
        by=world.author,
        cohort=world.cohort,
        project=world.project,
        intake=intake_for(world.project, notebook(number)),
        honour_code=True,
    )
    submissions.withdraw(made, by=world.author)
    old(made)
    return made


def old(submission: Submission) -> None:
    then = timezone.now() - 2 * DAYS
    Submission.objects.filter(pk=submission.pk).update(decided_at=then)
    Blob.objects.update(kept_at=then)


def tidied() -> None:
    """As when every folder has had its turn; those that are not there have nothing."""
    garbage_collection.tidy_rows()
    for folder in default_storage.listdir("blobs")[0]:
        garbage_collection.tidy_shard(int(folder, 16))


def is_stored(data: bytes) -> bool:
    return default_storage.exists(Blob(sha256=digest_of(data)).storage_name)


def test_files_withdrawn_before_anybody_looked_are_dropped_and_the_row_says_so(world):
    made = withdrawn(world)
    tidied()
    made.refresh_from_db()
    assert made.state == State.WITHDRAWN
    assert made.files_removed_at is not None
    assert not made.files.exists()
    assert not Blob.objects.exists()
    assert not is_stored(notebook(1))


def test_a_day_is_left_to_think_better_of_it(world):
    made = withdrawn(world)
    Submission.objects.update(decided_at=timezone.now() - DAYS / 2)
    tidied()
    assert made.files.get().blob.read() == notebook(1)


@pytest.mark.parametrize("looked", ["claimed", "review", "regraded", "open"])
def test_what_somebody_looked_at_or_may_still_look_at_stays(world, looked):
    made = withdrawn(world)
    if looked == "claimed":
        Event.objects.create(submission=made, kind="claim", actor=world.assigned)
    elif looked == "review":
        factories.review(made, world.assigned, State.IN_REVIEW)
    elif looked == "regraded":
        regraded(world, made, RegradeState.PUBLISHED)
    else:
        Submission.objects.filter(pk=made.pk).update(state=State.CHECKING)
    tidied()
    assert made.files.get().blob.read() == notebook(1)


def test_work_handed_back_by_a_reviewer_and_then_withdrawn_stays(world):
    made = world.claimed()
    reviews.release(made, by=world.assigned)
    submissions.withdraw(made, by=world.author)
    old(made)
    tidied()
    assert made.files.get().blob.read() == factories.NOTEBOOK


def test_what_another_attempt_holds_too_stays(world):
    withdrawn(world)
    second = submissions.submit(
        by=world.author,
        cohort=world.cohort,
        project=world.project,
        intake=intake_for(world.project, notebook(1)),
        honour_code=True,
    )
    Blob.objects.update(kept_at=timezone.now() - 2 * DAYS)
    tidied()
    assert second.files.get().blob.read() == notebook(1)


def test_twelve_large_uploads_that_were_withdrawn_leave_nothing(world):
    """As measured: 24 MB each, all kept for ever. (A thousandth of it here.)"""
    for number in range(12):
        withdrawn(world, number)
    assert Blob.objects.count() == 12
    tidied()
    assert Submission.objects.filter(files_removed_at__isnull=False).count() == 12
    assert not Blob.objects.exists()
    assert not any(is_stored(notebook(number)) for number in range(12))


def test_a_blob_nobody_points_to_goes_after_a_day_and_not_before(db):
    blob = keep(b"nobody's")
    tidied()
    assert is_stored(b"nobody's")
    Blob.objects.filter(pk=blob.pk).update(kept_at=timezone.now() - 2 * DAYS)
    tidied()
    assert not Blob.objects.exists()
    assert not is_stored(b"nobody's")


def test_bytes_handed_in_anew_are_young_again(db):
    blob = keep(b"again")
    Blob.objects.filter(pk=blob.pk).update(kept_at=timezone.now() - 2 * DAYS)
    keep(b"again")
    tidied()
    assert is_stored(b"again")


def test_bytes_without_a_row_are_collected_too(db):
    """Their transaction failed after they were written."""
    path = Blob(sha256=digest_of(b"stray")).storage_name
    default_storage.save(path, ContentFile(b"stray"))
    tidied()
    assert is_stored(b"stray"), "it may be somebody's at this very moment"
    two_days_ago = (timezone.now() - 2 * DAYS).timestamp()
    os.utime(default_storage.path(path), (two_days_ago, two_days_ago))
    tidied()
    assert not is_stored(b"stray")
    assert not Blob.objects.exists()


def regraded(world, submission: Submission, state: RegradeState) -> Run:
    regrade = Regrade.objects.create(
        project=world.project,
        cohort=world.cohort,
        digest="c" * 64,
        reason="A slip.",
        state=state,
        created_by=world.lead,
        decided_by=world.lead,
        decided_at=timezone.now() - 2 * DAYS,
    )
    base = submission.runs.first() or Run.objects.create(
        submission=submission, number=1, state="finished", verdict="passed"
    )
    run = Run.objects.create(
        submission=submission,
        number=base.number + 1,
        regrade=regrade,
        counts=False,
        state="finished",
        verdict="passed",
    )
    Comparison.objects.create(
        regrade=regrade, submission=submission, base=base, run=run
    )
    Artifact.objects.create(run=run, name="executed.ipynb", blob=keep(b"executed"))
    return run


@pytest.mark.parametrize(
    ("state", "stays"),
    [
        *((RegradeState.DISCARDED, False), (RegradeState.CANCELLED, False)),
        *((RegradeState.PUBLISHED, True), (RegradeState.READY, True)),
    ],
)
def test_notebooks_run_for_a_regrade_that_nobody_published_go(world, state, stays):
    submission = world.submission(State.RETURNED)
    run = regraded(world, submission, state)
    Blob.objects.update(kept_at=timezone.now() - 2 * DAYS)
    tidied()
    assert run.artifacts.exists() == stays
    assert is_stored(b"executed") == stays
    assert SubmissionFile.objects.filter(submission=submission).exists()


def test_what_killed_processes_left_goes_after_a_day(db):
    two_days_ago = (timezone.now() - 2 * DAYS).timestamp()
    folder = Path(default_storage.path("blobs/ab"))
    folder.mkdir(parents=True, exist_ok=True)
    young = folder / ".draft-young"
    left = [folder / ".draft-old", Path(settings.FILE_UPLOAD_TEMP_DIR) / "tmp1.upload"]
    for path in (young, *left):
        path.write_bytes(b"half of it")
    for path in left:
        os.utime(path, (two_days_ago, two_days_ago))
    tidied()
    assert [path.exists() for path in (young, *left)] == [True, False, False]
    young.unlink()


def test_uploads_are_counted_for_a_day(world):
    for hours in (1, 48):
        at = timezone.now() - timedelta(hours=hours)
        UploadAttempt.objects.create(student=world.author, at=at)
    tidied()
    assert UploadAttempt.objects.count() == 1


def test_one_call_takes_a_portion_and_says_what_it_took(world, monkeypatch):
    monkeypatch.setattr(garbage_collection, "PORTION", 2)
    for number in range(5):
        withdrawn(world, number)
    assert garbage_collection.tidy(0)["withdrawn"] == 2
    said = io.StringIO()
    call_command("collect_blobs", stdout=said)
    assert "withdrawn     3" in said.getvalue()
    assert "blobs         5" in said.getvalue()


def test_every_folder_has_its_turn(db):
    start = timezone.now()
    minutes = range(garbage_collection.SHARDS)
    step = timedelta(seconds=settings.TIDY_EVERY_S)
    turns = {garbage_collection.shard_at(start + step * n) for n in minutes}
    assert turns == set(range(garbage_collection.SHARDS))
