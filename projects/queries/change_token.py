"""Whether anything of a run has moved, which every open page asks, and how soon it asks again."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from projects.enums import Queue, State, StepState
from projects.models import Run, current
from projects.models.submission_queryset import SubmissionQuerySet
from projects.queries.job_queue import Wait, wait_in_line
from projects.site_settings import GRADING_PAUSED

RUNNING_S = 5  # how old the time left may get when nothing else moves
SOONEST_S, LATEST_S = 2.0, 20.0  # after which a page asks again
S_FOR_EACH_PLACE = 0.5
PART_OF_THE_WAIT = 0.1
# Shorter or longer, so that who came at once does not ask at once for ever.
SPREAD = 0.1
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class ChangeToken:
    """One state of what moves; its `value` is what a page remembers of it."""

    state: str
    run: int | None = None
    tries: str = ""
    last_seq: int = 0
    steps: str = ""
    wait: Wait | None = None  # while it stands in line

    @property
    def is_checking(self) -> bool:
        return self.state == State.CHECKING

    @property
    def value(self) -> str:
        if self.run is None:
            return "-"
        if self.wait is not None:
            return f"{self.without_line}-{_as_told(self.wait)}"
        # Each run's clock strikes at a moment of its own, so that not all pages are drawn at once.
        now = int(timezone.now().timestamp()) + self.run
        return f"{self.without_line}-{now // RUNNING_S}"

    @property
    def without_line(self) -> str:
        """Of everything but the time left and the place in line."""
        return f"{self.log_token}-{self.last_seq}-{self.steps}"

    def has_moved_in_line_only(self, seen: str) -> bool:
        """Since the page that sent the token `seen` was drawn."""
        return self.wait is not None and seen.startswith(f"{self.without_line}-")

    @property
    def asks_again_s(self) -> float:
        """After how long there may be news.

        What runs tells something every few seconds. Who stands far behind in line has none for a while,
        and asks more and more often as the place gets nearer, so that a beginning is seen at once.
        """
        if self.run is None or self.wait is None:
            return SOONEST_S
        apart = 1 - SPREAD + 2 * SPREAD * (self.run % 11) / 10
        return round(apart * _usual_s(self.wait), 1)

    @property
    def log_token(self) -> str:
        """While this is the same, the log only grows: a new try begins it anew."""
        return f"{self.run}-{self.tries}"


def _usual_s(wait: Wait) -> float:
    """By the place, and by the time where it is known: the line may be quicker than it was."""
    by_place = S_FOR_EACH_PLACE * wait.place
    by_time = by_place
    if wait.workers and wait.time is not None:
        by_time = PART_OF_THE_WAIT * wait.time.total_seconds()
    return min(max(min(by_place, by_time), SOONEST_S), LATEST_S)


def _as_told(wait: Wait) -> str:
    """What the sentence about the wait says, as long as it says the same."""
    if current(GRADING_PAUSED):
        return "paused"
    if not wait.workers or wait.time is None:
        return f"{wait.place}.{min(wait.workers, 1)}"
    seconds = int(wait.time.total_seconds())
    told = seconds // 60 * 60 if wait.time >= MINUTE else seconds
    return f"{wait.place}.1.{told}"


def read_change_token(seen: SubmissionQuerySet, uid: UUID) -> ChangeToken | None:
    """By one query, and what the line costs. `seen`: what the reader may see; None for what is not in it."""
    rows = list(
        seen.filter(uid=uid)
        .annotate(counted=FilteredRelation("runs", condition=Q(runs__counts=True)))
        .order_by("-counted__number", "counted__steps__kind")
        .values_list(
            "state",
            "counted__pk",
            "counted__last_seq",
            "counted__steps__state",
            "counted__steps__tries",
            "counted__steps__pk",
            "counted__steps__queue",
        )
    )
    if not rows:
        return None
    newest = [row for row in rows if row[1] == rows[0][1]]
    state, run, last_seq = newest[0][:3]
    queued = (row for row in newest if row[3] == StepState.QUEUED)
    waits = next(queued, None) if state == State.CHECKING else None
    return ChangeToken(
        state,
        run,
        ".".join(str(row[4]) for row in newest),
        last_seq or 0,
        ".".join(str(row[3]) for row in newest),
        wait_in_line(Queue(waits[6]), waits[5]) if waits else None,
    )


def change_token_of(state: str, run: Run | None, wait: Wait | None) -> ChangeToken:
    """The same from what was read; expects the run's steps prefetched."""
    if run is None:
        return ChangeToken(state)
    steps = sorted(run.steps.all(), key=lambda step: step.kind)
    return ChangeToken(
        state,
        run.pk,
        ".".join(str(step.tries) for step in steps),
        run.last_seq,
        ".".join(step.state for step in steps),
        wait,
    )


def row_seen(seen: str, token: ChangeToken) -> int | None:
    """Up to which row a page that sent the token `seen` has the log; None: it has to be sent whole."""
    head, _dash, rest = seen.removeprefix(f"{token.log_token}-").partition("-")
    same = seen.startswith(f"{token.log_token}-") and bool(rest)
    return int(head) if same and head.isdecimal() and len(head) < 10 else None  # noqa: PLR2004
