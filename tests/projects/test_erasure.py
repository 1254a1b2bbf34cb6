"""A person leaves: nothing of theirs is left in any column or file, and the numbers stay."""

import io
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone, translation

from projects.enums import Judgement, Language, LetterKind, RegradeState, State
from projects.errors import NotAllowed, WrongState
from projects.models import (
    Artifact,
    CheckResult,
    Comment,
    CriterionDispute,
    Enrolment,
    Erasure,
    Event,
    Letter,
    Notification,
    Progress,
    Rating,
    Regrade,
    Review,
    Run,
    Step,
    SubmissionFile,
    UploadAttempt,
    User,
)
from projects.operations import (
    drafts,
    grading,
    help_lists,
    messages,
    regrades,
    reviews,
    submissions,
    upload_limits,
)
from projects.operations.erasure import erase
from projects.queries.audiences import Audience, AudienceKind
from projects.queries.regrades import to_regrade
from projects.storage import keep
from tests import factories
from tests.projects.test_submissions import intake_for

MARK = "Zebedee"  # stands in everything that is theirs, and nowhere else
MARKED = factories.NOTEBOOK.replace(b"hello", MARK.encode())


def columns() -> Iterator[tuple[str, str]]:
    """Every text that the database holds: (where, what), of every model there is."""
    for model in apps.get_models(include_auto_created=True):
        fields = [
            field
            for field in model._meta.concrete_fields  # noqa: SLF001 - Django's own name
            if isinstance(field, models.CharField | models.TextField | models.JSONField)
        ]
        for row in model._base_manager.all():  # noqa: SLF001
            for field in fields:
                where = f"{model.__name__}.{field.name}"
                yield where, str(field.value_from_object(row))


def traces() -> list[str]:
    found = [where for where, what in columns() if MARK.lower() in what.lower()]
    return [*found, *(name for name in stored() if MARK.encode() in read(name))]


def stored() -> Iterator[str]:
    for folder in default_storage.listdir("blobs")[0]:
        for name in default_storage.listdir(f"blobs/{folder}")[1]:
            yield f"blobs/{folder}/{name}"


def read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


@pytest.fixture
def student(world) -> User:
    """Somebody who has done everything that a student can do, with their mark on all of it."""
    world.author.name = f"{MARK} Smith"
    world.author.email = f"{MARK.lower()}@example.org"
    world.author.last_login = timezone.now()
    world.author.save()
    Letter.objects.create(
        kind=LetterKind.PASSWORD, address=world.author.email, last_error=f"{MARK}?"
    )
    return world.author


def full_life(world, student: User) -> None:
    said = f"{MARK} says"
    first = world.decided(Judgement.CHANGES)
    review = first.reviews.get()
    review.general = f"Dear {MARK},"
    review.save()
    Comment.objects.create(review=review, file_name=f"{MARK}.py", body=f"No, {MARK}.")
    submissions.rate(review, by=student, stars=2, body=said)
    submissions.dispute(first, by=student, reasons={"code": said})
    reviews.claim(first, by=world.certified)
    factories.judge_all(first, world.certified, Judgement.CHANGES, f"Still, {MARK}.")
    reviews.request_changes(first, by=world.certified)
    other = factories.project()
    second = submissions.submit(
        by=student,
        cohort=world.cohort,
        project=other,
        intake=intake_for(other, MARKED),
        honour_code=True,
        notes=said,
    )
    second.notebook_name = f"{MARK}.ipynb"
    second.intake_notes = [{"en": said}]
    second.appeal_reason = said
    second.save()
    factories.explanation(
        second, world.assigned, reason=said, question=said, answer=said
    )
    SubmissionFile.objects.create(
        submission=second, name=f"{MARK}.py", blob=keep(MARK.encode())
    )
    run = second.runs.get()
    Artifact.objects.create(run=run, name="executed.ipynb", blob=keep(MARKED + b" "))
    Progress.objects.create(
        run=run, seq=1, step_kind="examine", kind="log", payload={"text": said}
    )
    step = run.steps.first()
    step.figures, step.notes, step.incident = {"text": said}, [{"en": said}], said
    step.save()
    CheckResult.objects.create(
        step=step,
        order=1,
        check_slug="a.check",
        outcome="failed",
        title_text={"en": "A check"},
        hint_text={"en": said},
        evidence=said,
    )
    upload_limits.note_upload(by=student)
    written_to(world, student, said)
    for row in (student, Enrolment.objects.get(student=student)):
        LogEntry.objects.create(
            user=world.admin,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=str(row)[:200],
            action_flag=CHANGE,
            change_message=f'[{{"added": {{"object": "{row}"}}}}]',
        )


def written_to(world, student: User, said: str) -> None:
    """A message by name, one with placeholders, and a lead's note."""
    lead, mine = factories.lead(), Enrolment.objects.get(student=student)
    only_them = Audience(AudienceKind.CHOSEN, {}, (mine.pk,))
    board = Audience(AudienceKind.BOARD, {"name": MARK})
    for text, to in ((said, only_them), ("Dear {name}", board)):
        messages.send(
            messages.Draft({"en": text}, {"en": text}),
            messages.Sending(to, token=uuid4()),
            by=lead,
            cohort=world.cohort,
        )
    help_lists.mark_written(world.cohort, by=lead, enrolments=[mine.pk], reason=said)


@pytest.fixture
def erased(world, student, django_capture_on_commit_callbacks) -> User:
    full_life(world, student)
    assert len(traces()) > 20, "the mark is everywhere"
    with django_capture_on_commit_callbacks(execute=True):
        erase(student, by=student)
    student.refresh_from_db()
    return student


def test_nothing_of_the_person_is_left_in_any_column_or_file(erased):
    assert traces() == []


def test_the_row_stays_and_names_nobody(erased):
    assert erased.name == "Deleted account"
    assert str(erased) == "Deleted account"
    with translation.override("ja"):
        assert str(erased) != "Deleted account"
    assert erased.email == f"deleted-{erased.pk}@deleted.invalid"
    assert not erased.has_usable_password()
    assert (erased.is_active, erased.last_login) == (False, None)


def test_results_stay_for_the_cohorts_numbers(erased, world):
    states = erased.submissions.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.CHANGES_REQUESTED, State.WITHDRAWN]
    first = erased.submissions.earliest("pk")
    assert first.reviews.count() == 2
    assert first.reviews.last().rating.stars == 2
    assert CriterionDispute.objects.count() == 1
    judged = first.reviews.first().criteria.values_list("judgement", flat=True)
    assert set(judged) == {"changes"}
    assert CheckResult.objects.get().outcome == "failed"
    assert Enrolment.objects.filter(student=erased, cohort=world.cohort).exists()


def test_who_erased_whom_and_when_is_kept(erased):
    kept = Erasure.objects.get()
    assert (kept.person, kept.by) == (erased, erased)
    assert timezone.now() - kept.at < timedelta(minutes=1)


def test_open_work_ends_and_says_why(erased):
    ended = erased.submissions.latest("pk")
    assert ended.events.last().kind == "close"
    assert ended.files_removed_at is not None
    assert {run.state for run in ended.runs.all()} == {"cancelled"}
    assert not Step.objects.filter(state__in=["queued", "pending"]).exists()


@pytest.mark.parametrize("state", State.open())
def test_whatever_the_state_nothing_stays_open(world, state):
    submission = world.submission(state)
    erase(world.author, by=None)
    submission.refresh_from_db()
    assert (submission.state, submission.reviewer) == (State.WITHDRAWN, None)


def test_what_others_share_with_them_stays(
    world, student, django_capture_on_commit_callbacks
):
    world.submission(State.RETURNED)
    other = factories.submission(world.project, world.stranger, world.cohort)
    with django_capture_on_commit_callbacks(execute=True):
        erase(student, by=None)
    assert other.files.get().blob.read() == factories.NOTEBOOK


def test_published_reviews_stay_for_those_who_got_them_and_drafts_go(world):
    world.assigned.name = MARK
    world.assigned.save()
    published = world.decided(Judgement.CHANGES).reviews.get()
    other = factories.submission(world.project, state=State.AWAITING_REVIEW)
    reviews.claim(other, by=world.assigned)
    drafts.save_draft(other, drafts.Draft(general=MARK), by=world.assigned)
    reviews.release(other, by=world.assigned, reason=f"{MARK} is ill.")
    factories.explanation(other, world.assigned, reason=f"{MARK} has seen it.")
    erase(world.assigned, by=world.admin)
    assert traces() == []
    published.refresh_from_db()
    assert published.criteria.first().body == "Because."
    assert str(published.reviewer) == "Deleted account"
    assert list(Review.objects.filter(reviewer=world.assigned)) == [published]
    assert not world.assigned.certifications.exists()


def test_reviews_in_hand_come_first(world):
    world.claimed()
    with pytest.raises(WrongState, match="hand it back first"):
        erase(world.assigned, by=world.assigned)
    world.assigned.refresh_from_db()
    assert world.assigned.name == "Assigned"


def test_a_claim_whose_time_is_up_keeps_nobody(world):
    submission = world.claimed()
    past = timezone.now() - timedelta(minutes=1)
    type(submission).objects.update(claim_expires_at=past)
    assert erase(world.assigned, by=world.assigned)


@pytest.mark.parametrize("who", ["stranger", "assigned", "lead"])
def test_nobody_erases_others(world, who):
    with pytest.raises(NotAllowed):
        erase(world.author, by=world.person(who))


def test_staff_do_not_erase_a_superuser(world):
    staff = factories.user("Staff", is_staff=True)
    with pytest.raises(NotAllowed):
        erase(world.admin, by=staff)


def test_the_last_admin_stays(world):
    with pytest.raises(WrongState, match="last admin"):
        erase(world.admin, by=world.admin)
    factories.admin()
    assert erase(world.admin, by=world.admin)


def test_nobody_is_erased_twice(erased):
    with pytest.raises(WrongState, match="before"):
        erase(erased, by=None)


def test_an_erased_person_hands_in_nothing(erased, world):
    with pytest.raises(NotAllowed):
        submissions.check_may_submit(
            by=erased, cohort=world.cohort, project=factories.project()
        )


def test_a_cohort_without_attempts_of_theirs_forgets_them(world):
    erase(world.stranger, by=None)
    assert not Enrolment.objects.filter(student=world.stranger).exists()


def test_a_regrade_passes_them_over_and_tells_them_nothing(world):
    submission = world.submission(State.RETURNED)
    Run.objects.create(
        submission=submission,
        number=1,
        state="finished",
        verdict="failed",
        pack_digest="a" * 64,
    )
    assert list(to_regrade(world.cohort, world.project, "b" * 64)) == [submission]
    regrade = regrades.start(
        by=world.lead,
        project=world.project,
        cohort=world.cohort,
        digest="b" * 64,
        reason="A slip.",
    )
    erase(world.author, by=None)
    assert not to_regrade(world.cohort, world.project, "d" * 64).exists()
    Regrade.objects.update(state=RegradeState.READY)
    regrade.refresh_from_db()
    regrades.publish(regrade, by=world.lead)
    assert not Notification.objects.filter(recipient=world.author).exists()


def test_news_after_the_end_reach_nobody(erased, mailoutbox):
    event = Event.objects.create(
        submission=erased.submissions.latest("pk"), kind="regraded"
    )
    grading.holding.notify(event)
    assert not Notification.objects.filter(recipient=erased).exists()
    assert mailoutbox == []


def test_the_command_asks_and_erases(world, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda _prompt: "no")
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("erase_person", world.author.email)
    said = io.StringIO()
    call_command("erase_person", world.author.email.upper(), yes=True, stdout=said)
    assert f"account {world.author.pk}" in said.getvalue()
    assert Erasure.objects.get().by is None


def test_the_command_says_what_stands_in_the_way(world):
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("erase_person", "nobody@example.org", yes=True)
    world.claimed()
    with pytest.raises(CommandError, match="in hand"):
        call_command("erase_person", world.assigned.email, yes=True)


def test_uploads_and_preferences_go_with_them(world):
    world.author.language = Language.JAPANESE
    world.author.save()
    upload_limits.note_upload(by=world.author)
    erase(world.author, by=None)
    world.author.refresh_from_db()
    assert world.author.language == Language.ENGLISH
    assert not UploadAttempt.objects.exists()
    assert not Rating.objects.exists()
