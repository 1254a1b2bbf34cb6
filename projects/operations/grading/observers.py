"""Whoever builds on runs is told of them here: grading itself knows none of those who listen.

Observers register in `projects.apps`, and are called inside grading's transaction.
"""

from typing import Protocol

from django.db.models import QuerySet

from projects.models import Run, Step


class RunObserver(Protocol):
    def take_over(self, run: Run, *, passed: bool) -> Step | None:
        """A step of this run that need not be done, because its result is known; stored already."""

    def run_ended(self, run: Run) -> None:
        """With a verdict, or by a fault of ours."""

    def runs_unwanted(self, runs: QuerySet[Run]) -> None:
        """Called before these runs are cancelled."""


_observers: list[RunObserver] = []


def register(observer: RunObserver) -> None:
    if observer not in _observers:
        _observers.append(observer)


def take_over(run: Run, *, passed: bool) -> Step | None:
    """The first answer counts."""
    answers = (one.take_over(run, passed=passed) for one in _observers)
    return next((step for step in answers if step is not None), None)


def run_ended(run: Run) -> None:
    for observer in _observers:
        observer.run_ended(run)


def runs_unwanted(runs: QuerySet[Run]) -> None:
    for observer in _observers:
        observer.runs_unwanted(runs)
