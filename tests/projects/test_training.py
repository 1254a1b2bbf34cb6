"""Samples and trainings: what may become one, who sees it when, what agreement comes to."""

import pytest

from projects.enums import AuditKind, CertificationState, Judgement, Language, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import (
    AuditEntry,
    Certification,
    Event,
    Notification,
    SampleKey,
    Submission,
    TrainingAttempt,
    TrainingSample,
)
from projects.operations import certification, samples, training
from projects.operations.erasure import erase
from projects.queries.personal_training import samples_made_by, trainings_of
from projects.queries.samples import SampleFilters, keys_of, reviews_for_samples
from projects.queries.samples import samples as listed
from projects.queries.training import Agreement, agreement_of, samples_for
from tests import factories

pytestmark = pytest.mark.django_db
KEY = {"code": ("changes", "It loops."), "training": ("meets", "")}
ALIKE = {"code": ("changes", "Slow."), "training": ("meets", "")}
LENIENT = {"code": ("meets", ""), "training": ("meets", "")}
STRICT = {"code": ("changes", ""), "training": ("changes", "Too few.")}


class Course:
    """A finished review by Ada of Mei's work, a lead, and Tom, who is in training."""

    def __init__(self) -> None:
        self.project = factories.project()
        self.cohort = factories.cohort()
        self.ada = factories.reviewer(self.project, "Ada")
        self.lead = factories.lead("Lea")
        self.mei = factories.student(self.cohort, "Mei")
        self.review = self.reviewed(self.mei)
        self.tom = factories.user("Tom")
        self.row = factories.trainee(self.tom, self.project)

    def reviewed(self, by=None, state=State.CHANGES_REQUESTED, **more):
        made = factories.submission(
            self.project, by, self.cohort, state, reviewed_by=self.ada, **more
        )
        return made.reviews.get()

    def sample(self, review=None, by=None):
        return samples.make(
            review or self.review, KEY, body="Look at loops.", by=by or self.lead
        )

    def submitted(self, given, sample=None, row=None):
        sample, row = sample or TrainingSample.objects.first(), row or self.row
        training.judge(row, sample, given, by=row.user)
        training.submit(row, sample, by=row.user)
        return row.attempts.get(sample=sample)

    def seen_by(self, person):
        return list(TrainingSample.objects.visible_to(person))


@pytest.fixture
def course():
    return Course()


# --- making samples -------------------------------------------------------------------------


def test_a_lead_makes_a_sample_with_a_corrected_key(course):
    made = course.sample()
    assert (made.project, made.language, made.number) == (course.project, "en", 1)
    keys = [(one.criterion.slug, one.judgement, one.body) for one in made.keys.all()]
    assert keys == [("code", "changes", "It loops."), ("training", "meets", "")]
    entry = AuditEntry.objects.get(kind=AuditKind.SAMPLE_MADE)
    assert (entry.actor, entry.cohort, entry.data["sample"]) == (
        course.lead,
        course.cohort,
        1,
    )


def test_numbers_count_up_in_each_project(course):
    course.sample()
    assert course.sample(course.reviewed()).number == 2
    other = factories.submission(state=State.APPROVED).reviews.get()
    assert course.sample(other).number == 1


def test_only_leads_of_every_cohort_make_samples(course):
    of_one = factories.lead(leads_all_cohorts=False)
    for person in (course.ada, course.tom, of_one):
        with pytest.raises(NotAllowed):
            course.sample(by=person)
    assert not TrainingSample.objects.exists()


def test_a_review_becomes_one_sample(course):
    course.sample()
    with pytest.raises(WrongState):
        course.sample()


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.DISPUTED, State.UNREVIEWABLE])
def test_what_is_not_finished_or_does_not_stand_cannot_be_chosen(course, state):
    with pytest.raises(WrongState):
        course.sample(course.reviewed(state=state))


def test_one_s_own_work_and_what_is_gone_cannot_be_chosen(course):
    mine = course.reviewed(course.lead)
    course.review.submission.files_removed_at = course.review.published_at
    course.review.submission.save()
    assert list(reviews_for_samples(course.lead)) == []
    with pytest.raises(WrongState):
        course.sample(mine)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": ("meets", "")}, "training"),
        ({**KEY, "code": ("maybe", "")}, "code"),
        ({**KEY, "code": ("meets", "x" * 5001)}, "code"),
    ],
)
def test_a_key_has_every_criterion_or_nothing_is_stored(course, given, field):
    with pytest.raises(Incomplete) as refused:
        samples.make(course.review, given, body="", by=course.lead)
    assert refused.value.field == field
    assert not TrainingSample.objects.exists()


def test_reviews_to_choose_from_are_filtered_and_count_what_fails(course):
    approved = course.reviewed(state=State.APPROVED)
    japanese = course.reviewed(state=State.APPROVED, language="ja")
    found = reviews_for_samples(course.lead)
    assert list(found) == [japanese, approved, course.review]
    assert [(one.failed, one.judged) for one in found] == [(0, 2), (0, 2), (1, 2)]

    def chosen(**of):
        return list(reviews_for_samples(course.lead, SampleFilters(**of)))

    assert chosen(language="ja") == [japanese]
    assert chosen(verdict="changes_requested") == [course.review]
    assert chosen(project="another") == []


def test_a_retired_sample_is_begun_by_nobody_and_offered_again(course):
    made = course.sample()
    samples.retire(made, by=course.lead)
    samples.retire(made, by=course.lead)  # pressed twice
    assert course.seen_by(course.tom) == []
    samples.offer_again(made, by=course.lead)
    assert course.seen_by(course.tom) == [made]
    kinds = [one.kind for one in AuditEntry.objects.order_by("pk")]
    assert kinds == ["sample_made", "sample_retired", "sample_offered"]
    with pytest.raises(NotAllowed):
        samples.retire(made, by=course.ada)


def test_what_was_begun_is_finished_though_it_was_retired(course):
    made = course.sample()
    training.judge(course.row, made, {}, by=course.tom)
    samples.retire(made, by=course.lead)
    assert course.submitted(ALIKE).judged_at is not None


# --- who sees a sample ----------------------------------------------------------------------


def test_the_door_of_samples(course):
    made = course.sample()
    assert course.seen_by(course.tom) == [made]
    assert course.seen_by(course.lead) == [made]
    assert course.seen_by(factories.admin()) == [made]
    other = factories.user()
    factories.trainee(other, factories.project())
    japanese = factories.user()
    factories.trainee(japanese, course.project, Language.JAPANESE)
    for nobody in (course.mei, course.ada, other, japanese, factories.unproved()):
        assert course.seen_by(nobody) == []


@pytest.mark.parametrize(
    "state", ["applied", "certified", "paused", "blocked", "declined", "withdrawn"]
)
def test_a_sample_is_offered_in_training_only(course, state):
    course.sample()
    Certification.objects.filter(pk=course.row.pk).update(state=state)
    assert course.seen_by(course.tom) == []


@pytest.mark.parametrize(
    ("state", "reads"),
    [("certified", True), ("paused", True), ("declined", False), ("blocked", False)],
)
def test_what_was_judged_is_read_again_by_who_became_a_reviewer(course, state, reads):
    made = course.sample()
    course.submitted(ALIKE)
    Certification.objects.filter(pk=course.row.pk).update(state=state)
    assert course.seen_by(course.tom) == ([made] if reads else [])


def test_nobody_trains_on_their_own_work_or_review(course):
    made = course.sample()
    for person in (course.mei, course.ada):
        person.certifications.all().delete()
        row = factories.trainee(person, course.project)
        assert list(samples_for(row)) == []
        with pytest.raises(NotAllowed):
            training.judge(row, made, ALIKE, by=person)
    assert not TrainingAttempt.objects.exists()


def test_a_sample_opens_no_submission(course):
    course.sample()
    course.submitted(ALIKE)
    assert not Submission.objects.visible_to(course.tom).exists()


def test_when_the_files_are_gone_so_is_the_sample(course):
    course.sample()
    submission = course.review.submission
    submission.files_removed_at = course.review.published_at
    submission.save()
    assert course.seen_by(course.tom) == []


# --- judging --------------------------------------------------------------------------------


def test_all_is_judged_before_the_key_is_read_and_then_stays(course):
    made = course.sample()
    training.judge(course.row, made, {"code": ALIKE["code"]}, by=course.tom)
    with pytest.raises(Incomplete) as refused:
        training.submit(course.row, made, by=course.tom)
    assert refused.value.field == "training"
    course.submitted(ALIKE)
    for late in (
        lambda: training.judge(course.row, made, LENIENT, by=course.tom),
        lambda: training.submit(course.row, made, by=course.tom),
    ):
        with pytest.raises(WrongState, match="You have read the key"):
            late()
    assert agreement_of(course.row).agreed == 2


def test_bad_input_is_refused_and_nothing_half_stored(course):
    made = course.sample()
    for given in ({"code": ("maybe", "")}, {"code": ("meets", "x" * 5001)}):
        with pytest.raises(Incomplete):
            training.judge(course.row, made, given, by=course.tom)
    assert not TrainingAttempt.objects.exists()


def test_a_training_is_its_trainee_s_own(course):
    made = course.sample()
    for person in (course.ada, course.lead):
        with pytest.raises(NotAllowed):
            training.judge(course.row, made, ALIKE, by=person)


def test_after_the_decision_nothing_is_judged(course):
    made = course.sample()
    certification.decide(
        course.row, by=course.lead, state=CertificationState.DECLINED, reason="No."
    )
    with pytest.raises(WrongState, match="over"):
        training.judge(course.row, made, ALIKE, by=course.tom)


def test_the_student_hears_nothing_and_the_verdict_stays(course):
    submission = course.review.submission
    course.sample()
    course.submitted(STRICT)
    submission.refresh_from_db()
    assert submission.state == State.CHANGES_REQUESTED
    assert not Event.objects.exists()
    assert not Notification.objects.exists()


# --- agreement ------------------------------------------------------------------------------


def test_agreement_counts_criteria_and_both_ways_to_be_wrong(course):
    for given in (ALIKE, LENIENT, STRICT):
        course.submitted(given, course.sample(course.reviewed()))
    begun = course.sample()
    training.judge(course.row, begun, LENIENT, by=course.tom)  # not submitted
    found = agreement_of(course.row)
    assert found == Agreement(samples=3, judged=6, agreed=4, lenient=1, strict=1)
    assert found.percent == 66


@pytest.mark.parametrize(
    ("agreement", "ready"),
    [
        (Agreement(), False),
        (Agreement(3, 30, 27), True),
        (Agreement(3, 30, 26), False),
        (Agreement(2, 20, 20), False),
    ],
)
def test_who_looks_ready_is_a_setting(settings, agreement, ready):
    settings.TRAINING_SAMPLES, settings.TRAINING_AGREEMENT_PERCENT = 3, 90
    assert agreement.looks_ready is ready
    settings.TRAINING_SAMPLES, settings.TRAINING_AGREEMENT_PERCENT = 2, 80
    assert agreement.looks_ready is (agreement.samples > 0)


def test_looking_ready_certifies_nobody(course, settings):
    settings.TRAINING_SAMPLES = 1
    course.sample()
    course.submitted(ALIKE)
    assert agreement_of(course.row).looks_ready
    course.row.refresh_from_db()
    assert course.row.state == CertificationState.TRAINING


def test_a_mended_key_counts_for_those_who_were_right(course):
    made = course.sample()
    course.submitted(LENIENT)
    assert agreement_of(course.row).lenient == 1
    right = {**KEY, "code": ("meets", "The loop is fine.")}
    samples.change(made, right, body="Mended.", by=course.lead)
    assert agreement_of(course.row) == Agreement(samples=1, judged=2, agreed=2)
    entry = AuditEntry.objects.get(kind=AuditKind.SAMPLE_CHANGED)
    assert entry.data["code"] == ["changes", "meets"]
    with pytest.raises(NotAllowed):
        samples.change(made, KEY, body="", by=course.tom)


def test_leads_see_where_trainees_contradict_a_key(course):
    made = course.sample()
    course.submitted(LENIENT)
    counted = [(one.judged, one.agreed) for one in keys_of(made)]
    assert counted == [(1, 0), (1, 1)]
    [row] = listed(SampleFilters(project=course.project.slug))
    assert (row.criteria_count, row.fails, row.judged_by) == (2, 1, 1)
    assert not listed(SampleFilters(language="ja"))


# --- when people leave ----------------------------------------------------------------------


def test_with_the_student_s_work_the_words_on_it_go(course):
    made = course.sample()
    course.submitted(ALIKE)
    erase(course.mei, by=None)
    made.refresh_from_db()
    assert (made.body, made.retired_at is not None) == ("", True)
    assert {one.body for one in SampleKey.objects.all()} == {""}
    attempt = course.row.attempts.get()
    assert {one.body for one in attempt.judgements.all()} == {""}
    assert agreement_of(course.row).agreed == 2  # numbers stay


def test_a_trainee_takes_along_their_judgements_and_then_leaves(course):
    course.sample()
    course.submitted(ALIKE)
    [told] = trainings_of(course.tom)
    assert told["criteria"][0] == {
        "criterion": "Code",
        "judgement": Judgement.CHANGES,
        "body": "Slow.",
    }
    assert "It loops." not in str(told)
    [made] = samples_made_by(course.lead)
    assert made["key"][0]["body"] == "It loops."
    erase(course.tom, by=None)
    assert not TrainingAttempt.objects.exists()
    erase(course.lead, by=None)
    assert TrainingSample.objects.exists()
