"""What a student does with a submission."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notebooks.intake import HandIn
from projects import storage
from projects.enums import Action, EnrolmentState, EventKind, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    Cohort,
    Criterion,
    CriterionDispute,
    Event,
    Project,
    Rating,
    Review,
    Rubric,
    Submission,
    SubmissionFile,
    User,
)
from projects.operations import grading, upload_limits
from projects.operations.answers import Answer, write_answers
from projects.operations.notifications import notify_of_dispute, notify_person
from projects.operations.standing_requests import serve_soon
from projects.queries.hand_ins import closed_words
from projects.queries.schedule import Scheduled, scheduled
from projects.text_limits import NOTES, REASON, fitting
from projects.workflow import lock_person, move
from projects.zones import in_words

NAMELESS = "notebook.ipynb"  # in a blind cohort, whatever it was called
NO_ANSWERS: Mapping[str, Answer] = MappingProxyType({})


@transaction.atomic
def submit(  # noqa: PLR0913 - one per field of the form
    *,
    by: User,
    cohort: Cohort,
    project: Project,
    intake: HandIn,
    honour_code: bool,
    notes: str = "",
    answers: Mapping[str, Answer] = NO_ANSWERS,
) -> Submission:
    """Freezes the files as a new attempt and queues its checks.

    `answers` are to the changes that the last review requires, by their keys. When this returns,
    the bytes are on disk and the rows are written. Raises what `check_may_submit` raises, and
    `Incomplete` (honour code, a change without an answer, no room for these files).
    """
    # Attempts of one student are numbered one after the other: two tabs wait for each other.
    lock_person(by)
    check_may_submit(by=by, cohort=cohort, project=project)
    if not honour_code:
        raise Incomplete(
            _("Please confirm that this is your own work."), field="honour_code"
        )
    upload_limits.check_room(by=by, cohort=cohort, files=intake.files)
    intake = _nameless(intake) if cohort.blind else intake
    mine = Submission.objects.filter(student=by, cohort=cohort, project=project)
    previous = mine.order_by("-attempt").first()
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                student=by,
                cohort=cohort,
                project=project,
                rubric=Rubric.objects.filter(project=project)[:1].get(),
                edition=intake.edition,
                attempt=previous.attempt + 1 if previous else 1,
                previous=previous,
                language=by.language,
                notes=fitting(notes, NOTES, "notes"),
                intake_notes=[dict(note) for note in intake.notes],
                notebook_name=intake.notebook_name,
                honour_code_at=timezone.now(),
            )
    except IntegrityError as error:  # the constraint saw what we could not
        raise _open_already() from error
    write_answers(submission, answers)
    for name, blob in storage.keep_all(intake.files).items():
        SubmissionFile.objects.create(submission=submission, name=name, blob=blob)
    Event.objects.create(
        submission=submission,
        kind=EventKind.SUBMITTED,
        actor=by,
        to_state=submission.state,
        body=submission.notes,
    )
    grading.start_run(submission)
    return submission


def _nameless(intake: HandIn) -> HandIn:
    """Notebooks are often called after their authors, and nothing asks for one by its name.

    Other files keep theirs, by which they are imported.
    """
    named = intake.notebook_name
    files = {
        NAMELESS if name == named else name: data for name, data in intake.files.items()
    }
    return HandIn(NAMELESS, files, intake.edition, intake.notes)


def check_may_submit(*, by: User, cohort: Cohort, project: Project) -> None:
    """Whether an attempt would be taken, whatever is in it: asked before files are read.

    Raises `NotAllowed` (not enrolled, paused, left), `WrongState` (not in the cohort, not open, closed
    by an admin, approved, or one is still with us), `TooOften` (too many in an hour), `Incomplete` (no room left).
    """
    check_not_closed(project)
    _check_takes_part(by, cohort)
    _check_open(scheduled(cohort, project))
    # In whichever cohort: a pass is the person's, and one attempt is reviewed once.
    mine = Submission.objects.filter(student=by, project=project)
    if mine.filter(state=State.APPROVED).exists():
        raise WrongState(
            _("This project is approved already: there is nothing to resubmit.")
        )
    if mine.open().exists():
        raise _open_already()
    upload_limits.check_pace(by=by, project=project)
    upload_limits.check_room(by=by, cohort=cohort)


def check_not_closed(project: Project) -> None:
    """Raises `WrongState` while an admin has closed the site or the project to hand-ins."""
    if words := closed_words(project):
        raise WrongState(words)


def _check_takes_part(by: User, cohort: Cohort) -> None:
    enrolment = by.enrolments.filter(cohort=cohort, student__is_active=True).first()
    if enrolment is None:
        raise NotAllowed(_("You are not enrolled in this cohort."))
    match enrolment.state_now():
        case EnrolmentState.PAUSED:
            raise NotAllowed(_("Your part in this cohort is paused for now."))
        case EnrolmentState.WITHDRAWN:
            raise NotAllowed(_("You have withdrawn from this cohort."))
        case EnrolmentState.TRANSFERRED:
            raise NotAllowed(_("You are in another cohort now: hand it in there."))


def _check_open(found: Scheduled | None) -> None:
    if found is None:
        raise WrongState(_("Your cohort does not have this project."))
    if found.is_open():
        return
    if found.project.announced or found.opens_at is None:
        raise WrongState(_("This project is not open yet."))
    words = _("This project is not open yet: it opens on %(time)s.")
    raise WrongState(words % {"time": in_words(found.opens_at)})


def _open_already() -> WrongState:
    return WrongState(
        _(
            "Your last submission of this project is still with us. "
            "Wait for its result, or withdraw it first."
        )
    )


@transaction.atomic
def withdraw(submission: Submission, *, by: User) -> None:
    move(submission, Action.WITHDRAW, by=by, decided_at=timezone.now())
    grading.cancel_runs(submission)


@transaction.atomic
def appeal_checks(submission: Submission, *, by: User, reason: str) -> None:
    """Sends work that the checks returned to a reviewer all the same."""
    reason = fitting(reason, REASON, "reason")

    def require(locked: Submission) -> None:
        if not reason:
            raise Incomplete(_("Say why a reviewer should look."), field="reason")

    lock_person(by)
    move(
        submission,
        Action.APPEAL_CHECKS,
        by=by,
        require=require,
        body=reason,
        appeal_reason=reason,
    )
    serve_soon(submission)


@transaction.atomic
def dispute(submission: Submission, *, by: User, reasons: Mapping[str, str]) -> None:
    """Asks for a second reviewer, and tells the first; `reasons` are texts by criterion slug."""
    fitted = {
        slug: fitting(body, REASON, f"reason-{slug}") for slug, body in reasons.items()
    }
    given = {slug: body for slug, body in fitted.items() if body}
    review: list[Review] = []

    def require(locked: Submission) -> None:
        if not given:
            raise Incomplete(_("Say for at least one criterion what was missed."))
        review.append(locked.reviews.filter(published_at__isnull=False)[:1].get())

    criteria = {c.slug: c for c in submission.rubric.criteria.all()}
    unknown = given.keys() - criteria.keys()
    if unknown:
        raise Incomplete(
            _("Unknown criterion: %(slugs)s.") % {"slugs": ", ".join(sorted(unknown))}
        )
    lock_person(by)
    event = move(
        submission,
        Action.DISPUTE,
        by=by,
        require=require,
        body="\n\n".join(given.values()),
    )
    _write_disputes(review[0], ((criteria[slug], body) for slug, body in given.items()))
    serve_soon(submission)
    notify_of_dispute(event, review[0])


def _write_disputes(review: Review, reasons: Iterable[tuple[Criterion, str]]) -> None:
    for criterion, body in reasons:
        CriterionDispute.objects.update_or_create(
            review=review, criterion=criterion, defaults={"body": body}
        )


@transaction.atomic
def rate(review: Review, *, by: User, stars: int, body: str = "") -> Rating:
    if review.submission.student_id != by.pk or review.published_at is None:
        raise NotAllowed(_("Only the student rates a finished review."))
    if stars not in range(1, 6):
        raise Incomplete(_("Choose one to five stars."), field="stars")
    rating, is_new = Rating.objects.update_or_create(
        review=review, defaults={"stars": stars, "body": fitting(body, REASON)}
    )
    if is_new:
        event = Event.objects.create(
            submission=review.submission, kind=EventKind.RATED, actor=by
        )
        notify_person(event, review.reviewer)
    return rating
