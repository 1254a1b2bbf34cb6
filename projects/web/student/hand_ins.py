"""What a student has handed in for a project in their cohort, and what comes next of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from projects.enums import State
from projects.models import Criterion, Project, Submission, User
from projects.operations import verdicts
from projects.queries.checklist import Checklist
from projects.queries.dashboard import attempts_at
from projects.queries.grading import criteria_in_force
from projects.web.student.cohort_project import ProjectInCohort
from projects.web.student.part import Part, part_of


@dataclass(frozen=True)
class AttemptsHere:
    """What the student has handed in for this project; `last` is what counts."""

    part: Part
    here: Sequence[Submission]  # in this cohort, the newest first
    carried: Submission | None  # the pass of another cohort that counts in this one
    may_upload: bool

    @property
    def newest(self) -> Submission | None:
        return next(iter(self.here), None)

    @property
    def last(self) -> Submission | None:
        return self.carried or self.newest


def found_at(user: User, place: ProjectInCohort) -> AttemptsHere:
    subject, cohort = place.scheduled.project, place.cohort
    part = part_of(place.enrolment, subject)
    if cohort is None:
        return AttemptsHere(part, [], None, may_upload=False)
    rows = attempts_at(user, cohort, subject)
    if any(one.is_to_be_told() for one in rows):
        verdicts.tell_all(user.submissions.all())
        rows = attempts_at(user, cohort, subject)
    here = [one for one in rows if one.cohort_id == cohort.pk]
    elsewhere = [one for one in rows if one.cohort_id != cohort.pk]
    newest = next(iter(here), None)
    is_done_here = newest is not None and newest.state == State.APPROVED
    carried = None if is_done_here else next(iter(elsewhere), None)
    may = part.takes_part and place.is_open and _may_resubmit(carried or newest)
    return AttemptsHere(part, here, carried, may_upload=may)


def criteria_for(
    subject: Project, last: Submission | None, asked: Checklist
) -> list[Criterion]:
    """In the rubric's order. A review that judged all of them has them."""
    in_force = getattr(last, "rubric_in_force", None)
    judged = asked.submission
    if last and asked.review and judged and judged.rubric_id == in_force:
        rows = [row.criterion for row in asked.review.criteria.all()]
        if last.rubric_id == in_force and len(rows) == last.criteria_count:  # type: ignore[attr-defined]
            return rows
    return criteria_in_force(subject)


def _may_resubmit(last: Submission | None) -> bool:
    return last is None or last.state in State.student_may_resubmit()
