"""The verdict of a training is stored before the notebook is run from the top."""

import pytest

from projects.enums import Queue, RunVerdict, State, StepState
from projects.models import Step
from projects.operations import grading
from protocol.rerun import RERUN, TITLE
from protocol.steps import CheckResult, Incident, Outcome, StepKind, StepReport
from tests import factories
from tests.engine.slow_pack import write_pack
from tests.projects.test_grading import outcome
from workers.agent import tasks
from workers.agent.lease_keeper import LeaseKeeper
from workers.grader import pipeline

pytestmark = pytest.mark.django_db

FAILED = CheckResult("training.loss", {"en": "Loss"}, Outcome.FAILED)
RUN = CheckResult(RERUN, TITLE, Outcome.PASSED)


@pytest.fixture(autouse=True)
def _in_one_thread(monkeypatch, settings, tmp_path):
    """The keeper's thread has a connection of its own, outside of the test's transaction."""
    monkeypatch.setattr(LeaseKeeper, "__enter__", lambda self: self)
    monkeypatch.setattr(LeaseKeeper, "__exit__", lambda *_: None)
    settings.PACKS_DIR = write_pack(tmp_path)


@pytest.fixture
def submission():
    made = factories.submission(factories.project(slug="slow"))
    grading.start_run(made)
    grading.finish_step(grading.take_next(Queue.CPU, worker="one"), outcome())
    return made


def report(*results, passed):
    return StepReport(
        step=StepKind.TRAIN, passed=passed, results=results, environment={"seed": 1}
    )


def dies_in_the_rerun(pack, upload, sink, *, data_folder, settle):
    settle(report(FAILED, passed=False))
    raise Incident("The notebook's messages broke the rerun.")


def again():
    Step.objects.update(not_before=None)
    tasks.work("gpu")


def test_a_failing_work_that_breaks_its_rerun_three_times_fails(
    monkeypatch, submission
):
    tried = []

    def rerun(pack, upload, sink, *, data_folder):
        tried.append(upload.notebook)
        raise Incident("And again.")

    monkeypatch.setattr(pipeline, "train", dies_in_the_rerun)
    monkeypatch.setattr(pipeline, "rerun", rerun)
    for _ in range(3):
        again()
    submission.refresh_from_db()
    assert submission.state == State.RETURNED
    assert submission.runs.get().verdict == RunVerdict.FAILED
    assert tried == ["notebook.ipynb"] * 2, "it was trained once"


def test_another_try_adds_the_rerun_to_the_verdict(monkeypatch, submission):
    monkeypatch.setattr(pipeline, "train", dies_in_the_rerun)
    monkeypatch.setattr(pipeline, "rerun", lambda *_, **__: report(RUN, passed=True))
    again()
    again()
    step = submission.runs.get().steps.get(kind="train")
    assert step.state == StepState.FAILED
    outcomes = {row.check_slug: row.outcome for row in step.results.all()}
    assert outcomes == {"training.loss": "failed", RERUN: "passed"}
    assert step.environment["seed"] == 1
