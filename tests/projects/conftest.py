"""One set-up for the domain's tests: a submission, and everybody who could touch it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from projects.enums import Judgement, State
from projects.models import Cohort, CriterionDispute, Project, Submission, User
from projects.operations import reviews
from tests import factories


@dataclass
class World:
    cohort: Cohort
    project: Project
    author: User
    stranger: User
    certified: User
    assigned: User
    uncertified: User
    disputed: User  # a certified reviewer; the author disputes what they said
    lead: User
    admin: User

    def person(self, name: str) -> User | None:
        return None if name == "system" else getattr(self, name)

    def submission(self, state: State, **fields) -> Submission:
        return factories.submission(
            self.project,
            self.author,
            self.cohort,
            state,
            reviewed_by=self.assigned,
            **fields,
        )

    def with_disputed_review(self, submission: Submission) -> None:
        """As if the reviewer `disputed` had published, and the author had disagreed."""
        review = factories.review(submission, self.disputed, State.CHANGES_REQUESTED)
        criterion = submission.rubric.criteria.first()
        CriterionDispute.objects.create(review=review, criterion=criterion, body="No.")

    def claimed(self) -> Submission:
        """Waiting work that `assigned` has just taken in hand, through the verb."""
        submission = self.submission(State.AWAITING_REVIEW)
        reviews.claim(submission, by=self.assigned)
        return submission

    def decided(self, judgement: Judgement) -> Submission:
        """Published by `assigned`, through the verbs: every criterion judged the same."""
        submission = self.claimed()
        factories.judge_all(submission, self.assigned, judgement, "Because.")
        publish: Callable = (
            reviews.approve if judgement == Judgement.MEETS else reviews.request_changes
        )
        publish(submission, by=self.assigned)
        return submission


def make_world() -> World:
    cohort = factories.cohort()
    project = factories.project()
    return World(
        cohort=cohort,
        project=project,
        author=factories.student(cohort, "Author"),
        stranger=factories.student(cohort, "Stranger"),
        certified=factories.reviewer(project, "Certified"),
        assigned=factories.reviewer(project, "Assigned"),
        uncertified=factories.reviewer(factories.project(), "Uncertified"),
        disputed=factories.reviewer(project, "Disputed"),
        lead=factories.lead("Lead"),
        admin=factories.admin("Admin"),
    )


@pytest.fixture
def world(db) -> World:
    return make_world()
