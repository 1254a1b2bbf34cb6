"""Runs as the real grader made them once, by the name of the exemplar that was graded.

A record is a folder: `run.json` has the steps in the words of `protocol`, the other files are
what the run stored (`protocol.artifacts`), and `files/` holds what was handed in. A notebook
that ran from the top is not among them: it is handed in as it ran, with outputs as a student's has.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from projects.operations.grading import Outcome
from protocol.artifacts import EXECUTED
from protocol.rerun import RERUN
from protocol.steps import StepKind

FOLDER = Path(__file__).parent / "recorded"
RECORD = "run.json"
FILES = "files"
KEPT = ".kept"  # so that no tool takes students' code for ours

Row = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class RecordedStep:
    kind: StepKind
    passed: bool
    seconds: float
    rows: Sequence[Row]  # of its progress
    settled: int  # of the rows, those before the verdict was known; 0: known at the end
    outcome: Outcome

    def verdict(self) -> Outcome:
        """What was known when the notebook was still to be run."""
        judged = [row for row in self.outcome.results if row["check"] != RERUN]
        return Outcome(
            passed=self.passed,
            results=tuple(judged),
            environment=self.outcome.environment,
            figures=self.outcome.figures,
            notes=self.outcome.notes,
            artifacts={},
        )


@dataclass(frozen=True)
class Record:
    project: str  # slug
    pack: str  # digest of the pack that graded it
    notebook: str  # its name as it was handed in
    edition: str
    steps: Sequence[RecordedStep]
    files: Mapping[str, bytes]  # as they are handed in

    @property
    def passed(self) -> bool:
        return all(step.passed for step in self.steps)


@cache
def read(name: str) -> Record:
    """The record of an exemplar, `slug/kind/name`."""
    folder = FOLDER / name
    data = json.loads((folder / RECORD).read_text("utf-8"))
    stored = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    del stored[RECORD]
    kept = (folder / FILES).glob(f"*{KEPT}")
    files = {path.name.removesuffix(KEPT): path.read_bytes() for path in kept}
    if data["notebook"] not in files:
        files[data["notebook"]] = stored[EXECUTED]
    last = data["steps"][-1]
    steps = [
        _step(step, data["pack"], stored if step is last else {})
        for step in data["steps"]
    ]
    return Record(
        project=name.split("/", maxsplit=1)[0],
        pack=data["pack"],
        notebook=data["notebook"],
        edition=data["edition"],
        steps=steps,
        files=files,
    )


def _step(
    data: Mapping[str, Any], pack: str, artifacts: Mapping[str, bytes]
) -> RecordedStep:
    return RecordedStep(
        kind=StepKind(data["kind"]),
        passed=data["passed"],
        seconds=data["seconds"],
        rows=[(kind, payload) for _, kind, payload in data["progress"]],
        settled=data.get("settled", 0),
        outcome=Outcome(
            passed=data["passed"],
            results=tuple(data["results"]),
            environment={**data["environment"], "pack": pack},
            figures=data["figures"],
            notes=tuple(data["notes"]),
            artifacts=artifacts,
        ),
    )
