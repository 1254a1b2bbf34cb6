"""WHO may do what: one table of predicates. WHEN is `workflow.py`'s business.

`None` as the user is the system (workers, the clock). The docstring of a predicate in `WHO`
is its name for people, in `docs/workflow.md`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects

from projects.enums import Action, CertificationState, InvitedRole, State

if TYPE_CHECKING:
    from projects.models.cohort import Cohort
    from projects.models.course import Project
    from projects.models.people import User
    from projects.models.remarks import Remark
    from projects.models.review import Review
    from projects.models.submission import Submission

Predicate = Callable[["User | None", "Submission"], bool]


def known(user: "User | None", submission: "Submission", name: str) -> Any:
    """What was read with the row about this person (`SubmissionQuerySet.known_for`); else None."""
    is_theirs = user is not None and getattr(submission, "reader_key", 0) == user.pk
    return getattr(submission, name) if is_theirs else None


def is_system(user: "User | None", submission: "Submission") -> bool:
    """the system"""
    return user is None


def is_author(user: "User | None", submission: "Submission") -> bool:
    """the student"""
    return user is not None and submission.student_id == user.pk


def is_assigned(user: "User | None", submission: "Submission") -> bool:
    """the assigned reviewer"""
    return user is not None and submission.reviewer_id == user.pk


def is_lead(user: "User | None") -> bool:
    """A lead of some cohort or of all, or an admin: for pages that belong to no cohort."""
    return user is not None and (user.is_lead or user.is_staff)


def leads_site(user: "User | None") -> bool:
    """Admins and leads of every cohort: for what belongs to no cohort, and is everybody's.

    Workers, known solutions, certifications, projects' remarks, figures of all reviewers.
    """
    return user is not None and user.leads_everywhere


def leads_cohort(user: "User | None", cohort: "Cohort | int") -> bool:
    """Whether they look after the cohort: its students, their work, its dates."""
    if user is None or user.leads_everywhere:
        return user is not None
    if not user.is_lead:
        return False
    led = cohort if isinstance(cohort, int) else cohort.pk
    prefetch_related_objects([user], "leading")  # once, however often it is asked
    return any(one.cohort_id == led for one in user.leading.all())


def leads_work(user: "User | None", submission: "Submission") -> bool:
    """Whether they look after the cohort that it was handed in to."""
    found: bool | None = known(user, submission, "reader_leads")
    return leads_cohort(user, submission.cohort_id) if found is None else found


def may_make_cohorts(user: "User | None") -> bool:
    """Admins. A lead changes what they were given."""
    return user is not None and user.is_staff


def may_change_site(user: "User | None") -> bool:
    """Admins: projects and settings belong to every cohort."""
    return user is not None and user.is_staff


def may_invite_to(user: "User | None", role: str) -> bool:
    """Admins invite leads; those who decide on certifications invite reviewers."""
    if role == InvitedRole.LEAD:
        return user is not None and user.is_staff
    return leads_site(user)


def may_share_templates(user: "User | None") -> bool:
    """A message's template for every cohort is changed by those who lead every cohort."""
    return user is not None and user.leads_everywhere


def may_hold_certification(person: "User") -> bool:
    """A certification binds to a person, so the address must be known to be theirs."""
    return person.has_proved_address


def may_apply(person: "User", project: "Project") -> bool:
    """Who has met the project's specifications, reviews another project, or leads.

    Whoever has not taken the course is entered by a lead.
    """
    return is_lead(person) or is_reviewer(person) or has_met(person, project)


def has_met(person: "User", project: "Project") -> bool:
    """Whether the project was approved once, in whatever cohort."""
    return person.submissions.filter(project=project, state=State.APPROVED).exists()


def is_certified(user: "User | None", submission: "Submission") -> bool:
    if user is None or not may_hold_certification(user):
        return False
    found: bool | None = known(user, submission, "reader_is_certified")
    if found is not None:
        return found
    return user.certifications.filter(
        project=submission.project_id,
        language=submission.language,
        state=CertificationState.CERTIFIED,
    ).exists()


def has_disputed_review(user: "User | None", submission: "Submission") -> bool:
    """Whether the student disputes what this person said: a second pair of eyes it is."""
    if user is None:
        return False
    found: bool | None = known(user, submission, "reader_was_disputed")
    if found is not None:
        return found
    return submission.reviews.filter(
        reviewer=user, published_at__isnull=False, disputes__isnull=False
    ).exists()


def may_claim(user: "User | None", submission: "Submission") -> bool:
    """a reviewer certified for project and language, neither the student nor the one whose review is disputed"""
    return (
        is_certified(user, submission)
        and not is_author(user, submission)
        and not has_disputed_review(user, submission)
    )


def may_take_over(user: "User | None", submission: "Submission") -> bool:
    """a lead, neither the student, the assigned reviewer, nor the one whose review is disputed"""
    return (
        is_other_lead(user, submission)
        and not is_assigned(user, submission)
        and not has_disputed_review(user, submission)
    )


def may_release(user: "User | None", submission: "Submission") -> bool:
    """the assigned reviewer, or a lead"""
    return is_assigned(user, submission) or leads_work(user, submission)


def is_other_lead(user: "User | None", submission: "Submission") -> bool:
    """a lead who is not the student"""
    return leads_work(user, submission) and not is_author(user, submission)


def knows_student(user: "User | None", submission: "Submission") -> bool:
    """Whether they may know whose work it is. In a blind cohort reviewers may not."""
    return (
        is_author(user, submission)
        or leads_work(user, submission)
        or not submission.cohort.blind
    )


def knows_reviewers(user: "User | None", submission: "Submission") -> bool:
    """Whether they may know who reviews it. In a blind cohort the student may not."""
    return not (is_author(user, submission) and submission.cohort.blind)


def may_audit(user: "User | None", review: "Review") -> bool:
    """A lead of the cohort who has no part in the work: neither their own, nor reviewed by them."""
    return (
        user is not None
        and user.pk not in (review.reviewer_id, review.submission.student_id)
        and leads_cohort(user, review.submission.cohort_id)
    )


def may_ask_to_explain(user: "User | None", submission: "Submission") -> bool:
    """the assigned reviewer, or a lead who is not the student"""
    return is_assigned(user, submission) or is_other_lead(user, submission)


def is_reviewer(user: "User") -> bool:
    """Whether they hold a certification for any project."""
    return user.certifications.filter(state=CertificationState.CERTIFIED).exists()


def is_review_staff(user: "User | None") -> bool:
    """Leads, those who review, and those who once did: they keep what they wrote."""
    if user is None or not user.has_proved_address:
        return False
    certified = user.certifications.filter(state=CertificationState.CERTIFIED)
    return is_lead(user) or certified.exists() or user.reviews.exists()


def may_change_remark(user: "User | None", remark: "Remark") -> bool:
    """Its owner; a project's remark has none, and is looked after by leads of every cohort."""
    if remark.owner_id is None:
        return leads_site(user)
    return user is not None and remark.owner_id == user.pk


def may_use_remark(user: "User | None", remark: "Remark") -> bool:
    """Its owner; a project's those who review that project."""
    if user is None or remark.owner_id is not None:
        return may_change_remark(user, remark)
    certified = user.certifications.filter(
        project=remark.project_id, state=CertificationState.CERTIFIED
    )
    return is_lead(user) or certified.exists()


def may_erase(user: "User | None", person: "User") -> bool:
    """The person, an admin, or whoever has a shell; only a superuser erases a superuser."""
    if user is None or user.pk == person.pk:
        return True
    return user.is_staff and (user.is_superuser or not person.is_superuser)


WHO: Mapping[Action, Predicate] = MappingProxyType(
    {
        Action.PASS_CHECKS: is_system,
        Action.FAIL_CHECKS: is_system,
        Action.REFER_CHECKS: is_system,
        Action.HOLD_CHECKS: is_system,
        Action.GRADE_AGAIN: is_other_lead,
        Action.REFER_UNCHECKED: is_other_lead,
        Action.APPEAL_CHECKS: is_author,
        Action.REGRADE_PASSES: is_system,
        Action.WITHDRAW: is_author,
        Action.CLAIM: may_claim,
        Action.SERVE_REQUEST: is_system,
        Action.ASSIGN: is_other_lead,
        Action.TAKE_OVER: may_take_over,
        Action.EXTEND: is_assigned,
        Action.RELEASE: may_release,
        Action.EXPIRE: is_system,
        Action.DECIDE: is_assigned,
        Action.TAKE_BACK: is_assigned,
        Action.APPROVE: is_assigned,
        Action.REQUEST_CHANGES: is_assigned,
        Action.CANNOT_REVIEW: is_assigned,
        Action.ASK_TO_EXPLAIN: may_ask_to_explain,
        Action.EXPLAIN: is_author,
        Action.RESUME_REVIEW: is_other_lead,
        Action.NOT_ACCEPT: is_other_lead,
        Action.DISPUTE: is_author,
        Action.REOPEN: is_other_lead,
        Action.CLOSE: is_system,
    }
)
