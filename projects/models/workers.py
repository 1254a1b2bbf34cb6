"""The processes that grade, as they tell of themselves."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from projects.database_clock import seconds_from_now
from projects.enums import Queue, WorkerState
from projects.models.step import Step


def _is_silent() -> models.Q:
    return models.Q(seen_at__lt=seconds_from_now(-settings.STEP_LEASE_S))


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self) -> "WorkerQuerySet":
        """Heard of within a lease, and not stopped."""
        return self.exclude(state=WorkerState.STOPPED).exclude(_is_silent())

    def with_silence(self) -> "WorkerQuerySet":
        """Each with `is_silent`: a dead worker writes nothing, whatever its row says."""
        return self.annotate(is_silent=_is_silent())

    def taking(self) -> "WorkerQuerySet":
        """Those that take work: now, or when the doctor or a step is done."""
        return self.alive().filter(
            state__in=(WorkerState.STARTING, *WorkerState.takers()),
            drain_wanted_at__isnull=True,
        )


class Worker(models.Model):
    """One process, which is one slot. It says every few seconds that it lives."""

    name = models.CharField(max_length=120, unique=True)  # "gpu@host:pid"
    queue = models.CharField(max_length=4, choices=Queue)
    host = models.CharField(max_length=100)
    pid = models.PositiveIntegerField()
    slot = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=120, blank=True)  # in words
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.label) for state in WorkerState.stored()],
        default=WorkerState.STARTING,
    )
    reason = models.TextField(blank=True)  # why it is unfit
    diagnosis = models.JSONField(default=list, blank=True)  # the doctor's lines
    step = models.ForeignKey(
        Step, models.SET_NULL, null=True, blank=True, related_name="held_by"
    )
    memory_mb = models.PositiveIntegerField(default=0)  # its own, not the sandbox's
    # The most that one grading ever cost the process itself, each on its own.
    most_memory_mb = models.PositiveIntegerField(default=0)
    most_cpu_s = models.FloatField(default=0)
    most_log_kb = models.PositiveIntegerField(default=0)
    drain_wanted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    state_since = models.DateTimeField(default=timezone.now)

    objects = WorkerQuerySet.as_manager()
    is_silent = False  # unless it was read by `with_silence`

    class Meta:
        ordering = ["queue", "host", "pid"]

    def __str__(self) -> str:
        return self.name

    def judged(self) -> WorkerState:
        """The state as it is now, of a row that was read `with_silence`."""
        state = WorkerState(self.state)
        if state == WorkerState.STOPPED:
            return state
        if self.is_silent:
            return WorkerState.SILENT
        return WorkerState.DRAINING if self.drain_wanted_at else state
