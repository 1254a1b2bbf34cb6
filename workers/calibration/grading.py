"""Grades one submission as the site would: intake in a child process, checks, training."""

import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from notebooks.isolated import api
from notebooks.isolated.client import Overloaded
from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal
from notebooks.signatures import NotebookSignature
from notebooks.starters import fingerprints_of
from protocol.manifest_reading import NAME, load_manifest
from protocol.progress import Sink
from protocol.steps import Cancelled, CheckResult, Incident, StepReport, Upload
from workers.calibration.records import Record, Result, Verdict
from workers.calibration.submissions import Submission, digest_of, uploads_of
from workers.grader.json_safe import json_safe
from workers.grader.pipeline import examine, train
from workers.packkit.pack import Pack

MOST_TRIES = 3  # of reading an upload, on a busy machine
EVIDENCE_CHARACTERS = 2000
WORDS_CHARACTERS = 4000
STEPS = ("steps_done", "steps_asked")  # fewer done than asked: it was cut short


@dataclass(frozen=True)
class Grader:
    """How all submissions of one calibration are graded. Safe to use from several threads."""

    pack: Pack
    version: str
    with_training: bool
    data: Path | None
    sink: Sink
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def grade(self, submission: Submission, seed: int) -> Record:
        """Raises Cancelled when the sink does; whatever else happens is in the record."""
        record = Record(
            name=submission.name,
            seed=seed,
            digest="",
            version=self.version,
            verdict=Verdict.INCIDENT,
        )
        began = time.monotonic()
        try:
            files = submission.read()
            record = replace(record, digest=digest_of(files))
            upload = self._taken_in(files)
            taken_in_s = round(time.monotonic() - began, 3)
            record = replace(record, edition=upload.edition, intake_s=taken_in_s)
            return self._judged(record, upload)
        except Refusal as refusal:
            return replace(
                record,
                verdict=Verdict.REFUSED,
                code=refusal.code,
                words=refusal.words["en"],
                intake_s=round(time.monotonic() - began, 3),
            )
        except Cancelled:
            raise
        except Overloaded:
            return replace(record, words="The process that reads uploads was too busy.")
        except (Incident, OSError) as incident:
            told = f"{type(incident).__name__}: {incident}"
            return replace(record, words=told[:WORDS_CHARACTERS])
        except Exception:  # noqa: BLE001 -- one fault of ours must not end a run of hours
            return replace(record, words=traceback.format_exc()[-WORDS_CHARACTERS:])

    def _taken_in(self, files: Mapping[str, bytes]) -> Upload:
        """Raises Refusal, and Overloaded. One at a time: reading may use a whole processor."""
        project = self._signatures[0]
        uploads = uploads_of(files)
        tries = 0
        while True:
            tries += 1
            try:
                with self._reading:
                    taken = api.take_in(
                        uploads, project, self._signatures, IntakeLimits()
                    )
            except Overloaded:
                if tries == MOST_TRIES:
                    raise
            else:
                return Upload(taken.notebook_name, taken.files, taken.edition)

    @cached_property
    def _signatures(self) -> list[NotebookSignature]:
        """The pack's, with its starter, and those of the packs beside it."""
        starter = sorted((self.pack.folder / "starter").rglob("*"))
        prints = fingerprints_of(path for path in starter if path.is_file())
        own = {**self.pack.signature(), "starter_fingerprints": prints}
        others = [
            load_manifest(path.parent).signature()
            for path in sorted(self.pack.folder.parent.glob(f"*/{NAME}"))
            if path.parent != self.pack.folder
        ]
        return [NotebookSignature.parse(signature) for signature in (own, *others)]

    def _judged(self, record: Record, upload: Upload) -> Record:
        reports = [examine(self.pack, upload, self.sink, seed=record.seed)]
        if self.with_training and reports[0].passed:
            trained = train(
                self.pack,
                upload,
                self.sink,
                data_folder=self.data,
                seed=record.seed,
                with_notebook=False,
            )
            reports.append(trained)
        passed = all(report.passed for report in reports)
        last = reports[-1]
        return replace(
            record,
            verdict=Verdict.ACCEPTED if passed else Verdict.RETURNED,
            results=tuple(_result(r) for report in reports for r in report.results),
            figures=figures_of(self.pack, last),
            examine_s=reports[0].duration_s,
            train_s=sum(report.duration_s for report in reports[1:]),
        )


def figures_of(pack: Pack, report: StepReport) -> dict[str, float]:
    """The numbers that the pack tells students, and those by which training decides."""
    figures = json_safe(report.figures)
    named = [figure.name for figure in pack.presentation.figures]
    named += [*getattr(pack.training, "REPORTED", ()), *STEPS]
    return {
        name: figures[name]
        for name in named
        if isinstance(figures.get(name), int | float)
    }


def _result(result: CheckResult) -> Result:
    return Result(
        check=result.check,
        title=result.title["en"],
        outcome=result.outcome.value,
        hint=result.hint.get("en", ""),
        evidence=result.evidence[-EVIDENCE_CHARACTERS:],
    )
