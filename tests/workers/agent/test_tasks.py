"""One step from the database to the grader and back; the grader itself is stood in for."""

import logging
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery.contrib.testing.mocks import TaskMessage
from celery.signals import celeryd_after_setup
from celery.worker.request import Request
from django.core import mail
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from projects.enums import Queue, RunState, State, StepState, WorkerState
from projects.models import Blob, Step, Submission, Worker
from projects.operations import grading, outbox, submissions
from projects.operations.site_settings import back_to_default, change
from projects.site_settings import GRADING_PAUSED
from projects.storage import keep
from protocol.progress import Progress
from protocol.steps import (
    CheckResult,
    DeviceLost,
    Incident,
    Outcome,
    StepKind,
    StepReport,
)
from tests import factories
from tests.engine.slow_pack import write_pack
from workers.agent import (
    lease_keeper,
    step_runner,
    supervisor,
    tasks,
    worker_process,
)
from workers.agent.lease_keeper import LeaseKeeper
from workers.doctor.doctor import Diagnosis
from workers.grader import pipeline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    """The keeper's thread has a connection of its own, outside of the test's transaction."""
    monkeypatch.setattr(LeaseKeeper, "__enter__", lambda self: self)
    monkeypatch.setattr(LeaseKeeper, "__exit__", lambda *_: None)


@pytest.fixture(autouse=True)
def _packs(settings, tmp_path):
    settings.PACKS_DIR = write_pack(tmp_path)


@pytest.fixture
def submission():
    made = factories.submission(factories.project(slug="slow"))
    grading.start_run(made)
    return made


@pytest.fixture
def process(monkeypatch, settings, tmp_path):
    """This process as a worker; its threads are not started, nor anything kept warm."""
    settings.VAR = tmp_path
    monkeypatch.setattr(worker_process.STORE, "keep", lambda *_: None)
    made = worker_process.WorkerProcess(Queue.CPU)
    yield made
    made.holder.release()


@pytest.fixture
def ready(monkeypatch, process):
    """A fit one."""
    monkeypatch.setattr(
        worker_process.doctor, "diagnose", lambda *_, **__: Diagnosis(True, ("ok",))
    )
    if process.diagnose():
        process.supervisor.fit.set()
    monkeypatch.setattr(tasks, "_process", process)
    return process


def report(*, passed=True, figures=None):
    outcome = Outcome.PASSED if passed else Outcome.FAILED
    return StepReport(
        step=StepKind.EXAMINE,
        passed=passed,
        results=(CheckResult("answers.next_number", {"en": "Next"}, outcome),),
        environment={"python": "3.11"},
        figures=figures or {},
    )


def grade_with(monkeypatch, function):
    monkeypatch.setattr(pipeline, "examine", function)


def fresh(row):
    row.refresh_from_db()
    return row


def test_a_worker_that_is_up_takes_nothing_while_grading_is_paused(
    monkeypatch, submission
):
    """And goes on where it was once the pause is over, without a restart."""
    asked = []
    monkeypatch.setattr(tasks.grading, "wake", asked.append)
    grade_with(monkeypatch, lambda *_: report())
    admin = factories.admin()
    change(GRADING_PAUSED, value=True, by=admin, reason="The disk moves.")
    tasks.work("cpu")
    step = submission.runs.get().steps.get(kind=StepKind.EXAMINE)
    assert (step.state, asked) == (StepState.QUEUED, [])
    back_to_default(GRADING_PAUSED, by=admin, reason="It has moved.")
    tasks.work("cpu")
    assert fresh(step).state == StepState.PASSED


def test_a_step_is_graded_and_stored(monkeypatch, submission):
    seen = []

    def examine(pack, upload, sink):
        seen.append((pack.slug, upload.notebook, dict(upload.files), upload.edition))
        sink(Progress("log", {"text": "hello \0"}))
        return report(figures={"loss": float("nan")})

    grade_with(monkeypatch, examine)
    tasks.work("cpu")
    files = {"notebook.ipynb": factories.NOTEBOOK}
    assert seen == [("slow", "notebook.ipynb", files, "only")]
    run = submission.runs.get()
    examined, training = run.steps.all()
    assert (examined.state, training.state) == (StepState.PASSED, StepState.QUEUED)
    assert examined.worker == tasks.worker_name()
    assert examined.figures == {"loss": None}
    assert examined.environment["pack"] == step_runner.pack_for("slow").digest
    assert run.progress.get().payload == {"text": "hello \N{REPLACEMENT CHARACTER}"}


@pytest.mark.parametrize("fault", [None, Incident("No sandbox.")])
def test_staff_are_told_what_a_grading_cost_the_worker_itself(
    monkeypatch, ready, submission, fault
):
    kept = []

    def examine(*_):
        kept.append(
            b"x" * 200_000_000
        )  # freed memory of earlier tests may serve for less
        logging.getLogger("traitlets").warning("y" * 5000)
        if fault:
            raise fault
        return report()

    grade_with(monkeypatch, examine)
    before = supervisor.memory_mb()
    tasks.work("cpu")
    worker = Worker.objects.get(name=ready.name)
    assert worker.most_memory_mb > before + 100
    assert worker.most_log_kb >= 5
    assert worker.most_cpu_s > 0


def test_an_empty_queue_is_left_alone():
    tasks.work("gpu")
    assert not Step.objects.exists()


@pytest.mark.parametrize("fault", [Incident("No sandbox."), ValueError("a slip")])
def test_a_fault_of_ours_is_kept_for_staff_and_tried_again(
    monkeypatch, caplog, submission, fault
):
    def examine(*_):
        raise fault

    grade_with(monkeypatch, examine)
    tasks.work("cpu")
    step = submission.runs.get().steps.get(kind="examine")
    assert step.state == StepState.QUEUED
    assert "Traceback" in step.incident
    assert str(fault) in step.incident
    assert "failed, not by the student's code" in caplog.text
    assert fresh(submission).state == State.CHECKING


def test_what_was_found_before_a_fault_of_ours_is_stored(monkeypatch, submission):
    failed = CheckResult("code.check", {"en": "A check"}, Outcome.FAILED, {})

    def examine(pack, upload, sink):
        sink(Progress.of(failed))
        raise Incident("No sandbox.")

    grade_with(monkeypatch, examine)
    tasks.work("cpu")
    step = submission.runs.get().steps.get(kind="examine")
    assert step.state == StepState.QUEUED
    assert step.results.get().outcome == "failed"


def test_a_missing_pack_is_a_fault_of_ours(submission, settings, tmp_path):
    settings.PACKS_DIR = tmp_path / "nowhere"
    tasks.work("cpu")
    step = submission.runs.get().steps.get(kind="examine")
    assert "pack.toml" in step.incident


def test_work_that_was_withdrawn_meanwhile_is_dropped(monkeypatch, submission):
    monkeypatch.setattr(lease_keeper, "AT_ONCE_EVERY_S", 0.0)

    def examine(pack, upload, sink):
        one = Submission.objects.get(pk=submission.pk)
        submissions.withdraw(one, by=one.student)
        sink(Progress("phase", {}))
        pytest.fail("the sink should have stopped it")

    grade_with(monkeypatch, examine)
    tasks.work("cpu")
    run = submission.runs.get()
    assert run.state == RunState.CANCELLED
    assert not run.progress.exists()
    assert run.steps.get(kind="examine").incident == ""


def test_more_work_is_announced_when_a_step_is_done(monkeypatch, submission):
    grading.start_run(factories.submission(submission.project))
    woken = []
    grade_with(monkeypatch, lambda *_: report(passed=False))
    monkeypatch.setattr(grading, "wake", woken.append)
    monkeypatch.setattr(tasks, "AT_A_STRETCH_S", -1.0)  # each step is a long one
    tasks.work("cpu")
    assert woken == [Queue.CPU]
    tasks.work("cpu")
    assert woken == [Queue.CPU]


def test_quick_steps_are_done_at_a_stretch(monkeypatch, submission):
    others = [factories.submission(submission.project) for _ in range(3)]
    for one in others:
        grading.start_run(one)
    grade_with(monkeypatch, lambda *_: report(passed=False))
    tasks.work("cpu")
    assert {fresh(one).state for one in (submission, *others)} == {State.RETURNED}


def test_a_pack_is_loaded_again_only_when_it_changed(settings):
    first = step_runner.pack_for("slow")
    assert step_runner.pack_for("slow") is first
    check = settings.PACKS_DIR / "slow" / "checks" / "answers.py"
    check.write_text(check.read_text().replace("next_number", "another_number"))
    second = step_runner.pack_for("slow")
    assert [check.slug for check in second.checks] == ["answers.another_number"]


def test_a_sweep_is_said_when_it_found_something(monkeypatch, caplog):
    counts = {"steps": 1, "claims": 0, "woken": 0}
    monkeypatch.setattr(grading, "sweep", lambda **_: counts)
    tasks.sweep()
    assert "The sweep took back" in caplog.text


def test_what_nobody_needs_is_tidied_away_by_the_clock(monkeypatch, settings, caplog):
    blob = keep(b"nobody needs this")
    Blob.objects.update(kept_at=timezone.now() - timedelta(days=2))
    shard = int(blob.sha256[:2], 16)
    monkeypatch.setattr(tasks.garbage_collection, "shard_at", lambda _now: shard)
    with caplog.at_level("INFO"):
        tasks.tidy()
    assert not Blob.objects.exists()
    assert "'blobs': 1" in caplog.text
    planned = settings.CELERY_BEAT_SCHEDULE["tidy"]
    assert (planned["task"], planned["schedule"]) == (tasks.tidy.name, 60)
    assert settings.CELERY_TASK_ROUTES[tasks.tidy.name] == {"queue": tasks.SWEEP_QUEUE}


def test_a_worker_without_a_sandbox_does_not_start(monkeypatch):
    def missing():
        raise Incident("Install bubblewrap.")

    monkeypatch.setattr(tasks, "bubblewrap", missing)
    with pytest.raises(SystemExit, match=r"Install bubblewrap\."):
        set_up("cpu")
    assert set_up("mail") == ["mail"]


def set_up(*queues: str) -> list[str]:
    """As Celery does before a worker starts; what it listens to then."""
    listens = list(queues)
    told = SimpleNamespace(consume_from=listens, select_add=listens.append)
    app = SimpleNamespace(amqp=SimpleNamespace(queues=told))
    celeryd_after_setup.send("one@here", instance=SimpleNamespace(app=app), conf=None)
    return listens


@pytest.mark.parametrize("queue", ["cpu", "gpu"])
def test_every_worker_that_grades_listens_for_sweeps(queue):
    assert set_up(queue) == [queue, "sweep"]


def test_a_worker_of_letters_is_no_slot(monkeypatch):
    monkeypatch.setattr(tasks, "WorkerProcess", lambda *_: pytest.fail("it claims one"))
    told = SimpleNamespace(consume_from={"mail": None})
    app = SimpleNamespace(amqp=SimpleNamespace(queues=told))
    tasks.appear(SimpleNamespace(app=app))


def test_letters_are_sent_by_their_task():
    outbox.write_link("password", factories.user().email)
    tasks.send_letters()
    assert len(mail.outbox) == 1


def test_a_worker_that_starts_removes_what_killed_ones_left(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / "reviewhub-sandbox-999999999-abc" / "inbox"
    left.mkdir(parents=True)
    tasks.clear_up()
    assert not left.parent.exists()


def test_results_are_stored_before_the_message_is_acknowledged(monkeypatch, submission):
    """As Celery's own request does it, with a message that looks when it is acknowledged."""
    seen = []

    def look(*_args):
        step = submission.runs.get().steps.get(kind="examine")
        seen.append((step.state, step.results.count()))

    def examine(*_):
        look()
        return report()

    grade_with(monkeypatch, examine)
    message = TaskMessage(tasks.work.name, args=["cpu"])
    request = Request(message, on_ack=look, app=tasks.work.app, task=tasks.work)
    request.execute()
    assert seen == [(StepState.RUNNING, 0), (StepState.PASSED, 1)]


def test_a_message_that_comes_twice_finds_nothing_to_take(monkeypatch, submission):
    graded = []
    grade_with(monkeypatch, lambda *_: graded.append(1) or report())
    tasks.work("cpu")
    tasks.work("cpu")
    assert graded == [1]


def test_a_device_that_vanishes_is_nobodys_fault(monkeypatch, submission, ready):
    def examine(*_):
        raise DeviceLost("GPU 0 has fallen off the bus.")

    grade_with(monkeypatch, examine)
    tasks.work("cpu")
    step = submission.runs.get().steps.get(kind="examine")
    assert (step.state, step.faults, step.deaths) == (StepState.QUEUED, 0, 0)
    row = Worker.objects.get()
    assert (row.judged(), row.step) == (WorkerState.UNFIT, None)
    assert row.reason == "GPU 0 has fallen off the bus."
    tasks.work("cpu")
    assert fresh(step).tries == 1, "an unfit worker takes nothing"


def test_a_worker_tells_the_step_how_long_it_may_take(monkeypatch, submission):
    allowed = []

    def examine(*_):
        step = submission.runs.get().steps.get(kind="examine")
        allowed.append((step.deadline_at - step.started_at).total_seconds())
        return report()

    grade_with(monkeypatch, examine)
    tasks.work("cpu")
    wall_s = step_runner.pack_for("slow").limits[StepKind.EXAMINE].wall_s
    assert allowed == [pytest.approx(wall_s * 1.5 + 120, abs=5)]


def test_a_worker_is_known_by_its_queue_and_is_free_after_its_step(
    monkeypatch, submission, ready
):
    during = []

    def examine(*_):
        during.append(Worker.objects.get().judged())
        return report()

    grade_with(monkeypatch, examine)
    tasks.work("cpu")
    assert during == [WorkerState.BUSY]
    row = Worker.objects.get()
    assert row.name == tasks.worker_name() == ready.name
    assert row.name.startswith("cpu@")
    assert (row.judged(), row.step) == (WorkerState.READY, None)


def test_a_machine_that_the_doctor_finds_unfit_says_why(monkeypatch, process):
    lines = ("ok  runtime numpy", "NO  runtime tf2: no network namespace")
    found = Diagnosis(fit=False, lines=lines, reason="no network namespace")
    monkeypatch.setattr(worker_process.doctor, "diagnose", lambda *_, **__: found)
    assert not process.diagnose()
    row = Worker.objects.get()
    assert row.judged() == WorkerState.UNFIT
    assert row.reason == "no network namespace"
    assert len(row.diagnosis) == 2


def test_a_worker_that_was_forgotten_is_known_again_at_its_next_word(ready):
    Worker.objects.all().delete()
    ready.beat()
    assert Worker.objects.get().judged() == WorkerState.READY


def test_a_database_that_restarts_costs_a_step_nothing(monkeypatch, submission):
    monkeypatch.setattr(step_runner, "DATABASE_AGAIN_S", 0)
    monkeypatch.setattr(step_runner.connection, "close", lambda: None)
    refusals = [OperationalError("starting up"), InterfaceError("closed")]
    finish = grading.finish_step

    def finish_later(step, outcome, told):
        if refusals:
            raise refusals.pop()
        finish(step, outcome, told)

    monkeypatch.setattr(grading, "finish_step", finish_later)
    grade_with(monkeypatch, lambda *_: report())
    tasks.work("cpu")
    step = submission.runs.get().steps.get(kind="examine")
    assert (step.state, step.tries, step.faults) == (StepState.PASSED, 1, 0)
    assert not refusals


def asked_while_away(process=None):
    """How often a database that never answers is asked, until that is given up."""
    calls = []

    def use():
        calls.append(1)
        raise OperationalError("gone")

    with pytest.raises(OperationalError, match="gone"):
        step_runner.StepRunner(process).patiently(use)
    return len(calls)


def test_a_database_that_stays_away_is_not_waited_for_for_ever(monkeypatch, settings):
    settings.DATABASE_PATIENCE_S = 0
    monkeypatch.setattr(step_runner, "DATABASE_AGAIN_S", 0)
    monkeypatch.setattr(step_runner.connection, "close", lambda: None)
    assert asked_while_away() > 0


def held_by_a_dead_worker(submission):
    step = submission.runs.get().steps.get(kind="examine")
    lapsed = timezone.now() - timedelta(minutes=1)
    Step.objects.filter(pk=step.pk).update(
        state=StepState.RUNNING, fence=uuid.uuid4(), worker="dead", lease_until=lapsed
    )
    return step


def test_a_worker_that_was_not_heard_itself_calls_nobody_dead(submission, ready):
    step = held_by_a_dead_worker(submission)
    tasks.sweep()
    tasks.work("cpu")
    assert (fresh(step).state, fresh(step).deaths) == (StepState.RUNNING, 0)


@pytest.mark.parametrize("look", [tasks.sweep, lambda: tasks.work("cpu")])
def test_a_worker_that_was_heard_all_the_while_takes_steps_back(
    monkeypatch, submission, ready, look
):
    monkeypatch.setattr(ready.liveness, "may_judge", lambda: True)
    step = held_by_a_dead_worker(submission)
    look()
    assert (fresh(step).state, fresh(step).deaths) == (StepState.QUEUED, 1)


def test_a_worker_that_is_told_to_stop_waits_for_no_database(monkeypatch, ready):
    ready.supervisor.told_to_stop()
    assert asked_while_away(ready) == 1
