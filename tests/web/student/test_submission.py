"""A submission's page: while it is checked, when it comes back, after the review."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.enums import (
    EventKind,
    Judgement,
    Queue,
    RunState,
    RunVerdict,
    State,
    StepState,
    UnableReason,
)
from projects.models import Comment, Event, Run, Step
from projects.operations import grading, reviews
from projects.queries import change_token
from protocol.rerun import NOT_YET, RERUN
from protocol.steps import StepKind
from tests import factories
from tests.web.student.pages import page, result, text, url

pytestmark = pytest.mark.django_db

AGES = 10**12  # seconds: the time left is told once, however slow the machine is


class TestWhileItIsChecked:
    def test_the_page_asks_for_what_is_new(self, client, running):
        subject, _step = running
        shown = page(client, subject)
        assert f"{url('submission_live', subject)}?seen=" in shown
        assert "Our turn" in shown
        assert 'http-equiv="refresh"' in shown

    def test_criteria_turn_to_pass_or_hint_as_they_come(self, client, running):
        subject, step = running
        assert "Look at the bias." not in page(client, subject)
        found = result("code.check", "failed", "Look at the bias.")
        grading.record(step, [("check", found)])
        answer = client.get(url("submission_live", subject)).content.decode()
        assert "Look at the bias." in answer
        assert "Needs a change" in answer

    def test_the_curve_the_log_and_the_cells_are_shown(self, client, running):
        subject, step = running
        points = [
            {"series": "train", "x": float(x), "y": 1 / x, "x_of": 100.0}
            for x in (1, 2, 4)
        ]
        grading.record(
            step,
            [
                ("phase", {"name": text("Loading"), "index": 1, "of": 2}),
                ("cell", {"index": 4, "of": 12}),
                ("log", {"text": "epoch 1 <b>\n"}),
                *(("curve", point) for point in points),
            ],
        )
        began = timezone.now() - timedelta(seconds=31)
        step.run.progress.filter(kind="curve", payload__x=1.0).update(at=began)
        shown = page(client, subject)
        assert "3 of 12 cells done" in shown
        assert "Loading" in shown
        assert "epoch 1 &lt;b&gt;" in shown
        assert '<path class="chart__line' in shown
        assert "about 16 min left" in shown  # 3 of 100 in 31 s

    def test_nothing_is_sent_when_nothing_is_new(self, client, running, monkeypatch):
        monkeypatch.setattr(change_token, "RUNNING_S", AGES)
        subject, step = running
        shown = page(client, subject)
        seen = shown.split("?seen=")[1].split('"')[0]
        address = f"{url('submission_live', subject)}?seen={seen}"
        assert client.get(address).status_code == 204
        grading.record(step, [("log", {"text": "on it goes\n"})])
        answer = client.get(address)
        assert answer.status_code == 200
        assert "on it goes" in answer.content.decode()
        assert "<!DOCTYPE" not in answer.content.decode()

    def test_the_page_stops_asking_when_the_checks_are_done(self, client, running):
        subject, step = running
        found = (result("code.check", "failed", "Look."),)
        grading.finish_step(step, grading.Outcome(False, found, {}, {}, (), {}))
        answer = client.get(url("submission_live", subject))
        assert answer.status_code == 286
        assert answer["HX-Refresh"] == "true"
        assert "hx-get" not in answer.content.decode()
        assert "hx-get" not in page(client, subject)

    def test_a_notebook_with_many_rows_costs_as_many_queries_as_one_with_few(
        self, client, running
    ):
        subject, step = running
        grading.record(step, [("check", result("code.check"))])
        with CaptureQueriesContext(connection) as few:
            page(client, subject)
        rows = [("log", {"text": f"{n}\n"}) for n in range(20)]
        grading.record(step, [*rows, ("check", result("training.check"))])
        with CaptureQueriesContext(connection) as many:
            page(client, subject)
        assert len(many) == len(few)


class TestWhatTheMachineFound:
    def test_hints_become_a_list_of_what_to_change(self, client, running):
        subject, step = running
        found = (result("code.check", "failed", "Look at the bias."),)
        grading.finish_step(step, grading.Outcome(False, found, {}, {}, (), {}))
        shown = page(client, subject)
        assert "The checks found 1 thing to change" in shown
        assert "Hand in the next attempt" in shown
        assert f"{url('submission', subject)}#criterion-code" in shown

    def test_what_a_reviewer_is_to_judge_is_no_failure(self, client, running):
        subject, step = running
        hint = "Run from the top, the notebook stops in cell 3."
        grading.record(step, [("check", result("code.check", "unjudged", hint))])
        shown = page(client, subject)
        assert "For a reviewer to judge" in shown
        place = url("notebook", subject, subject.notebook_name)
        link = f'<a href="{place}?cell=3#cell-3" data-place>cell 3</a>'
        assert hint.replace("cell 3", link) in shown
        assert "Needs a change" not in shown

    def test_a_notebook_that_has_not_been_run_is_not_said_to_run(self, client, running):
        subject, step = running
        code = subject.rubric.criteria.get(slug="code")
        code.checks = [*code.checks, RERUN]
        code.save()
        grading.record(step, [("check", result("code.check", "passed"))])
        shown = page(client, subject)
        assert NOT_YET["en"] in shown
        assert "1 check passed" not in shown

    def test_a_broken_check_is_our_fault_in_words(self, client, running):
        subject, step = running
        broken = result("code.check", "broken", "Traceback of ours")
        grading.record(step, [("check", broken)])
        shown = page(client, subject)
        assert "An error on our side kept this check from running." in shown
        assert "Traceback of ours" not in shown

    def test_a_stopped_run_is_our_fault_in_words(self, client, mine):
        subject = mine(State.AWAITING_REVIEW)
        Run.objects.create(submission=subject, number=1, state=RunState.ERRORED)
        shown = page(client, subject)
        assert "An error on our side stopped the checks" in shown
        assert "number 1 in line" in shown

    def test_notes_of_intake_and_of_the_run_are_shown(self, client, mine):
        subject = mine(State.RETURNED, intake_notes=[text("Cell 3 is left out.")])
        run = Run.objects.create(
            submission=subject,
            number=1,
            state=RunState.FINISHED,
            verdict=RunVerdict.FAILED,
        )
        Step.objects.create(
            run=run,
            kind=StepKind.EXAMINE,
            queue=Queue.CPU,
            state=StepState.FAILED,
            notes=[text("A provided cell was changed.")],
        )
        shown = page(client, subject)
        assert "Cell 3 is left out." in shown
        assert "A provided cell was changed." in shown

    def test_what_was_measured_is_told_and_on_which_data(self, client, running):
        subject, step = running
        figures = {
            "training_loss": 0.06123,
            "validation_loss": None,
            "data": "stand-in",
            "attempt": 2,
            "attempts": 3,
            "prediction_gap": 1e-9,
        }
        grading.finish_step(step, grading.Outcome(True, (), {}, figures, (), {}))
        shown = page(client, subject)
        assert "0.061" in shown
        assert "not a number" in shown
        assert "our stand-in data" in shown
        assert "number 2 of 3" in shown
        assert "1e-09" not in shown


class TestAfterTheReview:
    def test_the_verdict_stands_above_what_to_change(self, client, mine):
        subject = mine(State.CHANGES_REQUESTED)
        shown = page(client, subject)
        assert shown.index("1 criterion requires changes.") < shown.index(
            "What to change"
        )
        assert "Please change this." in shown

    def test_every_required_change_links_to_its_place(self, client, mine):
        subject = mine(State.CHANGES_REQUESTED)
        review = subject.reviews.get()
        comment = Comment.objects.create(
            review=review, file_name="notebook.ipynb", cell=1, line=2, body="Rename."
        )
        shown = page(client, subject)
        assert f"{url('submission', subject)}#criterion-code" in shown
        place = url("notebook", subject, "notebook.ipynb")
        assert f"{place}?cell=2#comment-{comment.pk}" in shown
        assert "notebook.ipynb, cell 2, line 2" in shown

    def test_after_a_reopening_the_last_review_counts(self, client, mine):
        subject = mine(State.CHANGES_REQUESTED)
        lead = factories.lead()
        reviews.reopen(subject, by=lead, reason="I see it otherwise.")
        factories.judge_all(subject, lead, Judgement.MEETS, "Fine.")
        reviews.approve(subject, by=lead)
        shown = page(client, subject)
        assert "Every criterion is met." in shown
        assert "Please change this." not in shown

    def test_history_lists_every_attempt(self, client, mine):
        first = mine(State.CHANGES_REQUESTED)
        second = mine(State.APPROVED, of=first.project)
        shown = page(client, second)
        assert url("submission", first) in shown
        assert "A newer attempt" in page(client, first)

    def test_reading_the_page_marks_its_news_read(self, client, mine, student):
        subject = mine(State.APPROVED)
        event = Event.objects.create(submission=subject, kind=EventKind.APPROVE)
        student.notifications.create(event=event)
        page(client, subject)
        assert student.notifications.get().read_at is not None

    def test_three_attempts_cost_as_many_queries_as_one(self, client, mine):
        subject = mine(State.CHANGES_REQUESTED)
        with CaptureQueriesContext(connection) as one:
            page(client, subject)
        mine(State.CHANGES_REQUESTED, of=subject.project)
        third = mine(State.CHANGES_REQUESTED, of=subject.project)
        with CaptureQueriesContext(connection) as three:
            page(client, third)
        assert len(three) == len(one)


@pytest.mark.parametrize("page", ["submission", "notebook"])
def test_the_students_words_are_not_said_to_staff(client, page):
    subject = factories.submission(state=State.APPROVED)
    name = [subject.notebook_name] if page == "notebook" else []
    address = reverse(f"projects:{page}", args=[subject.uid, *name])
    client.force_login(subject.student)
    assert "Well done" in client.get(address).content.decode()
    client.force_login(factories.admin())
    seen = client.get(address).content.decode()
    assert "Well done" not in seen
    assert reverse("projects:board", args=[subject.cohort.slug]) in seen
    client.force_login(subject.reviewer)
    seen = client.get(address).content.decode()
    assert "My projects" not in seen
    assert reverse("projects:queue") in seen


def test_who_judged_is_said_at_each_criterion(client, mine):
    subject = mine(State.CHANGES_REQUESTED)
    shown = page(client, subject)
    assert shown.count("By a person") == 2
    waiting = page(client, mine(State.AWAITING_REVIEW))
    assert waiting.count("Not measured") == 2


def test_what_happened_has_marks_of_the_past_and_says_notes_once(client, mine):
    """The mark of "checking" spins; that it was handed in is over."""
    subject = mine(state=State.RETURNED, notes="Please read cell 4.")
    subject.events.create(
        kind=EventKind.SUBMITTED,
        to_state=State.CHECKING,
        at=timezone.now(),
        body=subject.notes,
    )
    shown = page(client, subject)
    timeline = shown[shown.index('class="timeline"') :]
    assert "#upload" in timeline
    assert "#state-checking" not in timeline
    assert shown.count("Please read cell 4.") == 1


def test_a_state_is_said_once_beside_its_verdict(client, mine):
    subject = mine(state=State.CHANGES_REQUESTED)
    shown = page(client, subject)
    assert "badge--large" not in shown
    attempts = shown[shown.index(">Attempts</h2>") : shown.index(">What happened</h2>")]
    assert "badge" not in attempts
    subject.state = State.DISPUTED
    subject.save()
    assert "badge--large" in page(client, subject), (
        "the review is no longer the last word"
    )


def test_a_criterion_that_was_not_measured_says_so_once(client, running):
    subject, step = running
    grading.record(step, [("check", result("code.check", "skipped"))])
    shown = page(client, subject)
    criterion = shown[shown.index('id="criterion-code"') :]
    head = criterion[: criterion.index("</div>", criterion.index("criterion__head"))]
    assert head.count("Not measured") == 1


def test_one_criterion_is_said_in_the_singular(client, mine):
    shown = page(client, mine(state=State.CHANGES_REQUESTED))
    assert "1 criterion requires changes" in shown
    assert "1 criteria" not in shown


def test_who_could_not_be_reviewed_reads_why_and_what_to_do(client, mine):
    """It is the student's turn, and nobody calls it a failure."""
    subject = mine(state=State.UNREVIEWABLE)
    review = subject.reviews.get()
    review.unable_reason = UnableReason.FILES_MISSING
    review.general = "Please hand in my_answers.py as well."
    review.save()
    shown = page(client, subject)
    assert str(UnableReason.FILES_MISSING.label) in shown
    assert "What to do next" in shown
    assert "Please hand in my_answers.py as well." in shown
    assert "Your turn" in shown
    assert "Requires changes" not in shown
