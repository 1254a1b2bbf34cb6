"""Figures of reviewers, and of criteria on which people overrule the machine."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.enums import Judgement, State
from projects.models import CriterionDispute, CriterionReview, Rating
from projects.operations import drafts, reviews, submissions
from projects.queries.overruled import Way, criterion_figures, overruled
from projects.queries.quality import Scope, reviewer_figures
from tests import factories
from tests.projects.regrades import FAILED, PASSED, graded

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def grace(project):
    return factories.reviewer(project, "Grace")


def published(project, by, hours=1.0, state=State.APPROVED, ago=timedelta(hours=1)):
    """Claimed `hours` before it was published, which was `ago`."""
    made = factories.submission(project, state=state, reviewed_by=by)
    review = made.reviews.get()
    review.published_at = timezone.now() - ago
    review.opened_at = review.published_at - timedelta(days=9)
    review.save()
    made.claimed_at = review.published_at - hours * HOUR
    made.save()
    return review


def own(rows, person, of=None):
    return next(
        row for row in rows if row.reviewer == person and of in (None, row.project)
    )


def test_times_are_from_claiming_to_publishing(project, grace):
    for hours in range(1, 11):
        published(project, grace, hours)
    figures = own(reviewer_figures(Scope()), grace).own
    assert figures.reviews == 10
    assert (figures.took.median, figures.took.slow) == (5 * HOUR, 9 * HOUR)


def test_one_review_is_its_own_median(project, grace):
    published(project, grace, 3)
    figures = own(reviewer_figures(Scope()), grace).own
    assert (figures.took.median, figures.took.slow) == (3 * HOUR, 3 * HOUR)
    assert (figures.stars, figures.ratings, figures.disputed) == (None, 0, 0)


def test_a_submission_that_others_took_later_tells_nothing_of_the_first(project, grace):
    first = published(project, grace, 3)
    first.opened_at = first.published_at - 2 * HOUR
    first.save()
    other = factories.reviewer(project)
    first.submission.reviewer = other
    first.submission.claimed_at = timezone.now()
    first.submission.save()
    assert own(reviewer_figures(Scope()), grace).own.took.median == 2 * HOUR


def test_the_pass_rate_stands_beside_the_projects(project, grace):
    other = factories.reviewer(project, "Other")
    published(project, grace)
    published(project, grace, state=State.CHANGES_REQUESTED)
    published(project, grace, state=State.UNREVIEWABLE)  # decides nothing
    published(project, other, state=State.CHANGES_REQUESTED)
    published(project, other, state=State.CHANGES_REQUESTED)
    row = own(reviewer_figures(Scope()), grace)
    assert (row.own.pass_rate, row.everybody.pass_rate) == (0.5, 0.25)
    assert (row.own.reviews, row.everybody.reviews) == (3, 5)


def test_drafts_other_projects_and_older_reviews_are_left_out(project, grace):
    published(project, grace, ago=timedelta(days=40))
    published(project, grace)
    elsewhere = published(factories.project(), grace).submission.project
    factories.submission(project, state=State.IN_REVIEW, reviewed_by=grace)
    month = Scope(since=timezone.now() - timedelta(days=30))
    assert own(reviewer_figures(month), grace, project).own.reviews == 1
    rows = reviewer_figures(Scope(project=project))
    assert [row.own.reviews for row in rows] == [2]
    assert {row.project for row in reviewer_figures(Scope())} == {project, elsewhere}
    assert reviewer_figures(Scope(since=timezone.now())) == []


def test_ratings_are_a_mean_and_a_count(project, grace):
    for stars in (5, 4, None):
        review = published(project, grace)
        if stars:
            Rating.objects.create(review=review, stars=stars)
    figures = own(reviewer_figures(Scope()), grace).own
    assert (figures.stars, figures.ratings) == (4.5, 2)


def disputed_and_judged_again(project, grace, judgement):
    other = factories.reviewer(project)
    review = published(project, grace, state=State.CHANGES_REQUESTED)
    subject = review.submission
    subject.decided_at = timezone.now()
    subject.save()
    submissions.dispute(subject, by=subject.student, reasons={"code": "It is right."})
    reviews.claim(subject, by=other)
    words = {"code": (judgement, "Because."), "training": ("meets", "")}
    drafts.save_draft(subject, drafts.Draft(criteria=words), by=other)
    publish = (
        reviews.approve if judgement == Judgement.MEETS else reviews.request_changes
    )
    publish(subject, by=other)


def test_a_dispute_counts_once_a_second_person_has_judged(project, grace):
    disputed_and_judged_again(project, grace, Judgement.MEETS)
    disputed_and_judged_again(project, grace, Judgement.CHANGES)
    waits = published(project, grace, state=State.CHANGES_REQUESTED)
    code = project.rubrics.get().criteria.get(slug="code")
    CriterionDispute.objects.create(review=waits, criterion=code, body="No.")
    row = own(reviewer_figures(Scope()), grace)
    assert (row.own.disputed, row.own.upheld) == (2, 1)
    assert (row.everybody.disputed, row.everybody.upheld) == (2, 1)


def judged(project, by, found, judgement):
    """Graded, reviewed through the verbs; returns the review."""
    subject = graded(of=project, found=found)
    reviews.claim(subject, by=by)
    words = {"code": (judgement, "Because."), "training": ("meets", "")}
    drafts.save_draft(subject, drafts.Draft(criteria=words), by=by)
    publish = (
        reviews.approve if judgement == Judgement.MEETS else reviews.request_changes
    )
    return publish(subject, by=by)


def test_publishing_keeps_what_the_machine_had_found(project, grace):
    subject = graded(of=project, found=FAILED)
    reviews.claim(subject, by=grace)
    factories.judge_all(subject, grace, Judgement.MEETS)
    assert set(CriterionReview.objects.values_list("machine", flat=True)) == {""}
    reviews.approve(subject, by=grace)
    kept = {row.criterion.slug: row.machine for row in CriterionReview.objects.all()}
    assert kept == {"code": "failed", "training": ""}  # training was never run


def test_overruling_is_counted_either_way_beside_what_was_decided(project, grace):
    strict = judged(project, grace, FAILED, Judgement.MEETS)
    judged(project, grace, FAILED, Judgement.CHANGES)
    lenient = judged(project, grace, PASSED, Judgement.CHANGES)
    judged(project, grace, PASSED, Judgement.MEETS)
    judged(project, grace, PASSED, Judgement.MEETS)
    code, training = criterion_figures(Scope())
    assert (code.criterion.slug, code.worst) == ("code", 0.5)
    told = {one.way: (one.overruled, one.decided) for one in code.shares}
    assert told == {Way.STRICT: (1, 2), Way.LENIENT: (1, 3)}
    assert training.worst == 0
    behind = {
        way: [row.review for row in overruled(Scope(project), "code", way)]
        for way in Way
    }
    assert behind == {Way.STRICT: [strict], Way.LENIENT: [lenient]}


def test_versions_of_a_rubric_count_together_under_the_newest_title(project, grace):
    judged(project, grace, FAILED, Judgement.MEETS)
    newer = project.rubrics.create(digest="f" * 64)
    for one in project.rubrics.exclude(pk=newer.pk).get().criteria.all():
        one.pk, one.rubric, one.title_text = None, newer, {"en": f"{one}, anew"}
        one.save(force_insert=True)
    judged(project, grace, FAILED, Judgement.MEETS)
    [figures] = [
        one for one in criterion_figures(Scope()) if one.criterion.slug == "code"
    ]
    assert figures.criterion.title == "Code, anew"
    assert figures.shares[0].overruled == 2


def test_other_projects_and_older_reviews_overrule_nothing_here(project, grace):
    old = judged(project, grace, FAILED, Judgement.MEETS)
    old.published_at = timezone.now() - timedelta(days=40)
    old.save()
    month = Scope(since=timezone.now() - timedelta(days=30))
    assert criterion_figures(month) == []
    assert criterion_figures(Scope(project=factories.project())) == []
    assert list(overruled(month, "code", Way.STRICT)) == []
    assert len(criterion_figures(Scope(project=project))) == 1


def test_the_figures_cost_the_same_however_many_reviews_there_are(project, grace):
    def costs():
        with CaptureQueriesContext(connection) as queries:
            reviewer_figures(Scope())
            criterion_figures(Scope())
        return len(queries)

    disputed_and_judged_again(project, grace, Judgement.MEETS)
    judged(project, grace, FAILED, Judgement.MEETS)
    before = costs()
    for _ in range(5):
        disputed_and_judged_again(project, grace, Judgement.CHANGES)
        judged(project, factories.reviewer(project), FAILED, Judgement.MEETS)
    assert costs() == before == 8
