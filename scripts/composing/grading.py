"""Hands in notebooks by HTTP and waits for their verdicts; one worker is killed meanwhile."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scripts import commands, say
from scripts.composing.compose import Compose
from scripts.composing.engine import Failed
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
    name: str  # the name of a pack's exemplar
    ends: str  # the submission's state in the end


RIGHT = HandIn(
    "student@demo.test",
    "first-neural-network",
    "passing/march-iterations",
    "awaiting_review",
)
WRONG = HandIn(
    "kwame@demo.test", "first-neural-network", "wrong/not-averaged", "returned"
)
# This one trains longest, so the worker is killed during its training.
TENSORFLOW = HandIn(
    "gakusei@demo.test", "generate-tv-scripts", "passing/layers", "awaiting_review"
)


def hand_in_and_wait(compose: Compose, site: str) -> dict[HandIn, str]:
    """Hands in and waits for the right verdicts; returns the submissions' identifiers."""
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
    """Fails if a kernel was started without its template, which is correct but slow."""
    if NOT_FORKED in compose.run("logs", "--no-color", *workers):
        raise Failed(f"A worker's log says: {NOT_FORKED}")


def require_same(told: dict[HandIn, str], site: str) -> None:
    """Checks that all submissions still have their files and verdicts after a restart."""
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
    commands.run(["docker", "kill", "--signal", "KILL", container])
    say.note(f"{TRAINS} killed in training")
    commands.run(["docker", "start", container])
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
