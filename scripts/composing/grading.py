"""Notebooks handed in by HTTP, and their verdicts; one worker dies in the middle."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scripts import say
from scripts.composing.engine import Compose, Failed
from scripts.composing.visitor import Visitor, exemplar, step_of

PACKS = say.ROOT / "workers" / "packs"
PASSWORD = "reviewhub-demo"  # noqa: S105 -- of manage.py seed_demo, printed for everyone
PATIENCE_S = 900.0
POLL_S = 1.0
TRAINS = "worker-train"
TRAIN = "train"
NOT_FORKED = "No kernel was forked"  # workers/sandbox/opening.py


@dataclass(frozen=True)
class HandIn:
    email: str
    project: str
    name: str  # of a pack's exemplar
    ends: str  # state of the submission


RIGHT = HandIn(
    "student@demo.test",
    "first-neural-network",
    "passing/march-iterations",
    "awaiting_review",
)
WRONG = HandIn(
    "kwame@demo.test", "first-neural-network", "wrong/not-averaged", "returned"
)
# Trains for longest, so the worker is killed in it.
TENSORFLOW = HandIn(
    "gakusei@demo.test", "generate-tv-scripts", "passing/layers", "awaiting_review"
)


def hand_in_and_wait(compose: Compose, site: str) -> dict[HandIn, str]:
    """Identifiers of the submissions, all with the verdict that they deserve."""
    began = time.monotonic()
    told = {}
    for work in (TENSORFLOW, WRONG, RIGHT):
        files = exemplar(work.project, work.name, PACKS)
        told[work] = _visitor(work, site).hand_in(work.project, files)
    _kill_in_training(compose, _visitor(TENSORFLOW, site), told[TENSORFLOW])
    for work, identifier in told.items():
        _wait_for_verdict(work, _visitor(work, site), identifier)
        took = time.monotonic() - began
        say.note(f"{work.project}, {work.name}: {work.ends} after {took:.0f} s")
    return told


def require_forks(compose: Compose, workers: Sequence[str]) -> None:
    """Kernels came from a template: one by one they would be as right, and slow."""
    if NOT_FORKED in compose.run("logs", "--no-color", *workers):
        raise Failed(f"A worker says: {NOT_FORKED}")


def require_same(told: dict[HandIn, str], site: str) -> None:
    """What was handed in is there, with its verdict, after everything was away."""
    for work, identifier in told.items():
        found = _visitor(work, site).submission(identifier)
        if found["state"] != work.ends or not found["files"]:
            raise Failed(f"{work.project} is {found['state']} after a restart")
    say.note(f"{len(told)} submissions are as they were")


def _visitor(work: HandIn, site: str) -> Visitor:
    visitor = Visitor(site)
    visitor.sign_in(work.email, PASSWORD)
    return visitor


def _kill_in_training(compose: Compose, visitor: Visitor, identifier: str) -> None:
    first = _wait_for_step(visitor, identifier, lambda step: step["state"] == "running")
    container = compose.container_of(TRAINS)
    say.run(["docker", "kill", "--signal", "KILL", container])
    say.note(f"{TRAINS} killed in training")
    say.run(["docker", "start", container])
    began = time.monotonic()
    _wait_for_step(
        visitor,
        identifier,
        lambda step: (
            step["state"] == "running" and step["started_at"] != first["started_at"]
        ),
    )
    say.note(f"taken up again after {time.monotonic() - began:.0f} s")


def _wait_for_step(visitor: Visitor, identifier: str, holds: Any) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        submission = visitor.submission(identifier)
        step = step_of(submission, TRAIN)
        if step is not None and holds(step):
            return step
        if time.monotonic() > deadline or submission["state"] != "checking":
            raise Failed(f"No training in progress: {submission['state']}, {step}")
        time.sleep(POLL_S)


def _wait_for_verdict(work: HandIn, visitor: Visitor, identifier: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while (found := visitor.submission(identifier))["state"] == "checking":
        if time.monotonic() > deadline:
            raise Failed(f"{work.project} has no verdict after {PATIENCE_S:.0f} s")
        time.sleep(POLL_S)
    if found["state"] != work.ends:
        raise Failed(f"{work.project}, {work.name}: {found['state']}: {found['runs']}")
