"""Grades what is not graded yet, several at once, and keeps each result as soon as it is known."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from protocol.progress import Progress
from protocol.steps import Cancelled
from workers.calibration.bar import Bar
from workers.calibration.grading import Grader
from workers.calibration.records import Record
from workers.calibration.state import State
from workers.calibration.submissions import Submission
from workers.calibration.versions import runtimes_of, version_of
from workers.packkit.pack import Pack
from workers.sandbox.folders import sweep_leftovers
from workers.sandbox.opening import STORE

FEW = 4  # for so few, kernels start sooner without a template


@dataclass(frozen=True)
class Wanted:
    pack: Pack
    submissions: Sequence[Submission]
    seeds: int
    with_training: bool
    data: Path | None
    jobs: int


@dataclass(frozen=True)
class Graded:
    records: tuple[Record, ...]  # of the wanted submissions, as far as they are graded
    fresh: int  # graded now; the others were kept
    is_whole: bool  # whether nobody stopped it


def calibrate(wanted: Wanted, state: State, stream: TextIO) -> Graded:
    """Raises Incident when the pack's runtime is not built."""
    sweep_leftovers()  # of a calibration that was killed
    runtimes = runtimes_of(wanted.pack)
    version = version_of(
        wanted.pack, runtimes, with_training=wanted.with_training, data=wanted.data
    )
    every = [(one, seed) for seed in range(wanted.seeds) for one in wanted.submissions]
    left = [
        (one, seed)
        for one, seed in every
        if not state.has(one.name, seed, one.digest, version)
    ]
    if len(left) < len(every):
        stream.write(f"{len(every) - len(left)} of {len(every)} are graded already.\n")
    is_whole = True
    if left:
        STORE.keep(runtimes if len(left) > FEW else ())
        try:
            is_whole = _grade(wanted, version, left, state, stream)
        finally:
            STORE.close()
    records = [
        state.records[one.name, seed]
        for one, seed in every
        if (one.name, seed) in state.records
    ]
    current = tuple(record for record in records if record.version == version)
    return Graded(current, len(left), is_whole)


def _grade(
    wanted: Wanted,
    version: str,
    left: Sequence[tuple[Submission, int]],
    state: State,
    stream: TextIO,
) -> bool:
    """Whether everything was graded before somebody pressed Ctrl-C."""
    stopping = threading.Event()

    def sink(progress: Progress) -> None:
        if stopping.is_set():
            raise Cancelled

    grader = Grader(wanted.pack, version, wanted.with_training, wanted.data, sink)
    bar = Bar(stream, len(left))
    with ThreadPoolExecutor(wanted.jobs, thread_name_prefix="grader") as pool:
        futures = [pool.submit(grader.grade, one, seed) for one, seed in left]
        try:
            for record in _as_they_come(futures):
                state.add(record)
                bar.advance(record)
        except KeyboardInterrupt:
            return False
        finally:
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            bar.end()
    return True


def _as_they_come(futures: Sequence[Future[Record]]) -> Iterator[Record]:
    pending = set(futures)
    while pending:
        done, pending = wait(pending, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)
