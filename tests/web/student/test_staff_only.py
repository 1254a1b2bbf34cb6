"""Evidence, incidents, tips, drafts and reviewer churn stay with staff."""

import pytest
from django.urls import reverse

from projects.enums import (
    EventKind,
    State,
)
from projects.models import CheckResult, Event, Step, Submission
from projects.operations import grading
from projects.storage import keep
from tests import factories
from tests.web.student.pages import SECRET, page, result, text, url

pytestmark = pytest.mark.django_db


class TestWhatOnlyStaffMayRead:
    """Evidence, incidents and reviewers' tips reach no response to a student."""

    ADDRESSES = ("submission", "submission_live", "notebook", "executed", "home")

    @pytest.fixture
    def leaky(self, running):
        subject, step = running
        rows = [
            ("check", result("code.check", "failed", "Look.")),
            ("check", result("training.check", "broken")),
            ("log", {"text": "printed\n"}),
        ]
        grading.record(step, rows)
        Step.objects.filter(pk=step.pk).update(incident=f"incident: {SECRET}")
        subject.rubric.criteria.update(tips_text=text(f"tip: {SECRET}"))
        step.run.artifacts.create(name="executed.ipynb", blob=keep(factories.NOTEBOOK))
        assert CheckResult.objects.filter(evidence=SECRET).count() == 2
        return subject

    @pytest.mark.parametrize("state", [State.CHECKING, State.RETURNED])
    @pytest.mark.parametrize("name", ADDRESSES)
    def test_no_answer_to_the_student_holds_it(self, client, leaky, state, name):
        Submission.objects.filter(pk=leaky.pk).update(state=state)
        more = [leaky.notebook_name] if name == "notebook" else []
        address = (
            reverse("projects:home") if name == "home" else url(name, leaky, *more)
        )
        answer = client.get(address)
        assert answer.status_code in (200, 286)
        assert SECRET not in answer.content.decode()

    def test_nor_does_the_page_of_the_project(self, client, leaky):
        Submission.objects.filter(pk=leaky.pk).update(state=State.RETURNED)
        address = reverse("projects:project", args=[leaky.project.slug])
        shown = client.get(address).content.decode()
        assert "Look." in shown
        assert SECRET not in shown

    def test_a_draft_of_a_review_is_not_shown(self, client, mine):
        subject = mine(State.IN_REVIEW)
        subject.reviews.update(general="A draft, not meant for eyes yet.")
        assert "A draft, not meant" not in page(client, subject)

    def test_the_timeline_is_silent_about_who_held_it(self, client, mine):
        subject = mine(State.AWAITING_REVIEW)
        for kind in (EventKind.CLAIM, EventKind.RELEASE, EventKind.PASS_CHECKS):
            Event.objects.create(submission=subject, kind=kind, body=f"said {kind}")
        shown = page(client, subject)
        assert "said pass_checks" in shown
        assert "said claim" not in shown
        assert "said release" not in shown
