"""Which pass a certificate tells, which certificate it is, and which are found in a cohort's list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.enums import EnrolmentState, State
from projects.errors import WrongState
from projects.models import Certificate, CohortProject, Enrolment, Submission
from projects.operations import certificates
from projects.queries.certificates import (
    REVOKED,
    Standing,
    certificate_of,
    certificates_in,
    everything_met,
    standing_of,
    standings_of,
    takes_elsewhere,
    titles_of,
)
from tests import factories

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def project():
    return factories.project()


def passed(student, project, cohort, days_ago=1, **fields):
    at = timezone.now() - days_ago * DAY
    fields = {"state": State.APPROVED, "decided_at": at, **fields}
    return factories.submission(project, student, cohort, **fields)


def taken(cohort, project, name="", **fields):
    student = factories.student(cohort, name)
    passed(student, project, cohort)
    return certificates.take(cohort, by=student, **fields)


@pytest.mark.parametrize(("here", "elsewhere"), [(1, 9), (9, 1)])
def test_a_pass_of_this_cohort_is_told_before_one_of_another_whichever_is_newer(
    cohort, project, here, elsewhere
):
    student, other = factories.student(cohort), factories.cohort()
    passed(student, project, other, days_ago=elsewhere)
    mine = passed(student, project, cohort, days_ago=here)
    [met] = everything_met(cohort, student)
    assert (met.submission, met.at, met.elsewhere) == (mine.pk, mine.decided_at, "")


def test_of_two_passes_of_other_cohorts_the_last_is_told_with_its_cohort(
    cohort, project
):
    student = factories.student(cohort)
    for days_ago in (1, 9):
        passed(student, project, factories.cohort(), days_ago=days_ago)
    [met] = everything_met(cohort, student)
    last = Submission.objects.order_by("-decided_at").first()
    assert (met.submission, met.elsewhere) == (last.pk, last.cohort.title)


@pytest.mark.parametrize("state", [one for one in State if one != State.APPROVED])
def test_nothing_but_an_approval_meets_a_project(cohort, project, state):
    student = factories.student(cohort)
    factories.submission(project, student, cohort, state)
    assert everything_met(cohort, student) is None


def test_the_certificate_is_of_the_day_of_the_last_pass_whatever_its_place(cohort):
    student = factories.student(cohort)
    order = [factories.project() for _ in range(3)]
    works = [
        passed(student, one, cohort, days_ago)
        for one, days_ago in zip(order, (5, 1, 9), strict=True)
    ]
    made = certificates.take(cohort, by=student)
    assert made.met_at == works[1].decided_at
    assert [one["submission"] for one in made.projects] == [one.pk for one in works]


@pytest.mark.parametrize("chosen", [False, True])
def test_it_is_shown_to_others_only_where_its_student_chose_so(cohort, project, chosen):
    made = taken(cohort, project, is_public=chosen, has_badge=not chosen)
    made.refresh_from_db()
    assert (made.is_public, made.has_badge) == (chosen, not chosen)
    quiet = taken(cohort, project)
    assert (quiet.is_public, quiet.has_badge) == (False, False)


def test_one_that_covers_more_is_taken_for_this_cohort_and_one_that_covers_less_is_not(
    cohort,
):
    small, large = factories.cohort(), factories.cohort()
    one, two = factories.project(), factories.project()
    for place, projects in ((small, [one]), (large, [one, two])):
        for order, each in enumerate(projects, 1):
            CohortProject.objects.create(cohort=place, project=each, order=order)
    student = factories.student(small)
    Enrolment.objects.create(cohort=large, student=student)
    passed(student, one, small)
    first = certificates.take(small, by=student)
    assert certificate_of(large, student) is None
    passed(student, two, large)
    both = certificates.take(large, by=student)
    assert both != first
    assert certificate_of(small, student) == first, "its own comes first"
    first.delete()
    assert certificate_of(small, student) == both
    assert certificates.take(small, by=student) == both
    assert certificate_of(factories.cohort(), factories.student(large)) is None


@pytest.mark.parametrize("state", EnrolmentState)
def test_only_who_went_on_in_another_cohort_takes_the_certificate_there(
    cohort, project, state
):
    student = factories.student(cohort)
    passed(student, project, cohort)
    Enrolment.objects.update(state=state)
    left = state == EnrolmentState.TRANSFERRED
    assert takes_elsewhere(cohort, student) is left
    assert not takes_elsewhere(factories.cohort(), student)
    if not left:
        assert certificates.take(cohort, by=student)
        return
    with pytest.raises(WrongState, match="went on in another cohort"):
        certificates.take(cohort, by=student)


def test_standings_of_many_are_each_their_own_students(cohort, project):
    valid, suspended, revoked = (taken(cohort, project) for _ in range(3))
    own = Submission.objects.filter(student=suspended.student)
    own.update(state=State.CHANGES_REQUESTED)
    certificates.revoke(revoked, by=factories.admin(), reason="Another's work.")
    rows = list(Certificate.objects.all())
    assert standings_of(rows) == {
        valid.pk: Standing.VALID,
        suspended.pk: Standing.SUSPENDED,
        revoked.pk: Standing.REVOKED,
    }
    assert standings_of([]) == {}


def test_a_certificate_holds_while_each_of_its_projects_does(cohort):
    student = factories.student(cohort)
    works = [passed(student, factories.project(), cohort) for _ in range(2)]
    made = certificates.take(cohort, by=student)
    for work in works:
        rows = Submission.objects.filter(pk=work.pk)
        rows.update(state=State.IN_REVIEW, claim_expires_at=timezone.now() + DAY)
        assert standing_of(made) is Standing.SUSPENDED
        rows.update(state=State.APPROVED)
    assert standing_of(made) is Standing.VALID


def test_projects_are_told_as_they_were_called_then_or_by_their_slug(cohort, project):
    made = taken(cohort, project)
    before = project.title
    project.title_text = {"en": "Another title"}
    project.save()
    assert titles_of(made) == [before]
    made.projects[0]["title"] = {}
    assert titles_of(made) == [project.slug]


def test_the_list_is_by_name_and_finds_by_name_then_and_now_and_by_address(
    cohort, project
):
    zoe, ada = (taken(cohort, project, name) for name in ("Zoe", "Ada"))
    taken(factories.cohort(), project, "Ada of another cohort")
    zoe.student.name = "Zoe Byron"
    zoe.student.save()
    assert list(certificates_in(cohort)) == [ada, zoe]
    for words, found in {
        "zoe": [zoe],
        "byron": [zoe],
        f" {ada.student.email.upper()} ": [ada],
        "nobody": [],
    }.items():
        assert list(certificates_in(cohort, words)) == found, words
    ada.student.is_active = False
    ada.student.save()
    assert list(certificates_in(cohort)) == [zoe]


def test_the_list_tells_the_revoked_from_the_others(cohort, project):
    kept, revoked = taken(cohort, project), taken(cohort, project)
    certificates.revoke(revoked, by=factories.admin(), reason="Another's work.")
    assert list(certificates_in(cohort, state=REVOKED)) == [revoked]
    assert list(certificates_in(cohort, state="valid")) == [kept]
    assert set(certificates_in(cohort)) == {kept, revoked}
