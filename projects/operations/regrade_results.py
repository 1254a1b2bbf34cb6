"""A regrade's run beside the run that counts: what becomes of it when one of them ends.

Knows neither the queue nor the clock. `grading` tells `RegradeObserver` of its runs and knows
nothing of regrades; `regrades` builds on both.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from projects.enums import Change, RegradeState, RunState, RunVerdict, StepState
from projects.models import (
    Artifact,
    CheckResult,
    Comparison,
    Progress,
    Regrade,
    Run,
    Step,
)
from projects.queries.regrades import differences
from protocol.steps import StepKind

CARRIED = "carried_from_run"  # in a step's environment: whose result it is
MEASURED = (StepState.PASSED, StepState.FAILED)


class RegradeObserver:
    """Hears of every run, and looks at those of regrades."""

    def take_over(self, run: Run, *, passed: bool) -> Step | None:
        return carry_training(run, passed=passed)

    def run_ended(self, run: Run) -> None:
        if run.regrade_id is not None:
            compare(run)

    def runs_unwanted(self, runs: QuerySet[Run]) -> None:
        abandon(runs)


def carry_training(run: Run, *, passed: bool) -> Step | None:
    """Takes over the training that was measured already, as it was; None: there is none.

    Training takes minutes, and its checks are rarely what was corrected: unless the regrade
    asks for it, work is trained anew only when the old checks had stopped it before that.
    """
    regrade = run.regrade
    if regrade is None or (regrade.with_training and passed):
        return None
    pending = run.steps.filter(kind=StepKind.TRAIN, state=StepState.PENDING).first()
    base = run.comparison.base
    old = base.steps.filter(kind=StepKind.TRAIN, state__in=MEASURED).first()
    if pending is None or old is None:
        return None
    for field in ("state", "worker", "started_at", "finished_at", "figures", "notes"):
        setattr(pending, field, getattr(old, field))
    pending.environment = {**old.environment, CARRIED: base.number}
    pending.save()
    copies = list(old.results.all())
    for copy in copies:
        copy.pk, copy.step = None, pending
    CheckResult.objects.bulk_create(copies)
    return pending


def carry_what_was_seen(run: Run, base: Run) -> None:
    """The curve, the log and the files of a training that was taken over, for its pages.

    Only when published: thousands of runs that nobody sees need none of it.
    """
    train = run.steps.filter(kind=StepKind.TRAIN).first()
    if train is None or CARRIED not in train.environment:
        return
    rows = list(base.progress.filter(step_kind=StepKind.TRAIN).order_by("seq"))
    for seq, row in enumerate(rows, run.last_seq + 1):
        row.pk, row.run, row.seq = None, run, seq
    Progress.objects.bulk_create(rows, batch_size=500)
    run.last_seq += len(rows)
    run.save(update_fields=["last_seq"])
    files = list(base.artifacts.all())
    for file in files:
        file.pk, file.run = None, run
    Artifact.objects.bulk_create(files)


def compare(run: Run) -> None:
    """Writes down what a regrade's run came to, when it has ended."""
    comparison = Comparison.objects.select_related("base").get(run=run)
    comparison.change = change_of(comparison.base, run)
    comparison.save(update_fields=["change"])
    _look_on_commit(comparison.regrade_id)


def change_of(base: Run, run: Run) -> Change:
    """A verdict that differs, or else whether other checks stand against the work.

    A run that a fault of ours cut short is no better than none, whatever it had found.
    """
    if run.state != RunState.FINISHED or run.is_cut_short:
        return Change.FAULT
    if run.verdict != base.verdict:  # "" after a fault of ours: nothing was known
        passes = run.verdict == RunVerdict.PASSED
        return Change.PASSES if passes else Change.FAILS
    weighty = any(difference.weighs for difference in differences(base, run))
    return Change.FINDINGS if weighty else Change.SAME


def abandon(runs: QuerySet[Run]) -> None:
    """Of these runs no result is wanted any more: their submissions have moved on."""
    left = Comparison.objects.filter(run__in=runs, change="")
    regrades = set(left.values_list("regrade", flat=True))
    if regrades:
        left.update(change=Change.GONE, settled_at=timezone.now())
    for pk in regrades:
        _look_on_commit(pk)


def _look_on_commit(regrade_pk: int) -> None:
    # Two workers that finish the last two do not see each other's rows before they commit.
    transaction.on_commit(
        lambda: mark_ready(Regrade.objects.filter(pk=regrade_pk)), robust=True
    )


def mark_ready(regrades: QuerySet[Regrade]) -> int:
    """Those that have come to an end now wait for a decision."""
    waiting = Comparison.objects.filter(regrade=OuterRef("pk"), change="")
    ended = regrades.filter(~Exists(waiting), state=RegradeState.RUNNING)
    return ended.update(state=RegradeState.READY, ready_at=timezone.now())
