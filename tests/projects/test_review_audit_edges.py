"""Audits of reviews: rights that end meanwhile, people who leave meanwhile, and what a draw costs."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.enums import AuditQuality, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditDraw, CohortLead, Notification, Review, ReviewAudit
from projects.operations import review_audits
from projects.operations.erasure import erase
from projects.queries.review_audits import (
    Sample,
    audits_of,
    audits_seen_by,
    drawn_from,
    listed,
    reviewers_seen_by,
)
from tests import factories

pytestmark = pytest.mark.django_db

BOTH = {"code": ("changes", "It loops."), "training": ("meets", "")}


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def ada(project):
    return factories.reviewer(project, "Ada")


@pytest.fixture
def lead(cohort):
    made = factories.lead("Lea", leads_all_cohorts=False)
    CohortLead.objects.create(cohort=cohort, lead=made)
    return made


@pytest.fixture
def review(project, cohort, ada):
    made = factories.submission(project, None, cohort, State.APPROVED, reviewed_by=ada)
    return made.reviews.get()


@pytest.fixture
def audit(review, lead):
    return review_audits.draw(Sample(), 1, by=lead).audits.get()


def compared(audit, lead):
    review_audits.judge(audit, BOTH, by=lead)
    review_audits.compare(audit, by=lead)


def finish(audit, lead, quality=AuditQuality.HELPFUL, body="Clear."):
    review_audits.finish(audit, quality=quality, body=body, by=lead)


def client_of(person):
    client = Client()
    client.force_login(person)
    return client


def test_what_was_published_before_the_period_is_not_drawn(review, lead):
    since = timezone.now() - timedelta(days=30)
    Review.objects.update(published_at=since - timedelta(minutes=1))
    with pytest.raises(Incomplete):
        review_audits.draw(Sample(since=since), 1, by=lead)
    Review.objects.update(published_at=since)
    assert review_audits.draw(Sample(since=since), 1, by=lead).audits.count() == 1


def test_work_whose_files_are_gone_is_not_drawn(review, lead):
    review.submission.files_removed_at = timezone.now()
    review.submission.save()
    with pytest.raises(Incomplete):
        review_audits.draw(Sample(), 1, by=lead)


def test_a_draw_that_finds_nothing_leaves_no_row(lead):
    with pytest.raises(Incomplete):
        review_audits.draw(Sample(), 1, by=lead)
    assert not AuditDraw.objects.exists()


def test_somebody_who_draws_at_the_same_moment_is_told_and_nothing_is_half_drawn(
    review, lead, monkeypatch
):
    def taken(**_fields):
        raise IntegrityError

    monkeypatch.setattr(ReviewAudit.objects, "create", taken)
    with pytest.raises(WrongState, match="Draw again"):
        review_audits.draw(Sample(), 1, by=lead)
    assert not AuditDraw.objects.exists()


def test_an_empty_pool_and_a_seed_give_nothing():
    assert drawn_from([], {}, 5, "seed") == []


def test_a_lead_who_lost_the_cohort_goes_on_with_nothing(audit, lead):
    lead.leading.all().delete()
    lead = type(lead).objects.get(pk=lead.pk)
    for verb in (
        lambda: review_audits.judge(audit, BOTH, by=lead),
        lambda: review_audits.compare(audit, by=lead),
        lambda: finish(audit, lead),
        lambda: review_audits.drop(audit, by=lead),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert not audits_seen_by(lead).exists()
    page = reverse("projects:audit", args=[audit.pk])
    assert client_of(lead).get(page).status_code == 404


def test_a_reviewer_never_sees_an_audit_of_theirs_before_it_is_finished(
    audit, lead, ada
):
    ada.is_lead = True
    ada.save()
    page = reverse("projects:audit", args=[audit.pk])
    assert client_of(ada).get(page).status_code == 404, "a lead of every cohort, too"
    compared(audit, lead)
    assert not audits_of(ada).exists()
    finish(audit, lead)
    assert list(audits_of(ada)) == [audit]
    assert client_of(ada).get(page).status_code == 200


def test_a_student_who_is_a_lead_sees_no_audit_of_their_own_work(audit, lead, review):
    compared(audit, lead)
    finish(audit, lead)
    student = review.submission.student
    student.is_lead = True
    student.save()
    assert not audits_seen_by(student).exists()


def test_only_the_lead_who_drew_it_sends_anything(audit, lead, ada, review):
    judged = {"judgement-code": "meets", "judgement-training": "meets"}
    others = {
        factories.lead(): 404,
        factories.admin(): 404,
        ada: 404,
        review.submission.student: 404,
    }
    for person, status in others.items():
        for name in ("audit_judge", "audit_finish", "audit_drop"):
            there = reverse(f"projects:{name}", args=[audit.pk])
            assert client_of(person).post(there, judged).status_code == status
    assert not audit.criteria.exists()


def test_a_judgement_of_a_criterion_that_there_is_not_is_passed_over(audit, lead):
    review_audits.judge(audit, {"nonsense": ("meets", ""), **BOTH}, by=lead)
    assert audit.criteria.count() == 2
    review_audits.judge(audit, {"code": ("meets", "  After all. ")}, by=lead)
    row = audit.criteria.get(criterion__slug="code")
    assert (row.judgement, row.body) == ("meets", "After all.")
    assert audit.criteria.count() == 2


def test_a_page_that_was_open_in_another_tab_changes_nothing_afterwards(audit, lead):
    compared(audit, lead)
    there = reverse("projects:audit_judge", args=[audit.pk])
    judged = {"judgement-code": "meets", "judgement-training": "meets"}
    answer = client_of(lead).post(there, judged)
    assert answer.status_code == 409
    assert audit.criteria.get(criterion__slug="code").judgement == "changes"


def test_bad_quality_and_long_words_are_told_and_not_stored(audit, lead):
    compared(audit, lead)
    there = reverse("projects:audit_finish", args=[audit.pk])
    for data in (
        {"quality": "nonsense", "body": "Kept words."},
        {"body": "Kept words."},
        {"quality": "fair", "body": "Kept words." + "x" * 5000},
    ):
        answer = client_of(lead).post(there, data)
        assert answer.status_code == 422
        assert "field__error" in answer.content.decode()
        assert "Kept words." in answer.content.decode()
    audit.refresh_from_db()
    assert (audit.finished_at, audit.quality) == (None, "")


def test_a_criterion_that_the_reviewer_did_not_judge_is_not_counted(
    audit, lead, review
):
    review.criteria.filter(criterion__slug="code").delete()
    compared(audit, lead)
    [row] = listed(ReviewAudit.objects.all())
    assert (row.judged, row.agreed) == (1, 1)
    page = reverse("projects:audit", args=[audit.pk])
    assert "Not judged" in client_of(lead).get(page).content.decode()


def test_a_reviewer_who_left_is_told_nothing_and_the_audit_can_be_finished(
    audit, lead, ada
):
    compared(audit, lead)
    erase(ada, by=None)
    finish(audit, lead)
    assert not Notification.objects.filter(recipient=ada).exists()
    assert ada not in reviewers_seen_by(lead)


def test_a_draw_costs_the_same_for_a_large_pool(
    review, project, cohort, lead, django_assert_max_num_queries
):
    ada = review.reviewer
    for _ in range(8):
        factories.submission(project, None, cohort, State.APPROVED, reviewed_by=ada)
    with django_assert_max_num_queries(10):
        review_audits.draw(Sample(project=project, reviewer=ada), 1, by=lead)
