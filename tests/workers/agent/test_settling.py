"""The verdict of a training is stored before the notebook is run from the top."""

import pytest

from projects.enums import Queue, RunVerdict, State, StepState
from projects.models import Step
from projects.operations import grading
from projects.storage import keep
from protocol.rerun import RERUN, TITLE
from protocol.steps import CheckResult, Incident, Outcome, StepKind, StepReport
from tests import factories
from tests.engine.slow_pack import write_pack
from tests.projects.test_grading import outcome
from tests.workers.packing import notebook
from tests.workers.packing import write_pack as write_doubling
from workers.agent import tasks
from workers.agent.lease_keeper import LeaseKeeper
from workers.grader import pipeline
from workers.grader.steps import rerunning

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


GOOD = "import numpy as np\ndef double(x):\n    return np.asarray(x) * 2\n"
WEAK = "import numpy as np\ndef double(x):\n    return np.asarray(x) * 1.5\n"


@pytest.mark.parametrize(
    ("source", "verdict"),
    [(GOOD, RunVerdict.PASSED), (WEAK, RunVerdict.FAILED)],
    ids=["good", "weak"],
)
def test_the_real_pipelines_verdict_stands_though_its_rerun_always_breaks(
    monkeypatch, settings, tmp_path, source, verdict
):
    """Trained in a sandbox; then three faults of ours, each where the notebook was to run."""
    settings.PACKS_DIR = write_doubling(tmp_path / "packs").parent
    made = factories.submission(factories.project(slug="doubling"))
    made.files.update(blob=keep(notebook(source)))
    grading.start_run(made)
    grading.finish_step(grading.take_next(Queue.CPU, worker="one"), outcome())
    reached = []

    def breaks(*_, **__):
        reached.append(Step.objects.get(kind="train").verdict)
        raise Incident("The disk is full.")

    monkeypatch.setattr(rerunning, "run_notebook", breaks)
    for _ in range(3):
        again()
    made.refresh_from_db()
    run, passed = made.runs.get(), verdict == RunVerdict.PASSED
    assert reached == [verdict] * 3, "the verdict was stored before the first fault"
    assert run.verdict == verdict
    assert made.state == (State.AWAITING_REVIEW if passed else State.RETURNED)
    results = run.steps.get(kind="train").results
    outcomes = {row.check_slug: row.outcome for row in results.all()}
    assert outcomes["training.large"] == ("passed" if passed else "failed")
    assert outcomes[RERUN] == "unjudged"
