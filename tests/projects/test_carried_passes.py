"""A pass of another cohort counts once, everywhere, and is shown as such."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import State
from projects.errors import WrongState
from projects.models import Certificate, CohortLead, CohortProject
from projects.operations import certificates, participation
from projects.queries import cohorts as reads
from projects.queries import students
from projects.queries.certificates import certificate_of, everything_met
from projects.queries.dashboard import path_of
from projects.queries.help.standing import learners_of
from projects.queries.overview import overview_of
from tests import factories

pytestmark = pytest.mark.django_db
WHY = "They asked for it."


@pytest.fixture
def old():
    return factories.cohort(title="January")


@pytest.fixture
def new():
    return factories.cohort(title="March")


@pytest.fixture
def projects():
    return [factories.project(), factories.project()]


@pytest.fixture
def student(old, new):
    made = factories.student(old, "Ada Byron")
    new.enrolments.create(student=made)
    return made


def passes(student, cohort, *projects):
    return [
        factories.submission(one, by=student, in_=cohort, state=State.APPROVED)
        for one in projects
    ]


def places(cohort):
    (standing,) = overview_of(cohort).standings
    return standing.places


def client_of(person):
    made = Client()
    made.force_login(person)
    return made


def page(person, name, *arguments, **query):
    address = reverse(f"projects:{name}", args=arguments)
    return client_of(person).get(address, query).content.decode()


# --- the student ---------------------------------------------------------------------------


def test_the_students_path_names_the_cohort_of_the_pass(student, old, new, projects):
    passes(student, old, projects[0])
    first, second = path_of(student, new)
    assert (first.is_done, first.met_in) == (True, "January")
    assert (second.is_done, second.met_in) == (False, "")
    assert [one.met_in for one in path_of(student, old)] == ["", ""]


def test_a_pass_of_this_cohort_is_its_own(student, old, new, projects):
    passes(student, old, projects[0])
    passes(student, new, projects[0])
    assert path_of(student, new)[0].met_in == ""
    assert (places(new)[0].state, places(new)[0].attempts) == (State.APPROVED, 1)


def test_home_syllabus_and_project_say_where_it_was_met(student, old, new, projects):
    passes(student, old, projects[0])
    new.weeks.create(number=1, topic_text={"en": "Neurons"})
    CohortProject.objects.create(
        cohort=new, project=projects[0], order=1, due_at=timezone.now()
    )
    for name, arguments in (
        ("home", []),
        ("syllabus", []),
        ("project", [projects[0].slug]),
    ):
        assert "Met in January" in page(student, name, *arguments, cohort=new.slug)
        assert "Met in" not in page(student, name, *arguments, cohort=old.slug)


# --- those who lead ------------------------------------------------------------------------


def test_the_board_counts_it_and_nobody_is_late(student, old, new, projects):
    CohortProject.objects.create(
        cohort=new,
        project=projects[0],
        order=1,
        due_at=timezone.now() - timedelta(days=3),
    )
    assert places(new)[0].is_late
    passes(student, old, projects[0])
    (place,) = places(new)
    assert (place.state, place.is_late) == (State.APPROVED, False)
    assert (place.attempts, overview_of(new).standings[0].approved) == (0, 1)
    assert overview_of(new).counts == {State.APPROVED: 1}


def test_what_was_sent_back_here_is_met_by_the_other_pass(student, old, new, projects):
    factories.submission(projects[0], student, new, State.CHANGES_REQUESTED)
    passes(student, old, projects[0])
    place = places(new)[0]
    assert (place.state, place.attempts, place.sent_back) == (State.APPROVED, 1, 1)
    assert not place.is_stuck


def test_the_passes_of_others_carry_nothing(student, old, new, projects):
    passes(factories.student(old), old, projects[0])
    assert places(new)[0].state == ""


def test_a_cell_tells_the_cohort_and_links_for_who_may_open_it(
    student, old, new, projects
):
    (passed, _other) = passes(student, old, *projects)
    overview = overview_of(new)
    (row,) = reads.board(new, overview, overview.standings)
    assert [one.carried.cohort for one in row.cells] == ["January", "January"]
    link = reverse("projects:submission", args=[passed.uid])
    half = factories.lead(leads_all_cohorts=False)
    CohortLead.objects.create(cohort=new, lead=half)
    for lead, is_open in ((factories.lead(), True), (half, False)):
        text = page(lead, "board", new.slug)
        assert "Met in January" in text
        assert (link in text) is is_open
        enrolment = new.enrolments.get()
        text = page(lead, "cohort_student", new.slug, enrolment.pk)
        assert "Met in January" in text
        assert "2 of 2 projects" in text
        assert (link in text) is is_open


def test_the_board_takes_as_many_queries_with_carried_passes(
    student, old, new, projects, django_assert_num_queries
):
    def queries():
        overview = overview_of(new)
        reads.board(new, overview, overview.standings)

    with CaptureQueriesContext(connection) as before:
        queries()
    passes(student, old, *projects)
    for _number in range(3):
        other = factories.student(old)
        new.enrolments.create(student=other)
        passes(other, old, projects[0])
    with django_assert_num_queries(len(before)):
        queries()


def test_a_students_page_says_late_of_nothing_that_was_met(student, old, new, projects):
    CohortProject.objects.create(
        cohort=new,
        project=projects[0],
        order=1,
        due_at=timezone.now() - timedelta(days=3),
    )
    enrolment, lead = new.enrolments.get(), factories.lead()
    (before,) = students.projects_of(enrolment, lead)
    assert (before.is_late, before.is_met) == (True, False)
    (passed,) = passes(student, old, projects[0])
    (after,) = students.projects_of(enrolment, lead)
    assert (after.is_late, after.is_met, after.met_in) == (False, True, passed)


def test_nobody_needs_help_with_what_they_have_met(student, old, new, projects):
    passes(student, old, projects[0])
    (learner,) = learners_of(new, timezone.now())
    assert [one.project for one in learner.standings] == [projects[1].pk]


# --- one certificate for the same passes ---------------------------------------------------


def test_a_certificate_says_where_each_project_was_met(student, old, new, projects):
    passes(student, old, projects[0])
    passes(student, new, projects[1])
    assert [one.elsewhere for one in everything_met(new, student)] == ["January", ""]
    assert "met in January" in page(student, "certificate_take", new.slug)


def test_who_went_on_in_another_cohort_takes_the_certificate_of_that_one(
    student, old, new, projects
):
    passes(student, old, *projects)
    participation.transfer(
        old.enrolments.get(), to=new, by=factories.lead(), reason=WHY
    )
    with pytest.raises(WrongState, match="went on in another cohort"):
        certificates.take(old, by=student)
    take = reverse("projects:certificate_take", args=[old.slug])
    assert client_of(student).get(take).status_code == 404
    assert take not in page(student, "home", cohort=old.slug)
    made = certificates.take(new, by=student)
    assert made.cohort == new
    assert certificate_of(old, student) == made
    assert Certificate.objects.count() == 1


def test_who_has_the_old_one_takes_no_second_for_the_same_projects(
    student, old, new, projects
):
    passes(student, old, *projects)
    first = certificates.take(old, by=student)
    participation.transfer(
        old.enrolments.get(), to=new, by=factories.lead(), reason=WHY
    )
    assert certificates.take(new, by=student) == first
    take = reverse("projects:certificate_take", args=[new.slug])
    there = client_of(student).get(take)
    assert there["Location"] == reverse("projects:certificate", args=[first.uid])
    old_take = reverse("projects:certificate_take", args=[old.slug])
    assert old_take in page(student, "home", cohort=old.slug)


def test_a_revoked_one_is_not_got_around_by_a_transfer(student, old, new, projects):
    passes(student, old, *projects)
    first = certificates.take(old, by=student)
    certificates.revoke(first, by=factories.admin(), reason="Another's work.")
    assert certificates.take(new, by=student) == first


def test_a_cohort_with_one_more_project_has_a_certificate_of_its_own(
    student, old, new, projects
):
    CohortProject.objects.create(cohort=old, project=projects[0], order=1)
    passes(student, old, projects[0])
    first = certificates.take(old, by=student)
    assert certificate_of(new, student) is None
    passes(student, new, projects[1])
    second = certificates.take(new, by=student)
    assert second != first
    assert second.cohort == new
