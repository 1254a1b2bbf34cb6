"""Where a run ran is shown to its student and reviewer; its seed to staff alone."""

import pytest
from django.test import Client
from django.urls import reverse

from projects.enums import RunState, RunVerdict, State, StepState
from projects.models import Run, Step
from projects.web.parts.environment import environments_of
from protocol.steps import StepKind
from tests import factories

pytestmark = pytest.mark.django_db

SEED = 1_618_033_988
RAN = {
    "name": "tf2",
    "python": "3.11.7",
    "main": ["tensorflow_cpu==2.21.0", "keras==3.15.1"],
    "packages": ["absl-py==2.5.1", "keras==3.15.1", "tensorflow_cpu==2.21.0"],
    "digest": "0123456789abcdef" * 4,
    "device": "cpu",
    "sandbox": {
        "isolation": "bubblewrap 0.8.0",
        "network": "none",
        "user": 65534,
        "capabilities": "none",
        "system_calls": "filtered",
        "writable": "/scratch, 128 MB",
    },
    "sandboxes": 1,
    "peak_memory_mb": 1843.2,
    "cpu_s": 75.5,
    "seed": SEED,
}


@pytest.fixture
def subject():
    made = factories.submission(state=State.IN_REVIEW)
    run = Run.objects.create(
        submission=made,
        number=1,
        state=RunState.FINISHED,
        verdict=RunVerdict.PASSED,
    )
    Step.objects.create(
        run=run, kind=StepKind.EXAMINE, state=StepState.PASSED, environment=RAN
    )
    made.reviewer = factories.reviewer(made.project, "Grace")
    made.save()
    return made


def shown_to(user, subject, name="submission"):
    client = Client()
    client.force_login(user)
    address = reverse(f"projects:{name}", args=[subject.uid])
    return client.get(address).content.decode()


@pytest.mark.parametrize("name", ["submission", "review"])
def test_what_it_ran_on_is_shown_to_student_and_reviewer(subject, name):
    who = subject.student if name == "submission" else subject.reviewer
    page = shown_to(who, subject, name).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "Environment",
        "3.11.7",
        "tensorflow_cpu 2.21.0, keras 3.15.1",
        "All 3 packages",
        "absl-py 2.5.1",
        "CPU",
        "bubblewrap 0.8.0 · no network · no privileges · filtered system calls",
        "writes to memory only",
        "1,843 MB",
    ):
        assert words in page
    assert str(SEED) not in page


@pytest.mark.parametrize("name", ["submission", "review"])
def test_staff_see_the_seed_too(subject, name):
    assert str(SEED) in shown_to(factories.lead(), subject, name)


def test_a_lead_who_studies_does_not_see_the_seed_of_her_own(subject):
    subject.student.is_lead = True
    subject.student.save()
    assert str(SEED) not in shown_to(subject.student, subject)


def test_what_was_not_recorded_is_left_out(subject):
    run = subject.runs.get()
    run.steps.update(environment={"python": "3.11.7"})
    (one,) = environments_of(run, for_staff=True)
    assert [(row.label, row.value) for row in one.rows] == [("Python", "3.11.7")]
    assert one.packages == []


def test_a_step_that_has_not_run_says_nothing(subject):
    subject.runs.get().steps.update(environment={})
    assert environments_of(subject.runs.get(), for_staff=True) == []
    assert "All 3 packages" not in shown_to(subject.student, subject)
    assert environments_of(None, for_staff=False) == []
