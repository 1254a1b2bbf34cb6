"""The workers page: slots as tiles, queues with their ages, runs set aside, drain."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from projects.enums import RunState, WorkerState
from projects.models import Progress, Worker, current
from projects.models.texts import text_in
from projects.operations import workers as operations
from projects.queries import workers as reads
from projects.rules import leads_site
from projects.site_settings import GRADING_PAUSED
from projects.web.parts.people import signed_in
from projects.web.parts.status_line import StatusLine

NOTHING_NEW = 204
MEMORY_STEP_MB = 32  # a change below this is not worth a new page
LOOKS = {  # the tone of an outcome, and an icon
    WorkerState.STARTING: ("queued", "clock"),
    WorkerState.READY: ("passed", "check-circle"),
    WorkerState.BUSY: ("running", "gear"),
    WorkerState.UNFIT: ("broken", "warning"),
    WorkerState.STOPPED: ("cancelled", "minus"),
    WorkerState.DRAINING: ("queued", "flag"),
    WorkerState.SILENT: ("failed", "alert"),
}
IN_TROUBLE = (WorkerState.UNFIT, WorkerState.SILENT)


@dataclass(frozen=True)
class Tile:
    worker: Worker
    state: WorkerState
    tone: str
    icon: str
    since: datetime
    may_drain: bool
    may_undo: bool

    @property
    def label(self) -> str | Promise:
        return self.state.label


@dataclass(frozen=True)
class TroubledRow:
    found: reads.Troubled
    events: Sequence[str]

    @property
    def is_quarantined(self) -> bool:
        return self.found.run.state == RunState.QUARANTINED


@login_required
def workers(request: HttpRequest) -> HttpResponse:
    _for_staff(request)
    found = reads.all_workers()
    live_part = _live_context(found)
    troubled = [_row(one) for one in reads.troubled_runs()]
    context = {
        **live_part,
        "gone": [_tile(worker) for worker in found.gone],
        "troubled": troubled,
        "status_line": _status_line(live_part["tiles"], live_part["queues"], troubled),
    }
    return render(request, "workers/page.html", context)


@login_required
def live(request: HttpRequest) -> HttpResponse:
    """Answers a poll with tiles and queues, or with 204 when they look the same."""
    _for_staff(request)
    context = _live_context(reads.all_workers())
    if request.GET.get("seen") == context["change_token"]:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "workers/live.html", context)


@require_POST
@login_required
def drain(request: HttpRequest, pk: int) -> HttpResponse:
    worker = _worker(request, pk)
    operations.drain(worker, by=signed_in(request))
    messages.success(
        request, _("%(name)s stops after its current step.") % {"name": worker.name}
    )
    return redirect("projects:workers")


@require_POST
@login_required
def undo_drain(request: HttpRequest, pk: int) -> HttpResponse:
    worker = _worker(request, pk)
    operations.undo_drain(worker, by=signed_in(request))
    messages.success(request, _("%(name)s keeps running.") % {"name": worker.name})
    return redirect("projects:workers")


def _for_staff(request: HttpRequest) -> None:
    if not leads_site(signed_in(request)):
        raise Http404


def _worker(request: HttpRequest, pk: int) -> Worker:
    _for_staff(request)
    return get_object_or_404(Worker, pk=pk)


def _live_context(found: reads.Workers) -> dict[str, Any]:
    """The part that the page polls. The rest is not replaced, so that its folds stay open."""
    tiles = [_tile(worker) for worker in found.here]
    queues = reads.all_queues()
    return {
        "tiles": tiles,
        "queues": queues,
        "change_token": _change_token(tiles, queues),
    }


def _tile(worker: Worker) -> Tile:
    state = worker.judged()
    tone, icon = LOOKS[state]
    since = worker.seen_at if state == WorkerState.SILENT else worker.state_since
    if state == WorkerState.DRAINING and worker.drain_wanted_at:
        since = worker.drain_wanted_at
    is_live = state not in (WorkerState.STOPPED, WorkerState.SILENT)
    is_draining = state == WorkerState.DRAINING
    return Tile(
        *(worker, state, tone, icon, since),
        may_drain=is_live and not is_draining,
        may_undo=is_draining,
    )


def _row(found: reads.Troubled) -> TroubledRow:
    return TroubledRow(found, [_progress_line(row) for row in found.happened])


def _progress_line(row: Progress) -> str:
    """One progress row as a line for staff."""
    payload = row.payload
    for key in ("name", "title", "text"):
        if isinstance(payload.get(key), dict):
            return f"{row.seq} {row.kind}: {text_in(payload[key])}"
    return f"{row.seq} {row.kind}: {json.dumps(payload, ensure_ascii=False)[:120]}"


def _change_token(tiles: Sequence[Tile], queues: Sequence[reads.QueueNow]) -> str:
    """Changes when that part would look different; times move by themselves."""
    seen = [
        (
            *(tile.worker.pk, tile.state, tile.worker.step_id, tile.worker.reason),
            tile.worker.memory_mb // MEMORY_STEP_MB,
            *(tile.worker.most_memory_mb, tile.worker.most_cpu_s),
            tile.worker.most_log_kb,
        )
        for tile in tiles
    ]
    ages = [(now.workers, now.waiting, now.running, now.oldest) for now in queues]
    return sha256(repr((seen, ages)).encode()).hexdigest()[:16]


def _status_line(
    tiles: Sequence[Tile],
    queues: Sequence[reads.QueueNow],
    troubled: Sequence[TroubledRow],
) -> StatusLine:
    if current(GRADING_PAUSED):
        words = _(
            "Grading is paused: no worker takes a step until an admin lets it run."
        )
        return StatusLine("yours", words)
    for now in queues:
        if now.is_unattended:
            words = _("No worker serves “%(queue)s”, and %(n)s wait: start a worker.")
            return StatusLine(
                "yours", words % {"queue": now.queue.label, "n": now.waiting}
            )
    ill = sum(tile.state in IN_TROUBLE for tile in tiles)
    if ill:
        words = ngettext(
            "%(n)s worker cannot work: its tile says why.",
            "%(n)s workers cannot work: their tiles say why.",
            ill,
        )
        return StatusLine("yours", words % {"n": ill})
    open_ones = sum(row.found.may_rerun for row in troubled)
    if open_ones:
        words = ngettext(
            "%(n)s run ended by an error on our side: read its log, then run it again.",
            "%(n)s runs ended by an error on our side: read their logs, then run them again.",
            open_ones,
        )
        return StatusLine("yours", words % {"n": open_ones})
    if not tiles:
        return StatusLine("yours", _("No worker is running: start one."))
    return StatusLine("done", _("All workers are ready, and no run is stuck."))
