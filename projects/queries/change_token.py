"""Whether anything of a run has moved: the question that every open page asks every two seconds."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from projects.enums import State, StepState
from projects.models import Run
from projects.models.submission_queryset import SubmissionQuerySet

WAITING_S, RUNNING_S = 30, 5  # how old the time left may get when nothing else moves


@dataclass(frozen=True)
class ChangeToken:
    """One state of what moves; its `value` is what a page remembers of it."""

    state: str
    run: int | None = None
    tries: str = ""
    last_seq: int = 0
    steps: str = ""

    @property
    def is_checking(self) -> bool:
        return self.state == State.CHECKING

    @property
    def value(self) -> str:
        if self.run is None:
            return "-"
        running = StepState.RUNNING.value in self.steps.split(".")
        # Each run's clock strikes at a moment of its own, so that not all pages are drawn at once.
        now = int(timezone.now().timestamp()) + self.run
        clock = now // (RUNNING_S if running else WAITING_S)
        return f"{self.log_token}-{self.last_seq}-{self.steps}-{clock}"

    @property
    def log_token(self) -> str:
        """While this is the same, the log only grows: a new try begins it anew."""
        return f"{self.run}-{self.tries}"


def read_change_token(seen: SubmissionQuerySet, uid: UUID) -> ChangeToken | None:
    """By one query. `seen`: what the reader may see; None for what is not in it."""
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
        )
    )
    if not rows:
        return None
    newest = [row for row in rows if row[1] == rows[0][1]]
    state, run, last_seq, _state, _tries = newest[0]
    return ChangeToken(
        state,
        run,
        ".".join(str(row[4]) for row in newest),
        last_seq or 0,
        ".".join(str(row[3]) for row in newest),
    )


def change_token_of(state: str, run: Run | None) -> ChangeToken:
    """The same from rows that were read; expects the run's steps prefetched."""
    if run is None:
        return ChangeToken(state)
    steps = sorted(run.steps.all(), key=lambda step: step.kind)
    return ChangeToken(
        state,
        run.pk,
        ".".join(str(step.tries) for step in steps),
        run.last_seq,
        ".".join(step.state for step in steps),
    )


def row_seen(seen: str, token: ChangeToken) -> int | None:
    """Up to which row a page that sent the token `seen` has the log; None: it has to be sent whole."""
    head, _dash, rest = seen.removeprefix(f"{token.log_token}-").partition("-")
    same = seen.startswith(f"{token.log_token}-") and bool(rest)
    return int(head) if same and head.isdecimal() and len(head) < 10 else None  # noqa: PLR2004
