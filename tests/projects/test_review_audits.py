"""Audits of reviews: what is drawn, what may be seen when, what is told, and that no verdict changes."""

from collections import Counter

import pytest

from projects.enums import AuditQuality, EventKind, Judgement, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    AuditDraw,
    CohortLead,
    Notification,
    Review,
    ReviewAudit,
    User,
)
from projects.operations import mailing, review_audits
from projects.operations.erasure import erase
from projects.queries.acts_on_others import acts_on_others
from projects.queries.personal import reviews_by
from projects.queries.quality import Scope, reviewer_figures
from projects.queries.review_audits import Sample, audits_seen_by, drawn_from
from tests import factories

pytestmark = pytest.mark.django_db

BOTH = {"code": ("changes", "It loops."), "training": ("meets", "")}


class Course:
    """Four finished reviews: three by Ada, one by Bo."""

    def __init__(self) -> None:
        self.project = factories.project()
        self.cohort = factories.cohort()
        self.ada = factories.reviewer(self.project, "Ada")
        self.bo = factories.reviewer(self.project, "Bo")
        self.lead = factories.lead("Lea")
        for person in (self.ada, self.ada, self.ada, self.bo):
            self.review_by(person)

    def review_by(self, person: User, state: State = State.APPROVED) -> Review:
        made = factories.submission(
            self.project, None, self.cohort, state, reviewed_by=person
        )
        return made.reviews.get()

    def draw(self, wanted: int = 1, **of: object) -> list[ReviewAudit]:
        made = review_audits.draw(Sample(**of), wanted, by=self.lead)
        return list(made.audits.order_by("pk"))

    def finished(self) -> ReviewAudit:
        (audit,) = self.draw(reviewer=self.ada)
        review_audits.judge(audit, BOTH, by=self.lead)
        review_audits.compare(audit, by=self.lead)
        review_audits.finish(
            audit, quality=AuditQuality.MISSED, body="It *loops*.", by=self.lead
        )
        return audit


@pytest.fixture
def course():
    return Course()


def test_a_sample_is_drawn_in_turn_of_whoever_was_audited_least():
    pool = [(n, 1) for n in range(100)] + [(100 + n, 2) for n in range(3)]
    chosen = drawn_from(pool, {}, 6, "seed")
    assert chosen == drawn_from(pool, {}, 6, "seed")
    assert chosen != drawn_from(pool, {}, 6, "other")
    reviewers = dict(pool)
    assert Counter(reviewers[one] for one in chosen) == {1: 3, 2: 3}
    rest = drawn_from(pool, {2: 9}, 4, "seed")
    assert {reviewers[one] for one in rest} == {1}
    assert sorted(drawn_from(pool, {}, 1000, "seed")) == [one for one, _ in pool]


def test_the_draw_keeps_what_makes_it_again(course):
    course.draw(3, project=course.project)
    draw = AuditDraw.objects.get()
    assert (draw.by, draw.wanted, draw.project) == (course.lead, 3, course.project)
    assert len(draw.seed) == 16
    drawn = {one.review.reviewer for one in draw.audits.all()}
    assert drawn == {course.ada, course.bo}


def test_nothing_is_drawn_twice_nor_more_than_there_is(course):
    first, second = course.draw(3), course.draw(3)
    assert (len(first), len(second)) == (3, 1)
    with pytest.raises(Incomplete, match="No finished review"):
        course.draw()


def test_drafts_disputed_reviews_and_one_s_own_part_are_not_drawn(course):
    Review.objects.all().delete()
    course.review_by(course.ada, State.IN_REVIEW)
    course.review_by(course.ada, State.DISPUTED)
    course.review_by(course.ada, State.UNREVIEWABLE)
    course.review_by(course.lead)
    factories.submission(
        course.project, course.lead, course.cohort, State.APPROVED, course.ada
    )
    again = course.review_by(course.ada).submission
    factories.review(again, course.lead, State.APPROVED)
    with pytest.raises(Incomplete):
        course.draw()


def test_a_lead_draws_from_the_cohorts_they_lead(course):
    course.lead.leads_all_cohorts = False
    course.lead.save()
    with pytest.raises(Incomplete):
        course.draw()
    CohortLead.objects.create(cohort=course.cohort, lead=course.lead)
    assert len(course.draw(2)) == 2


@pytest.mark.parametrize("wanted", [0, -1, 51])
def test_a_number_that_makes_no_sense_is_refused_at_its_field(course, wanted):
    with pytest.raises(Incomplete) as refused:
        course.draw(wanted)
    assert refused.value.field == "wanted"


def test_reviewers_draw_nothing(course):
    with pytest.raises(NotAllowed):
        review_audits.draw(Sample(), 1, by=course.ada)


def test_all_is_judged_before_anything_is_compared_and_then_stays(course):
    (audit,) = course.draw(reviewer=course.ada)
    review_audits.judge(audit, {"code": BOTH["code"]}, by=course.lead)
    with pytest.raises(Incomplete) as refused:
        review_audits.compare(audit, by=course.lead)
    assert refused.value.field == "training"
    review_audits.judge(audit, BOTH, by=course.lead)
    review_audits.compare(audit, by=course.lead)
    rows = [(one.judgement, one.said, one.agrees) for one in audit.criteria.all()]
    assert rows == [("changes", "meets", False), ("meets", "meets", True)]
    for late in (
        lambda: review_audits.judge(audit, BOTH, by=course.lead),
        lambda: review_audits.compare(audit, by=course.lead),
        lambda: review_audits.drop(audit, by=course.lead),
    ):
        with pytest.raises(WrongState):
            late()


def test_bad_input_is_refused_and_nothing_half_stored(course):
    (audit,) = course.draw(reviewer=course.ada)
    for given in ({"code": ("maybe", "")}, {"code": ("meets", "x" * 5001)}):
        with pytest.raises(Incomplete):
            review_audits.judge(audit, given, by=course.lead)
    assert not audit.criteria.exists()


def test_an_audit_is_its_lead_s_own(course):
    (audit,) = course.draw(reviewer=course.ada)
    for other in (factories.lead(), course.ada):
        with pytest.raises(NotAllowed):
            review_audits.judge(audit, BOTH, by=other)


def test_finishing_needs_a_word_and_for_a_fault_words(course):
    (audit,) = course.draw(reviewer=course.ada)
    with pytest.raises(WrongState):
        review_audits.finish(audit, quality="fair", body="", by=course.lead)
    review_audits.judge(audit, BOTH, by=course.lead)
    review_audits.compare(audit, by=course.lead)
    for quality, body, field in (("", "", "quality"), ("missed", " ", "body")):
        with pytest.raises(Incomplete) as refused:
            review_audits.finish(audit, quality=quality, body=body, by=course.lead)
        assert refused.value.field == field
    review_audits.finish(audit, quality="helpful", body="", by=course.lead)
    with pytest.raises(WrongState):
        review_audits.finish(audit, quality="fair", body="", by=course.lead)


def test_the_reviewer_is_told_and_the_student_s_verdict_stays(course, mailoutbox):
    audit = course.finished()
    subject = audit.review.submission
    before = (subject.state, subject.decided_at)
    subject.refresh_from_db()
    assert (subject.state, subject.decided_at) == before
    told = Notification.objects.filter(event__kind=EventKind.AUDITED)
    assert [one.recipient for one in told] == [course.ada]
    assert EventKind.AUDITED not in EventKind.shown_to_student()
    mailing.send_waiting()
    (letter,) = mailoutbox
    assert letter.to == [course.ada.email]
    assert "Missed a fault" in letter.body
    assert "It *loops*." in letter.body
    assert f"/audits/{audit.pk}/" in letter.body


def test_who_sees_an_audit_and_when(course):
    (audit,) = course.draw(reviewer=course.ada)
    other = factories.lead()
    people = (course.lead, other, course.ada, course.bo)
    seen = [audits_seen_by(one).filter(pk=audit.pk).exists() for one in people]
    assert seen == [True, False, False, False]
    done = course.finished()
    seen = [audits_seen_by(one).filter(pk=done.pk).exists() for one in people]
    assert seen == [True, True, True, False]


def test_figures_count_criteria_of_finished_audits(course):
    course.draw(reviewer=course.bo)
    course.finished()
    rows = {row.reviewer: row for row in reviewer_figures(Scope())}
    own = rows[course.ada].own
    assert (own.audited, own.agreed) == (2, 1)
    assert rows[course.bo].own.audited == 0
    assert rows[course.bo].everybody.audited == 2


def test_what_was_dropped_can_be_drawn_again(course):
    (audit,) = course.draw(reviewer=course.bo)
    review_audits.drop(audit, by=course.lead)
    assert len(course.draw(reviewer=course.bo)) == 1


def test_words_go_with_the_work_and_open_audits_with_the_lead(course):
    audit = course.finished()
    (waiting,) = course.draw(reviewer=course.bo)
    told = [one["audit"] for one in reviews_by(course.ada) if one["audit"]]
    assert told[0]["body"] == "It *loops*."
    assert {"audit"} <= {one["what"] for one in acts_on_others(course.lead)}
    erase(audit.review.submission.student, by=None)
    audit.refresh_from_db()
    assert audit.body == ""
    assert {one.body for one in audit.criteria.all()} == {""}
    assert {one.judgement for one in audit.criteria.all()} == set(Judgement.values)
    erase(course.lead, by=None)
    assert not ReviewAudit.objects.filter(pk=waiting.pk).exists()
