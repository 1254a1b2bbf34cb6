"""Reads of a run while it goes: what runs now, how far it is, what it printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from notebooks.terminal import readable
from projects.enums import RunState, StepState
from projects.models import Progress, Run, Step, Submission
from projects.models.texts import text_in
from projects.queries.grading import payloads, usual_duration
from protocol.progress import ProgressKind
from protocol.steps import StepKind

LOG_CHARACTERS = 20_000  # of the end of the log that a page shows
LOG_ROWS = 400
RECENT = 24  # points of the curve from which its pace is read
LAST_ONLY = (ProgressKind.CELL, ProgressKind.PHASE, ProgressKind.USAGE)
Told = tuple[Mapping[str, Any], datetime]  # a row's payload, and when it was told


@dataclass(frozen=True)
class StepNow:
    step: Step
    doing: str  # the phase that the worker last told of
    cells_done: int
    cells: int
    remaining: timedelta | None
    usage: Mapping[str, Any] = field(default_factory=dict)  # protocol.progress.Usage

    @property
    def is_running(self) -> bool:
        return self.step.state == StepState.RUNNING


@dataclass(frozen=True)
class Live:
    run: Run
    steps: Sequence[StepNow]
    remaining: timedelta | None  # of all steps together; None before any experience

    @property
    def is_live(self) -> bool:
        return self.run.state in RunState.live()

    @property
    def running(self) -> StepNow | None:
        return next((now for now in self.steps if now.is_running), None)


def live(run: Run, project_id: int, steps: Sequence[Step] | None = None) -> Live:
    """Expects the run's steps prefetched, or given."""
    rows = run.steps.all() if steps is None else steps
    steps_now = [_step_now(step, project_id) for step in rows]
    return Live(run, steps_now, _all_remaining(steps_now))


def in_line(run: Run) -> Live:
    """Of a run that waits for a worker: nothing runs of which more could be told."""
    steps = [StepNow(step, "", 0, 0, None) for step in run.steps.all()]
    return Live(run, steps, None)


def _all_remaining(steps: Sequence[StepNow]) -> timedelta | None:
    open_states = (StepState.PENDING, *StepState.live())
    spans = [now.remaining for now in steps if now.step.state in open_states]
    known = [span for span in spans if span is not None]
    return sum(known, timedelta()) if known and len(known) == len(spans) else None


def _step_now(step: Step, project_id: int) -> StepNow:
    if step.state not in (StepState.PENDING, *StepState.live()):
        return StepNow(step, "", 0, 0, None)
    usual = usual_duration(StepKind(step.kind), project_id)
    if step.state != StepState.RUNNING:
        return StepNow(step, "", 0, 0, usual)
    told = _told_last(step)
    cell, phase, usage = (_newest(told[kind]) for kind in LAST_ONLY)
    # A cell is told when it starts: those before it are done.
    return StepNow(
        step,
        doing=text_in(phase.get("name")),
        cells_done=max(int(cell.get("index", 0)) - 1, 0),
        cells=int(cell.get("of", 0)),
        remaining=_remaining(step, usual, told[ProgressKind.CURVE]),
        usage=usage,
    )


def _told_last(step: Step) -> Mapping[str, Sequence[Told]]:
    """The last row of a few kinds and the last points of the curve, newest first; one query."""
    rows = Progress.objects.filter(run=step.run_id, step_kind=step.kind)
    wanted = Q()
    for kind in (*LAST_ONLY, ProgressKind.CURVE):
        most = RECENT if kind == ProgressKind.CURVE else 1
        before = rows.filter(kind=kind).order_by("-seq").values("seq")[most : most + 1]
        wanted |= Q(kind=kind, seq__gt=Coalesce(Subquery(before), -1))
    told: dict[str, list[Told]] = {
        kind: [] for kind in (*LAST_ONLY, ProgressKind.CURVE)
    }
    found = rows.filter(wanted).order_by("-seq")
    for of, payload, at in found.values_list("kind", "payload", "at"):
        told[of].append((payload, at))
    return told


def _newest(told: Sequence[Told]) -> Mapping[str, Any]:
    return told[0][0] if told else {}


def _remaining(
    step: Step, usual: timedelta | None, curve_told: Sequence[Told]
) -> timedelta | None:
    """The longer of what the curve promises and what the step usually takes.

    More follows the curve: after the training the whole notebook is run. None when it takes
    longer than usual and nothing says for how much longer: no promise is better than "1 s".
    """
    if step.started_at is None:
        return usual
    spans = []
    if usual is not None:
        elapsed = timezone.now() - step.started_at
        spans.append(usual - elapsed)
    curve = _rest_of_curve(curve_told)
    if curve is not None:
        spans.append(curve)
    return max((span for span in spans if span > timedelta()), default=None)


def _rest_of_curve(told: Sequence[Told]) -> timedelta | None:
    """From the pace of the last points of the current try; None while there is no pace."""
    points = [
        (float(payload["x"]), at, float(payload.get("x_of", 0))) for payload, at in told
    ]
    if not points:
        return None
    x, at, x_of = points[0]
    first_x, first_at = x, at
    for earlier_x, earlier_at, _x_of in points[1:]:
        if earlier_x > first_x:  # the end of the try before
            break
        first_x, first_at = earlier_x, earlier_at
    if not first_x < x < x_of:
        return None
    return (at - first_at) * ((x_of - x) / (x - first_x))


def read_progress(run: Run) -> None:
    """Reads what a whole page shows by one query: points of curves, notes, the end of the log."""
    cut = _log(run).order_by("-seq").values("seq")[LOG_ROWS : LOG_ROWS + 1]
    log = Q(kind=ProgressKind.LOG, seq__lte=run.last_seq) & Q(
        seq__gt=Coalesce(Subquery(cut), -1)
    )
    rows = Progress.objects.filter(
        Q(kind__in=(ProgressKind.CURVE, ProgressKind.NOTE)) | log, run=run
    )
    read: dict[str, list[Mapping[str, Any]]] = {
        kind: [] for kind in (ProgressKind.CURVE, ProgressKind.NOTE, ProgressKind.LOG)
    }
    for kind, payload in rows.order_by("seq").values_list("kind", "payload"):
        read[kind].append(payload)
    run.progress_read = read  # type: ignore[attr-defined]


def _log(run: Run) -> QuerySet[Progress]:
    """No further than the run as it was read: what comes later, `log_since` will tell."""
    return Progress.objects.filter(
        run=run, kind=ProgressKind.LOG, seq__lte=run.last_seq
    )


def _last_of_log(run: Run) -> list[Mapping[str, Any]]:
    if hasattr(run, "progress_read"):
        return list(run.progress_read[ProgressKind.LOG])
    newest = _log(run).order_by("-seq").values_list("payload", flat=True)[:LOG_ROWS]
    return list(reversed(newest))


def log_end(run: Run) -> str:
    """The last of what the notebook printed; whole lines where it was cut."""
    text = readable("".join(str(row.get("text", "")) for row in _last_of_log(run)))
    if len(text) <= LOG_CHARACTERS:
        return text
    return text[-LOG_CHARACTERS:].partition("\n")[2] or text[-LOG_CHARACTERS:]


def log_since(run: Run, seen: int) -> str | None:
    """What was printed after row `seen`; None when that is more than a page shows."""
    rows = Progress.objects.filter(
        run=run, kind=ProgressKind.LOG, seq__gt=seen, seq__lte=run.last_seq
    )
    newest = list(rows.order_by("seq").values_list("payload", flat=True)[:LOG_ROWS])
    text = "".join(str(row.get("text", "")) for row in newest)
    if len(newest) == LOG_ROWS or len(text) > LOG_CHARACTERS:
        return None
    # A bar that writes over its line can only go on below it: that line was sent.
    begun = "\n" if text.startswith("\r") and not text.startswith("\r\n") else ""
    return begun + readable(text)


def noted(submission: Submission, run: Run | None, *, quotes: bool) -> list[str]:
    """What was noticed at the upload and by a run.

    Without `quotes` nothing of the upload, since that quotes names of files as they were given.
    """
    at_upload = submission.intake_notes if quotes else ()
    return [text_in(note) for note in at_upload] + (notes_of(run) if run else [])


def notes_of(run: Run) -> list[str]:
    """What was noticed and failed nothing, for the student and the reviewer."""
    told = [note for step in run.steps.all() for note in step.notes]
    if run.state in RunState.live():
        told += [row.get("text", {}) for row in payloads(run, ProgressKind.NOTE)]
    texts = [text_in(note) for note in told]
    if run.regrade is not None:
        words = _("The checks were corrected after this was handed in: %(reason)s")
        texts.insert(0, words % {"reason": run.regrade.reason})
    return list(dict.fromkeys(text for text in texts if text))
