"""A person leaves: what is theirs goes, what counts for others stays without them.

Goes: name, address, password, rights, files, notes, reasons, what the machine and reviewers wrote
about the work, notifications. Stays: that there was an attempt and what came of it, for the
cohort's numbers; the reviews they published for others. Not to be undone.
"""

import logging

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.enums import (
    Action,
    AuditKind,
    EnrolmentState,
    EventKind,
    Language,
    LetterKind,
    State,
    Theme,
)
from projects.errors import NotAllowed, WrongState
from projects.models import (
    AuditedCriterion,
    AuditEntry,
    Certification,
    CertificationChange,
    ChangeAnswer,
    CheckResult,
    Comment,
    CriterionDispute,
    CriterionReview,
    Enrolment,
    Erasure,
    Event,
    Explanation,
    Extension,
    Fingerprints,
    HelpMark,
    HelpNeed,
    Invitation,
    Letter,
    Likeness,
    Message,
    MessageRecipient,
    Progress,
    Rating,
    Review,
    ReviewAudit,
    RoleInvitation,
    Roster,
    SampleKey,
    Step,
    Submission,
    TrainingJudgement,
    TrainingSample,
    User,
)
from projects.operations import audit
from projects.operations.garbage_collection import collect, drop_files
from projects.operations.grading import cancel_runs
from projects.queries.queue import in_hand
from projects.rules import may_erase
from projects.workflow import lock_person, lock_submission, move

logger = logging.getLogger(__name__)

NAME = "Deleted account"  # as stored; pages say it in the reader's language
NOTEBOOK = "notebook.ipynb"  # whatever it was called


@transaction.atomic
def erase(person: User, *, by: User | None, reason: str = "") -> Erasure:
    """Erases the person; `by` None is whoever has a shell on the machine.

    Raises `NotAllowed`, or `WrongState` while reviews are in their hands, when it was done before,
    and for the last superuser.
    """
    if not may_erase(by, person):
        raise NotAllowed(_("You may not delete this account."))
    lock_person(person)  # who hands in, or claims, at this very moment
    person.refresh_from_db()
    _may_go(person)
    digests = [digest for one in _submissions(person) for digest in _empty(one)]
    _silence(person)
    _forget_in_admin(person)
    _forget_joining(person)
    _leave_cohorts(person)
    _make_nobody(person)
    audit.record(AuditKind.ERASED, by=by, person=person, reason=reason)
    # robust: what cannot be removed now is found by `tidy`.
    transaction.on_commit(
        lambda: collect(sorted(set(digests)), timezone.now()), robust=True
    )
    logger.warning("Account %s was erased by %s", person.pk, by.pk if by else "a shell")
    return Erasure.objects.create(person=person, by=by)


def _may_go(person: User) -> None:
    if person.erased_at is not None:
        raise WrongState(_("This account was deleted before."))
    sent = Submission.objects.decided().filter(reviewer=person)
    held = in_hand(person).count() + sent.count()
    if held:
        raise WrongState(
            ngettext(
                "%(n)s review is still in hand. Publish it or hand it back first.",
                "%(n)s reviews are still in hand. Publish or hand them back first.",
                held,
            )
            % {"n": held}
        )
    others = User.objects.filter(is_superuser=True, is_active=True)
    if person.is_superuser and not others.exclude(pk=person.pk).exists():
        raise WrongState(
            _("This is the last admin. Make somebody else an admin first.")
        )


# --- their work ---------------------------------------------------------------------------


def _submissions(person: User) -> list[Submission]:
    return list(Submission.objects.filter(student=person).order_by("pk"))


def _empty(submission: Submission) -> list[str]:
    """Ends what is open and takes out whatever is in it; returns its blobs' digests."""
    locked = lock_submission(submission)
    if locked.state in State.open():
        move(
            locked,
            Action.CLOSE,
            by=None,
            reviewer=None,
            claimed_at=None,
            claim_expires_at=None,
            decided_at=timezone.now(),
        )
    cancel_runs(locked)
    locked.notes = locked.appeal_reason = ""
    locked.intake_notes, locked.notebook_name = [], NOTEBOOK
    locked.save(
        update_fields=["notes", "appeal_reason", "intake_notes", "notebook_name"]
    )
    ChangeAnswer.objects.filter(submission=locked).update(reason="")
    locked.explanations.update(reason="", question="", answer="")
    _empty_runs(locked)
    _empty_reviews(locked)
    Fingerprints.objects.filter(submission=locked).delete()
    Likeness.objects.filter(Q(submission=locked) | Q(other=locked)).delete()
    Event.objects.filter(submission=locked).update(body="")
    return drop_files(locked)


def _empty_runs(submission: Submission) -> None:
    """Outcomes and times stay; whatever was printed, quoted or drawn goes."""
    Progress.objects.filter(run__submission=submission).delete()
    Step.objects.filter(run__submission=submission).update(
        figures={}, notes=[], incident=""
    )
    CheckResult.objects.filter(step__run__submission=submission).update(
        evidence="", hint_text={}
    )


def _empty_reviews(submission: Submission) -> None:
    """Verdicts, judgements and stars stay; what was said of the work goes with the work."""
    reviews = Review.objects.filter(submission=submission)
    Comment.objects.filter(review__in=reviews).delete()
    CriterionReview.objects.filter(review__in=reviews).update(body="")
    CriterionDispute.objects.filter(review__in=reviews).update(body="")
    Rating.objects.filter(review__in=reviews).update(body="")
    ReviewAudit.objects.filter(review__in=reviews).update(body="")
    AuditedCriterion.objects.filter(audit__review__in=reviews).update(body="")
    samples = TrainingSample.objects.filter(review__in=reviews)
    samples.filter(retired_at=None).update(retired_at=timezone.now())
    samples.update(body="")
    SampleKey.objects.filter(sample__in=samples).update(body="")
    TrainingJudgement.objects.filter(attempt__sample__in=samples).update(body="")
    reviews.update(general="", open_comments={})


# --- what they said elsewhere -------------------------------------------------------------


def _silence(person: User) -> None:
    """Published reviews are part of what others were told; drafts, asides, remarks are not."""
    Review.objects.filter(reviewer=person, published_at=None).delete()
    ReviewAudit.objects.filter(lead=person, finished_at=None).delete()
    Event.objects.filter(actor=person, kind=EventKind.RELEASE).update(body="")
    Explanation.objects.filter(asked_by=person).update(reason="")
    person.remarks.all().delete()
    person.notifications.all().delete()
    person.upload_attempts.all().delete()
    person.standing_requests.all().delete()
    person.certificates.all().delete()  # they bear the name; their links end
    CertificationChange.objects.filter(by=person).update(reason="")
    Submission.objects.filter(offered_first_to=person).update(
        offered_first_to=None, offered_until=None
    )
    person.letter_preferences.all().delete()
    person.messages_received.update(values={})  # they were counted among its readers
    only_to_them = Message.objects.filter(recipients__person=person).exclude(
        recipients__in=MessageRecipient.objects.exclude(person=person)
    )
    only_to_them.update(subject_text={}, body_text={})
    HelpMark.objects.filter(enrolment__student=person).delete()
    HelpMark.objects.filter(by=person).update(body="")
    HelpNeed.objects.filter(enrolment__student=person).delete()
    Letter.objects.filter(Q(recipient=person) | Q(address=person.email)).delete()


def _forget_in_admin(person: User) -> None:
    """The admin's log keeps names as they were: of the account, and of rows that belong to it."""
    owned: dict[type, list[str]] = {
        User: [str(person.pk)],
        Enrolment: [str(pk) for pk in person.enrolments.values_list("pk", flat=True)],
        Certification: [
            str(pk) for pk in person.certifications.values_list("pk", flat=True)
        ],
    }
    told = Q()
    for model, keys in owned.items():
        kind = ContentType.objects.get_for_model(model)
        told |= Q(content_type=kind) & (
            Q(object_id__in=keys) | Q(object_repr__startswith=str(person))
        )
    LogEntry.objects.filter(told).update(object_repr=NAME, change_message="")


def _forget_joining(person: User) -> None:
    """Invitations go, and reasons; that something was changed, by whom and when, stays."""
    theirs = Invitation.objects.filter(Q(person=person) | Q(address=person.email))
    keys = dict(theirs.values_list("pk", "address"))
    addresses = {person.email, *keys.values()}  # they may have joined by another one
    about = Q(person=person) | Q(data__invitation__in=list(keys))
    roles = RoleInvitation.objects.filter(Q(person=person) | Q(address=person.email))
    about |= Q(data__role_invitation__in=list(roles.values_list("pk", flat=True)))
    AuditEntry.objects.filter(about).update(reason="")
    theirs.delete()
    roles.delete()
    invited = Invitation.objects.filter(address__in=addresses).values("address")
    letters = Letter.objects.filter(kind=LetterKind.INVITATION, address__in=addresses)
    letters.exclude(address__in=invited).delete()
    rosters = Q(made_by=person)
    for address in addresses:
        rosters |= Q(lines__contains=address)
    Roster.objects.filter(rosters).delete()
    Extension.objects.filter(enrolment__student=person).update(reason="")


def _leave_cohorts(person: User) -> None:
    """A cohort counts those whose attempts it keeps."""
    attempts = Submission.objects.filter(student=person, cohort=OuterRef("cohort"))
    Enrolment.objects.filter(~Exists(attempts), student=person).delete()
    # Nobody who takes part, holds a seat or needs help.
    Enrolment.objects.filter(student=person).update(
        state=EnrolmentState.WITHDRAWN,
        state_since=timezone.now(),
        state_reason="",
        pause_ends_at=None,
    )
    person.leading.all().delete()
    Certification.objects.filter(user=person).delete()
    person.groups.clear()
    person.user_permissions.clear()


def _make_nobody(person: User) -> None:
    person.name = NAME
    person.email = f"deleted-{person.pk}@deleted.invalid"
    person.set_unusable_password()  # ends every session too
    person.language, person.theme = Language.ENGLISH, Theme.SYSTEM
    person.time_zone = ""
    person.is_active = person.is_lead = person.is_staff = person.is_superuser = False
    person.last_login = person.email_verified_at = None
    person.erased_at = timezone.now()
    person.save()
