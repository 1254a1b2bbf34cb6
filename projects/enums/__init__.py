"""The words of the domain, and what goes with each word: its label and its look."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.enums.cohorts import (
    AuditKind,
    EnrolmentState,
    InvitationState,
    InvitedRole,
    RosterOutcome,
)
from projects.enums.help import HelpKind, MarkKind
from projects.enums.letters import LetterKind, LetterState
from projects.enums.machine import (
    OUTCOMES,
    STEP_KINDS,
    Change,
    ChecksPolicy,
    Priority,
    Queue,
    RegradeState,
    RunState,
    RunVerdict,
    StepState,
    WorkerState,
)

__all__ = [
    "OUTCOMES",
    "STEP_KINDS",
    "Action",
    "AuditKind",
    "AuditQuality",
    "CertificationState",
    "Change",
    "ChecksPolicy",
    "CommentTag",
    "EnrolmentState",
    "EventKind",
    "HelpKind",
    "InvitationState",
    "InvitedRole",
    "Judgement",
    "Language",
    "LetterKind",
    "LetterState",
    "MarkKind",
    "Priority",
    "Queue",
    "RegradeState",
    "RosterOutcome",
    "RunState",
    "RunVerdict",
    "State",
    "StepState",
    "Theme",
    "UnableReason",
    "WorkerState",
]


class State(TextChoices):
    """Where a submission is. `workflow.py` says how it gets from one to the next."""

    CHECKING = "checking", _("Checking")
    HELD = "held", _("Waits for staff")
    RETURNED = "returned", _("Returned by the checks")
    AWAITING_REVIEW = "awaiting_review", _("Awaiting review")
    IN_REVIEW = "in_review", _("In review")
    EXPLAINING = "explaining", _("Explanation asked for")
    APPROVED = "approved", _("Meets specifications")
    CHANGES_REQUESTED = "changes_requested", _("Requires changes")
    UNREVIEWABLE = "unreviewable", _("Unable to review")
    DISPUTED = "disputed", _("Disputed")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @classmethod
    def open(cls) -> tuple["State", ...]:
        """It still waits for the machine, staff, a reviewer or an explanation: one per student and project."""
        review = (cls.AWAITING_REVIEW, cls.IN_REVIEW, cls.EXPLAINING, cls.DISPUTED)
        return (cls.CHECKING, cls.HELD, *review)

    @classmethod
    def queued(cls) -> tuple["State", ...]:
        """States from which a reviewer may claim."""
        return (cls.AWAITING_REVIEW, cls.DISPUTED)

    @classmethod
    def reviewed(cls) -> tuple["State", ...]:
        """States that a reviewer's decision ends in."""
        return (cls.APPROVED, cls.CHANGES_REQUESTED, cls.UNREVIEWABLE)

    @classmethod
    def student_may_resubmit(cls) -> tuple["State", ...]:
        return (cls.RETURNED, cls.CHANGES_REQUESTED, cls.UNREVIEWABLE, cls.WITHDRAWN)

    @property
    def student_label(self) -> str | Promise:
        """What the student reads: who holds a review, and who gave it back, is not shown."""
        if self is State.HELD:
            return _("On hold: an error on our side")
        return _("In the review queue") if self is State.AWAITING_REVIEW else self.label


class Action(TextChoices):
    """What can be done to a submission. The keys of the transition table."""

    PASS_CHECKS = "pass_checks", _("Pass the checks")
    FAIL_CHECKS = "fail_checks", _("Return to the student")
    REFER_CHECKS = "refer_checks", _("Pass on to a reviewer in spite of failed checks")
    HOLD_CHECKS = "hold_checks", _("Set aside for staff: an error on our side")
    GRADE_AGAIN = "grade_again", _("Grade again")
    REFER_UNCHECKED = "refer_unchecked", _("Let a reviewer judge it unchecked")
    APPEAL_CHECKS = "appeal_checks", _("Ask a reviewer to look")
    REGRADE_PASSES = "regrade_passes", _("Pass the corrected checks")
    WITHDRAW = "withdraw", _("Withdraw")
    CLAIM = "claim", _("Claim")
    SERVE_REQUEST = "serve_request", _("Give to a standing request")
    ASSIGN = "assign", _("Assign to a reviewer")
    TAKE_OVER = "take_over", _("Take over")
    EXTEND = "extend", _("Extend the time")
    RELEASE = "release", _("Hand back")
    EXPIRE = "expire", _("Return to the queue: time is up")
    DECIDE = "decide", _("Send the verdict")
    TAKE_BACK = "take_back", _("Take the verdict back")
    APPROVE = "approve", _("Meets specifications")
    REQUEST_CHANGES = "request_changes", _("Requires changes")
    CANNOT_REVIEW = "cannot_review", _("Unable to review")
    ASK_TO_EXPLAIN = "ask_to_explain", _("Ask for an explanation")
    EXPLAIN = "explain", _("Explain")
    RESUME_REVIEW = "resume_review", _("Let the review go on")
    NOT_ACCEPT = "not_accept", _("Do not accept the work")
    DISPUTE = "dispute", _("Dispute")
    REOPEN = "reopen", _("Reopen")
    CLOSE = "close", _("Close: the account is deleted")


class EventKind(TextChoices):
    """What the timeline can tell: every action, and what happened without a move."""

    SUBMITTED = "submitted", _("Submitted")
    PASS_CHECKS = "pass_checks", _("Checks passed")
    FAIL_CHECKS = "fail_checks", _("Checks found something to change")
    REFER_CHECKS = "refer_checks", _("Passed on to a reviewer")
    HOLD_CHECKS = "hold_checks", _("On hold: an error on our side")
    GRADE_AGAIN = "grade_again", _("Graded again after an error on our side")
    REFER_UNCHECKED = "refer_unchecked", _("Passed on to a reviewer without the checks")
    APPEAL_CHECKS = "appeal_checks", _("Asked for a reviewer's look")
    REGRADE_PASSES = "regrade_passes", _("The checks were corrected, and pass it now")
    WITHDRAW = "withdraw", _("Withdrawn")
    CLAIM = "claim", _("Claimed by a reviewer")
    SERVE_REQUEST = "serve_request", _("Your standing request was served")
    ASSIGN = "assign", _("A lead assigned the review")
    TAKE_OVER = "take_over", _("A lead took over the review")
    EXTEND = "extend", _("The reviewer's time was extended")
    CLAIM_ENDS = "claim_ends", _("The time for the review is nearly up")
    RELEASE = "release", _("Handed back to the queue")
    EXPIRE = "expire", _("Back in the queue: the reviewer's time was up")
    DECIDE = "decide", _("A verdict was sent; for a while it can be taken back")
    TAKE_BACK = "take_back", _("The verdict was taken back before it was told")
    APPROVE = "approve", _("Meets specifications")
    REQUEST_CHANGES = "request_changes", _("Requires changes")
    CANNOT_REVIEW = "cannot_review", _("Unable to review")
    ASK_TO_EXPLAIN = "ask_to_explain", _("An explanation was asked for")
    EXPLAIN = "explain", _("The explanation arrived")
    EXPLANATION_WAITS = "explanation_waits", _("A lead has to decide on it")
    RESUME_REVIEW = "resume_review", _("The review goes on")
    NOT_ACCEPT = "not_accept", _("Not accepted")
    DISPUTE = "dispute", _("Disputed")
    REOPEN = "reopen", _("Reopened")
    CLOSE = "close", _("Closed: the account was deleted")
    RUN_FINISHED = "run_finished", _("Checks finished")
    RUN_ERRORED = "run_errored", _("An error on our side stopped the checks")
    RUN_REQUESTED = "run_requested", _("Checks started again")
    REGRADED = "regraded", _("The checks were corrected, and see it differently")
    REPLY = "reply", _("A reply under a comment")
    RATED = "rated", _("The student rated the review")
    AUDITED = "audited", _("A lead looked at the review again, as a sample")
    STAFF_REMINDED = (
        "staff_reminded",
        _("Still waits for staff after an error on our side"),
    )

    @classmethod
    def shown_to_student(cls) -> tuple["EventKind", ...]:
        """Reviewer churn (claimed, handed back, expired) and faults are staff's business."""
        sent = (cls.DECIDE, cls.TAKE_BACK)
        churn = (cls.CLAIM, cls.RELEASE, cls.EXPIRE, *sent, *cls.told_to_reviewers())
        hidden = (
            *churn,
            cls.EXTEND,
            cls.RUN_FINISHED,
            cls.RUN_REQUESTED,
            cls.REPLY,
            cls.RATED,
            cls.AUDITED,
            cls.STAFF_REMINDED,
            cls.EXPLANATION_WAITS,
        )
        return tuple(kind for kind in cls if kind not in hidden)

    @classmethod
    def told_to_reviewers(cls) -> tuple["EventKind", ...]:
        """Who holds a review, and until when: the business of those who hold it."""
        return (cls.SERVE_REQUEST, cls.ASSIGN, cls.TAKE_OVER, cls.CLAIM_ENDS)

    @classmethod
    def told_to_staff(cls) -> tuple["EventKind", ...]:
        return (cls.HOLD_CHECKS, cls.STAFF_REMINDED)

    @classmethod
    def told_to_leads(cls) -> tuple["EventKind", ...]:
        """What a student explained, or did not, waits for a lead's decision."""
        return (cls.EXPLAIN, cls.EXPLANATION_WAITS)


class Judgement(TextChoices):
    """What a reviewer says of one criterion."""

    MEETS = "meets", _("Meets specifications")
    CHANGES = "changes", _("Requires changes")


class AuditQuality(TextChoices):
    """What a lead says of a review that they have judged anew."""

    HELPFUL = "helpful", _("Helpful")
    FAIR = "fair", _("Fair, and could help more")
    MISSED = "missed", _("Missed a fault")


class CommentTag(TextChoices):
    REQUIRED = "required", _("Required")
    SUGGESTION = "suggestion", _("Suggestion")
    AWESOME = "awesome", _("Awesome")


class UnableReason(TextChoices):
    FILES_MISSING = "files_missing", _("Files are missing")
    WRONG_PROJECT = "wrong_project", _("This is the work of another project")
    NOT_READABLE = "not_readable", _("The files cannot be read")
    PLAGIARISM = "plagiarism", _("The work may not be the student's own")
    OTHER = "other", _("Another reason")


class CertificationState(TextChoices):
    APPLIED = "applied", _("Applied")
    TRAINING = "training", _("In training")
    CERTIFIED = "certified", _("Certified")
    PAUSED = "paused", _("Paused")
    BLOCKED = "blocked", _("Blocked")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @classmethod
    def with_training(cls) -> tuple["CertificationState", ...]:
        """In these a training is read: it goes on, or led to what its holder is now."""
        return (cls.TRAINING, cls.CERTIFIED, cls.PAUSED)

    @classmethod
    def decided(cls) -> tuple["CertificationState", ...]:
        """Those that leads move somebody to. To apply and to withdraw is the applicant's."""
        return (cls.TRAINING, cls.CERTIFIED, cls.PAUSED, cls.DECLINED, cls.BLOCKED)


class Language(TextChoices):
    ENGLISH = "en", "English"
    JAPANESE = "ja", "日本語"


class Theme(TextChoices):
    SYSTEM = "system", _("As the system")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
