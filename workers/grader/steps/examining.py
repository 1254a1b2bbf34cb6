"""The step that answers within seconds: hidden checks on the student's definitions."""

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from protocol.progress import Sink
from protocol.steps import Outcome, StepKind, StepReport, Upload
from protocol.texts import Text
from workers.environments.environments import described
from workers.grader import words
from workers.grader.seeds import derived
from workers.grader.steps.choosing import runtime_for
from workers.grader.steps.confirming import Confirmation
from workers.grader.steps.metering import telling_usage
from workers.grader.steps.preparing import parsed, phase, student_for, unread, work_of
from workers.grader.steps.verdicts import LOAD, Verdicts
from workers.grader.student import SandboxedStudent
from workers.packkit.checks import Check, StudentError, checks_for
from workers.packkit.pack import Pack
from workers.sandbox.opening import STORE

LOADING: Text = {"en": "Loading the definitions", "ja": "定義を読み込み中"}
CHECKING: Text = {"en": "Running the checks", "ja": "チェックを実行中"}
PHASES = 2


def examine_upload(pack: Pack, upload: Upload, sink: Sink, seed: int) -> StepReport:
    started = time.monotonic()
    verdicts = Verdicts(sink)
    checks = checks_for(upload.edition, pack.checks)
    phase(sink, LOADING, 1, PHASES)
    notebook = parsed(upload)
    try:
        work = work_of(pack, upload, notebook)
    except StudentError as error:
        _unloadable(verdicts, error, checks)
        return _report(verdicts, started, {}, ())
    chosen = runtime_for(pack, upload.edition, notebook)
    student = student_for(pack, work, StepKind.EXAMINE, chosen.runtime)
    with telling_usage(sink, lambda: student.sandbox):
        try:
            student.start()
            policy = student.policy()
            loaded = verdicts.judge(LOAD, student.load_definitions)
            left_out = [*unread(work), *(b.evidence for b in student.failed_blocks)]
            if left_out:  # for staff: no check may need it
                verdicts.amend(LOAD, evidence="\n".join(left_out))
            phase(sink, CHECKING, 2, PHASES)
            confirmation = Confirmation()
            for check in checks:
                if loaded.outcome is Outcome.PASSED:
                    _check(verdicts, check, student, seed, confirmation)
                else:
                    verdicts.skip(check, words.SKIPPED)
            other_seed = derived(seed, "asked again")
            confirmation.tell(verdicts, student, partial(_ask, student, other_seed))
        finally:
            student.close()
    verdicts.raise_if_broken()
    environment = environment_of(student, policy, seed)
    environment["usage"] = student.peak.timeline.points(started)
    return _report(verdicts, started, environment, chosen.notes)


def _unloadable(verdicts: Verdicts, error: StudentError, checks: list[Check]) -> None:
    def fail() -> None:
        raise error

    verdicts.judge(LOAD, fail)
    for check in checks:
        verdicts.skip(check, words.SKIPPED)


def _check(
    verdicts: Verdicts,
    check: Check,
    student: SandboxedStudent,
    seed: int,
    confirmation: Confirmation,
) -> None:
    if not verdicts.met(check.needs):
        verdicts.skip(check, words.SKIPPED)
        return
    if not student.alive and not student.may_restart:
        verdicts.skip(check, words.GIVEN_UP)
        return
    ask = partial(_ask, student, seed, check)
    verdicts.judge(check, confirmation.asking(check, ask))


def _ask(student: SandboxedStudent, seed: int, check: Check) -> None:
    own_seed = derived(seed, check.slug)
    revive(student)
    student.seed(own_seed)
    check.function(student, np.random.default_rng(own_seed))


def revive(student: SandboxedStudent) -> None:
    """If the sandbox has ended, starts a new one and loads the definitions again."""
    if not student.alive:
        student.start()
        student.load_definitions()


def environment_of(
    student: SandboxedStudent, policy: Mapping[str, Any], seed: int
) -> dict[str, Any]:
    return {
        **described(student.runtime),
        "device": STORE.device.name,
        "sandbox": dict(policy),
        "sandboxes": student.peak.sandboxes,
        "peak_memory_mb": round(student.peak.memory_mb, 1),
        "peak_gpu_mb": student.peak.gpu_mb,
        "cpu_s": round(student.peak.cpu_s, 2),
        "seed": seed,
    }


def _report(
    verdicts: Verdicts,
    started: float,
    environment: Mapping[str, Any],
    notes: tuple[Text, ...],
) -> StepReport:
    return StepReport(
        step=StepKind.EXAMINE,
        passed=verdicts.passed,
        results=tuple(verdicts.results),
        environment=environment,
        notes=notes,
        duration_s=round(time.monotonic() - started, 3),
    )
