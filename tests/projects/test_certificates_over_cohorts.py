"""A certificate of somebody who was in two cohorts, and one whose passes come and go."""

import pytest

from projects import text_limits
from projects.enums import AuditKind, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, Certificate, CohortProject, Enrolment
from projects.operations import certificates, participation
from projects.queries.certificates import Standing, everything_met, standing_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def projects():
    return [factories.project(), factories.project()]


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def student(cohort):
    return factories.student(cohort)


def passes(student, cohort, *projects):
    return [
        factories.submission(one, by=student, in_=cohort, state=State.APPROVED)
        for one in projects
    ]


def test_a_pass_of_an_earlier_cohort_counts_after_a_transfer(projects, cohort, student):
    [first] = passes(student, cohort, projects[0])
    to = factories.cohort()
    place = Enrolment.objects.get(student=student)
    participation.transfer(place, to=to, by=factories.lead(), reason="Asked for.")
    assert everything_met(to, student) is None
    [second] = passes(student, to, projects[1])
    made = certificates.take(to, by=student)
    assert made.cohort == to
    assert [one["submission"] for one in made.projects] == [first.pk, second.pk]
    assert (made.met_at, standing_of(made)) == (second.decided_at, Standing.VALID)


def test_the_passes_of_others_count_for_nobody(projects, cohort, student):
    passes(factories.student(cohort), cohort, *projects)
    passes(student, cohort, projects[0])
    with pytest.raises(WrongState):
        certificates.take(cohort, by=student)
    assert not Certificate.objects.exists()


def test_it_tells_the_cohorts_projects_in_its_order_and_no_others(
    projects, cohort, student
):
    other = factories.project()
    for order, one in enumerate(reversed(projects)):
        CohortProject.objects.create(cohort=cohort, project=one, order=order)
    passes(student, cohort, *projects, other)
    told = certificates.take(cohort, by=student).projects
    assert [one["slug"] for one in told] == [projects[1].slug, projects[0].slug]


def test_a_project_that_the_cohort_takes_up_later_takes_no_certificate_away(
    projects, cohort, student
):
    passes(student, cohort, *projects)
    made = certificates.take(cohort, by=student)
    factories.project()
    assert everything_met(cohort, student) is None
    assert standing_of(made) is Standing.VALID


def test_a_later_attempt_gives_back_what_a_reopening_took(projects, cohort, student):
    first, _second = passes(student, cohort, *projects)
    made = certificates.take(cohort, by=student)
    first.state = State.CHANGES_REQUESTED
    first.save()
    assert standing_of(made) is Standing.SUSPENDED
    passes(factories.student(cohort), cohort, projects[0])
    assert standing_of(made) is Standing.SUSPENDED
    passes(student, cohort, projects[0])
    assert standing_of(made) is Standing.VALID


def test_what_is_revoked_stays_so_whatever_is_passed(projects, cohort, student):
    passes(student, cohort, *projects)
    made = certificates.take(cohort, by=student)
    certificates.revoke(made, by=factories.admin(), reason="Another's work.")
    made.refresh_from_db()
    passes(student, cohort, projects[0])
    again = certificates.take(cohort, by=student, is_public=True)
    assert again == made
    assert not again.is_public
    assert standing_of(again) is Standing.REVOKED


@pytest.fixture
def certificate(cohort, student):
    passes(student, cohort, factories.project())
    return certificates.take(cohort, by=student)


def test_what_is_decided_is_in_the_audit_with_who_about_whom_and_why(
    certificate, student
):
    admin = factories.admin()
    certificates.revoke(certificate, by=admin, reason="  Another's work. ")
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor) == (AuditKind.CERTIFICATE_REVOKED, admin)
    assert (entry.person, entry.cohort) == (student, certificate.cohort)
    assert entry.reason == "Another's work."
    assert entry.data == {"certificate": str(certificate.uid)}


@pytest.mark.parametrize("reason", ["", " \n", "a" * (text_limits.CERTIFYING + 1)])
@pytest.mark.parametrize("act", [certificates.revoke, certificates.restore])
def test_a_refused_reason_stands_beside_its_field_and_changes_nothing(
    certificate, act, reason
):
    with pytest.raises(Incomplete) as refused:
        act(certificate, by=factories.admin(), reason=reason)
    assert refused.value.field == "reason"
    certificate.refresh_from_db()
    assert (certificate.revoked_at, certificate.revoked_reason) == (None, "")
    assert not AuditEntry.objects.exists()


def test_neither_lead_nor_student_gives_back_what_an_admin_revoked(
    certificate, student
):
    certificates.revoke(certificate, by=factories.admin(), reason="Another's work.")
    for person in (factories.lead(), student, factories.user()):
        with pytest.raises(NotAllowed):
            certificates.restore(certificate, by=person, reason="Mine.")
    certificate.refresh_from_db()
    assert certificate.revoked_reason == "Another's work."
    assert AuditEntry.objects.count() == 1
