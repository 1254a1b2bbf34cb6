"""Certificates: who may take one, what it keeps, when it does not hold."""

import pytest

from projects.enums import AuditKind, State
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, Certificate, Submission
from projects.operations import certificates
from projects.operations.erasure import erase
from projects.queries.certificates import Standing, everything_met, standing_of
from projects.queries.personal import account_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def cohort():
    return factories.cohort()


@pytest.fixture
def student(cohort):
    return factories.student(cohort, "山田 花子")


@pytest.fixture
def projects():
    return [factories.project(), factories.project()]


@pytest.fixture
def passed(cohort, student, projects):
    return [
        factories.submission(one, by=student, in_=cohort, state=State.APPROVED)
        for one in projects
    ]


@pytest.fixture
def certificate(cohort, student, passed):
    return certificates.take(cohort, by=student)


def test_one_project_short_there_is_none(cohort, student, projects):
    factories.submission(projects[0], by=student, in_=cohort, state=State.APPROVED)
    factories.submission(projects[1], by=student, in_=cohort, state=State.RETURNED)
    assert everything_met(cohort, student) is None
    with pytest.raises(WrongState):
        certificates.take(cohort, by=student)


def test_a_cohort_without_projects_gives_none(cohort, student):
    assert everything_met(cohort, student) is None


def test_it_keeps_the_name_and_the_day_of_the_last_pass(certificate, student, passed):
    assert certificate.met_at == max(one.decided_at for one in passed)
    assert [one["submission"] for one in certificate.projects] == [
        one.pk for one in passed
    ]
    student.name = "Somebody Else"
    student.save()
    certificate.refresh_from_db()
    assert certificate.name == "山田 花子"
    assert not certificate.is_public


def test_taken_twice_it_is_one(certificate, cohort, student):
    assert certificates.take(cohort, by=student) == certificate


def test_a_pass_that_is_taken_back_suspends_it_until_it_is_given_again(
    certificate, passed
):
    assert standing_of(certificate) is Standing.VALID
    work = Submission.objects.filter(pk=passed[0].pk)
    work.update(state=State.CHANGES_REQUESTED)
    assert standing_of(certificate) is Standing.SUSPENDED
    work.update(state=State.APPROVED)
    assert standing_of(certificate) is Standing.VALID


def test_only_its_student_chooses(certificate, student):
    certificates.choose(certificate, by=student, is_public=True, has_badge=True)
    certificate.refresh_from_db()
    assert (certificate.is_public, certificate.has_badge) == (True, True)
    with pytest.raises(NotAllowed):
        certificates.choose(
            certificate, by=factories.admin(), is_public=False, has_badge=False
        )


def test_an_admin_revokes_it_with_a_reason_and_gives_it_back(certificate):
    admin = factories.admin()
    with pytest.raises(NotAllowed):
        certificates.revoke(certificate, by=factories.lead(), reason="No.")
    with pytest.raises(Incomplete):
        certificates.revoke(certificate, by=admin, reason="  ")
    certificates.revoke(certificate, by=admin, reason="Another's work.")
    certificate.refresh_from_db()
    assert standing_of(certificate) is Standing.REVOKED
    with pytest.raises(WrongState):
        certificates.revoke(certificate, by=admin, reason="Again.")
    certificates.restore(certificate, by=admin, reason="It was theirs.")
    certificate.refresh_from_db()
    assert standing_of(certificate) is Standing.VALID
    with pytest.raises(WrongState):
        certificates.restore(certificate, by=admin, reason="Again.")
    told = AuditEntry.objects.order_by("pk").values_list("kind", "reason")
    assert list(told) == [
        (AuditKind.CERTIFICATE_REVOKED, "Another's work."),
        (AuditKind.CERTIFICATE_RESTORED, "It was theirs."),
    ]


def test_it_is_in_the_export_and_goes_with_the_person(certificate, student):
    [told] = account_of(student)["certificates"]
    assert told["name"] == "山田 花子"
    assert len(told["projects"]) == 2
    erase(student, by=student)
    assert not Certificate.objects.exists()
