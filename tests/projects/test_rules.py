"""WHO, beside the workflow's table: each predicate against a row that was written by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from projects import rules
from projects.enums import CertificationState, InvitedRole, State
from projects.models import CohortLead, Remark
from tests import factories

pytestmark = pytest.mark.django_db

PEOPLE = ("nobody", "student", "reviewer", "here", "elsewhere", "lead", "admin")
"""`here` and `elsewhere` are leads of one cohort each, `lead` of all of them."""


@pytest.fixture
def project():
    return factories.project()


@pytest.fixture
def cohort():
    return factories.cohort()


def lead_of(*cohorts):
    person = factories.lead(leads_all_cohorts=False)
    for one in cohorts:
        CohortLead.objects.create(cohort=one, lead=person)
    return person


@pytest.fixture
def people(project, cohort):
    return {
        "nobody": None,
        "student": factories.student(cohort),
        "reviewer": factories.reviewer(project),
        "here": lead_of(cohort),
        "elsewhere": lead_of(factories.cohort()),
        "lead": factories.lead(),
        "admin": factories.admin(),
    }


def those(people, holds):
    return {name for name in PEOPLE if holds(people[name])}


def test_what_belongs_to_no_cohort_is_for_leads_of_all_and_admins(people):
    assert those(people, rules.is_lead) == {"here", "elsewhere", "lead", "admin"}
    assert those(people, rules.leads_site) == {"lead", "admin"}
    assert those(people, rules.may_share_templates) == {"lead", "admin"}
    assert those(people, rules.may_change_site) == {"admin"}
    assert those(people, rules.may_make_cohorts) == {"admin"}


def test_leads_are_invited_by_admins_and_reviewers_by_who_certifies_them(people):
    def may_invite(role):
        return those(people, lambda one: rules.may_invite_to(one, role))

    assert may_invite(InvitedRole.LEAD) == {"admin"}
    assert may_invite(InvitedRole.REVIEWER) == {"lead", "admin"}


def test_a_cohort_is_led_by_its_leads_whether_asked_for_by_row_or_key(people, cohort):
    expected = {"here", "lead", "admin"}
    assert those(people, lambda one: rules.leads_cohort(one, cohort)) == expected
    assert those(people, lambda one: rules.leads_cohort(one, cohort.pk)) == expected


def test_who_leads_no_more_leads_nothing_though_the_row_was_left(people, cohort):
    person = people["here"]
    person.is_lead = False
    assert not rules.leads_cohort(person, cohort)
    assert not rules.is_lead(person)


def test_work_is_led_where_it_was_handed_in(people, project, cohort):
    work = factories.submission(project, people["student"], cohort)
    assert those(people, lambda one: rules.leads_work(one, work)) == {
        *("here", "lead", "admin")
    }
    own = factories.submission(project, people["lead"], cohort)
    assert those(people, lambda one: rules.is_other_lead(one, own)) == {
        *("here", "admin")
    }


@pytest.mark.parametrize("blind", [False, True])
def test_names_are_hidden_between_reviewer_and_student_in_a_blind_cohort_only(
    people, project, blind
):
    cohort = factories.cohort(blind=blind)
    student = factories.student(cohort)
    work = factories.submission(project, student, cohort, State.AWAITING_REVIEW)
    known = those(people, lambda one: rules.knows_student(one, work))
    assert known == ({"lead", "admin"} if blind else set(PEOPLE))
    assert rules.knows_student(student, work), "it is their own"
    assert rules.knows_reviewers(student, work) is not blind
    assert those(people, lambda one: rules.knows_reviewers(one, work)) == set(PEOPLE)


def test_a_review_is_audited_by_a_lead_of_the_cohort_who_has_no_part_in_it(
    people, project, cohort
):
    work = factories.submission(project, people["student"], cohort, State.APPROVED)
    review = work.reviews.get()
    audits = those(people, lambda one: rules.may_audit(one, review))
    assert audits == {"here", "lead", "admin"}
    assert not rules.may_audit(lead_of(factories.cohort()), review)


@pytest.mark.parametrize("part", ["student", "reviewer"])
def test_whoever_led_and_took_part_audits_nothing_of_it(project, cohort, part):
    lead = factories.lead()
    factories.certify(lead, project)
    work = factories.submission(
        project,
        lead if part == "student" else factories.student(cohort),
        cohort,
        State.APPROVED,
        reviewed_by=lead if part == "reviewer" else None,
    )
    assert not rules.may_audit(lead, work.reviews.get())


def test_a_remark_is_its_owners_and_a_projects_remark_every_reviewers_to_use(
    people, project
):
    def able(rule, remark):
        return those(people, lambda one: rule(one, remark))

    own = Remark.objects.create(owner=people["reviewer"], language="en", body="Hm.")
    ours = Remark.objects.create(project=project, language="en", body="Hm.")
    assert able(rules.may_change_remark, own) == {"reviewer"}
    assert able(rules.may_use_remark, own) == {"reviewer"}
    assert able(rules.may_change_remark, ours) == {"lead", "admin"}
    leads = {"here", "elsewhere", "lead", "admin"}
    assert able(rules.may_use_remark, ours) == {"reviewer", *leads}
    theirs = Remark.objects.create(
        project=factories.project(), language="en", body="Hm."
    )
    assert able(rules.may_use_remark, theirs) == leads


@pytest.mark.parametrize(
    "state", [one for one in CertificationState if one != CertificationState.CERTIFIED]
)
def test_a_certification_that_does_not_stand_makes_no_reviewer(project, state):
    person = factories.user()
    factories.certify(person, project, state=state)
    ours = Remark.objects.create(project=project, language="en", body="Hm.")
    assert not rules.is_reviewer(person)
    assert not rules.is_review_staff(person)
    assert not rules.may_use_remark(person, ours)
    assert not rules.may_apply(person, project)


def test_who_once_reviewed_keeps_what_they_wrote_if_the_address_is_theirs(project):
    once = factories.user()
    assert not rules.is_review_staff(once)
    work = factories.submission(project, state=State.APPROVED, reviewed_by=once)
    assert rules.is_review_staff(once)
    assert not rules.is_reviewer(once)
    once.email_verified_at = None
    assert not rules.is_review_staff(once)
    assert not rules.is_review_staff(work.student)
    assert not rules.is_review_staff(None)
    assert rules.is_review_staff(factories.lead())


def test_who_may_apply_has_met_this_project_or_reviews_or_leads(project, cohort):
    student = factories.student(cohort)
    factories.submission(factories.project(), student, cohort, State.APPROVED)
    factories.submission(project, student, cohort, State.CHANGES_REQUESTED)
    assert not rules.may_apply(student, project), "another one was met, not this one"
    factories.submission(project, student, factories.cohort(), State.APPROVED)
    assert rules.may_apply(student, project), "in whatever cohort"
    assert rules.may_apply(factories.reviewer(factories.project()), project)
    assert rules.may_apply(lead_of(cohort), project)


@pytest.mark.parametrize(
    ("by", "person", "may"),
    [
        ("shell", "superuser", True),
        ("superuser", "superuser", True),
        ("superuser", "other superuser", True),
        ("admin", "superuser", False),
        ("admin", "lead", True),
        ("admin", "student", True),
        ("superuser", "admin", True),
        ("lead", "student", False),
        ("student", "student", True),
        ("student", "lead", False),
    ],
)
def test_an_account_is_erased_by_its_person_or_an_admin_and_a_superuser_by_one(
    by, person, may
):
    made = {
        "shell": None,
        "superuser": factories.admin(),
        "other superuser": factories.admin(),
        "admin": factories.user(is_staff=True),
        "lead": factories.lead(),
        "student": factories.user(),
    }
    assert rules.may_erase(made[by], made[person]) is may


def test_the_certification_has_to_be_of_the_project_and_in_the_language(project):
    person = factories.user()
    factories.certify(person, project, "en")
    work = factories.submission(project, language="en")
    assert rules.may_claim(person, work)
    assert not rules.may_claim(person, factories.submission(project, language="ja"))
    assert not rules.may_claim(person, factories.submission(language="en"))
    person.email_verified_at = None
    assert not rules.may_claim(person, work)
    assert not rules.may_claim(None, work)


def test_only_a_review_that_was_published_and_is_disputed_bars_its_writer(world):
    work = world.submission(State.CHANGES_REQUESTED)
    assert not rules.has_disputed_review(world.assigned, work)
    world.with_disputed_review(work)
    assert rules.has_disputed_review(world.disputed, work)
    assert not rules.has_disputed_review(world.assigned, work)
    assert not rules.has_disputed_review(None, work)
    work.reviews.filter(reviewer=world.disputed).update(published_at=None)
    assert not rules.has_disputed_review(world.disputed, work)


@pytest.mark.parametrize("is_last", [False, True])
def test_only_a_dispute_of_the_last_review_that_was_published_is_under_way(
    world, is_last
):
    work = world.submission(State.CHANGES_REQUESTED)
    world.with_disputed_review(work)
    days_ago = timezone.now() - timedelta(days=1)
    other = work.reviews.filter(reviewer=world.disputed)
    if is_last:
        other = work.reviews.exclude(reviewer=world.disputed)
    other.update(published_at=days_ago)
    assert work.is_under_dispute() is is_last
    work.reviews.create(reviewer=world.lead)  # a draft changes nothing
    assert work.is_under_dispute() is is_last


def test_a_lead_takes_over_neither_what_they_hold_nor_what_they_are_disputed_on(world):
    held = world.submission(State.IN_REVIEW)
    assert rules.may_take_over(world.lead, held)
    held.reviewer = world.lead
    assert not rules.may_take_over(world.lead, held)
    assert rules.may_take_over(world.admin, held)
    world.disputed.is_lead = True
    assert rules.may_take_over(world.disputed, held)
    world.with_disputed_review(held)
    assert not rules.may_take_over(world.disputed, held)
