"""The panel on a submission's page: for leads and admins, and for nobody else."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from projects.enums import RunState, State, StepState
from projects.models import CheckResult, Run, Step
from protocol.steps import StepKind
from tests import factories

pytestmark = pytest.mark.django_db

EVIDENCE = "max |d| = 0.25 over 8 networks"
INCIDENT = "bwrap: no such device"


def subject_in(state):
    subject = factories.submission(state=state)
    run = Run.objects.create(submission=subject, number=1, state=RunState.ERRORED)
    step = Step.objects.create(
        run=run, kind=StepKind.EXAMINE, state=StepState.ERRORED, incident=INCIDENT
    )
    CheckResult.objects.create(
        step=step, order=1, check_slug="code.check", outcome="failed", evidence=EVIDENCE
    )
    return subject


def shown_to(user, subject, rf):
    request = rf.get("/")
    request.user = user
    return render_to_string(
        "review/staff_panel.html", {"submission": subject}, request=request
    )


def offers(text, subject):
    verbs = ("rerun", "release", "reopen")
    urls = {verb: reverse(f"projects:{verb}", args=[subject.uid]) for verb in verbs}
    return [verb for verb in verbs if urls[verb] in text]


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        (State.CHECKING, ["rerun"]),
        (State.AWAITING_REVIEW, ["rerun"]),
        (State.IN_REVIEW, ["rerun", "release"]),
        (State.APPROVED, ["reopen"]),
        (State.RETURNED, []),
    ],
)
@pytest.mark.parametrize("who", [factories.lead, factories.admin])
def test_staff_see_evidence_and_faults_and_what_they_may_do(rf, who, state, verbs):
    subject = subject_in(state)
    text = shown_to(who(), subject, rf)
    assert EVIDENCE in text
    assert INCIDENT in text
    assert offers(text, subject) == verbs


def test_a_hint_that_names_a_cell_is_a_link_to_it(rf):
    subject = subject_in(State.RETURNED)
    CheckResult.objects.update(hint_text={"en": "Look at cell 2."})
    text = shown_to(factories.lead(), subject, rf)
    notebook = reverse("projects:notebook", args=[subject.uid, subject.notebook_name])
    assert f'href="{notebook}' in text


def test_students_and_reviewers_see_nothing_of_it(rf):
    subject = subject_in(State.AWAITING_REVIEW)
    for user in (subject.student, factories.reviewer(subject.project)):
        assert shown_to(user, subject, rf).strip() == ""


def test_a_lead_sees_no_evidence_about_their_own_work(rf):
    subject = subject_in(State.RETURNED)
    subject.student.is_lead = True
    assert shown_to(subject.student, subject, rf).strip() == ""


def test_the_places_that_a_hint_names_are_links_into_the_notebook(rf):
    subject = subject_in(State.APPROVED)
    CheckResult.objects.update(hint_text={"en": "cell 14, line 3: `a = 1`"})
    text = shown_to(factories.lead(), subject, rf)
    notebook = reverse("projects:notebook", args=[subject.uid, subject.notebook_name])
    assert f'{notebook}?cell=14#cell-14-line-3"' in text
