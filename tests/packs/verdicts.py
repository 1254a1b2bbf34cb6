"""The table of exemplars and verdicts, through the real sandbox, as Markdown.

    python -m tests.packs.verdicts [--pack SLUG] [--data FOLDER] [--seed N] [NAME …]
    python -m tests.packs.verdicts --pack SLUG --seeds N [NAME …]

The first grades each exemplar once. The second grades it with the seeds 0 to N-1 and tells how
often the verdict was the one known of it, and the least, middle and largest of the figures that
the pack names in `training.REPORTED`. Training goes without the notebook's own run.

Exits with 1 when an exemplar gets another verdict than the one known of it.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.packs.exemplars import (
    Exemplar,
    exemplars_of,
    failures,
    ignore,
    open_packs,
)
from workers.environments.environments import find_runtime
from workers.grader.pipeline import examine, train
from workers.packkit.pack import Pack
from workers.sandbox.opening import STORE

LOSSES = ("training_loss", "validation_loss")  # reported when a pack names none
NOTHING = "–"


@dataclass(frozen=True)
class Graded:
    """One exemplar with one seed. Seconds are of the wall."""

    exemplar: Exemplar
    failed: list[str]
    passed: bool
    figures: dict[str, Any]
    examine_s: float
    train_s: float | None  # None: it did not get that far

    @property
    def as_known(self) -> bool:
        """Wrong work that luck fails in the hidden checks already gets no further."""
        known = [] if self.stopped_early else self.exemplar.known_to_fail
        is_known = self.exemplar.is_known(self.failed, known)
        return is_known and self.passed is self.is_good is (not self.failed)

    @property
    def is_good(self) -> bool:
        """Work that has to pass."""
        return not self.exemplar.known_to_fail

    @property
    def stopped_early(self) -> bool:
        """Whether work that is to be trained was returned before."""
        return self.exemplar.is_trained and self.train_s is None


def main() -> int:
    packs = open_packs()
    wanted = _arguments(packs)
    runs: list[Graded] = []
    for pack in packs:
        if chosen := _chosen(pack, wanted):
            STORE.keep([find_runtime(pack.runtime)])
            runs += _table(pack, chosen, wanted)
    STORE.close()
    right = [run.as_known for run in runs]
    print(f"\n{sum(right)} of {len(right)} runs as known; {_rates(runs)}")
    return 0 if right and all(right) else 1


def _rates(runs: Sequence[Graded]) -> str:
    """A wrong exemplar that fails other checks than its own is not let through."""
    good = [run for run in runs if run.is_good]
    wrong = [run for run in runs if not run.is_good]
    rejected = sum(not run.passed for run in good)
    let_through = sum(run.passed for run in wrong)
    return (
        f"{rejected} of {len(good)} runs of good work were rejected, "
        f"{let_through} of {len(wrong)} of wrong work let through"
    )


def _arguments(packs: Sequence[Pack]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.packs.verdicts")
    parser.add_argument("names", nargs="*", help="exemplars; all when none is named")
    parser.add_argument("--pack", choices=[pack.slug for pack in packs])
    parser.add_argument("--data", type=Path, help="folder with the real data")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--seeds", type=int, help="grade with the seeds 0 to N-1")
    wanted = parser.parse_args()
    there = {e.folder.name for pack in packs for e in _chosen(pack, wanted, every=True)}
    if unknown := set(wanted.names) - there:
        parser.error(f"no such exemplar: {', '.join(sorted(unknown))}")
    return wanted


def _chosen(
    pack: Pack, wanted: argparse.Namespace, *, every: bool = False
) -> list[Exemplar]:
    """Those of the pack that were asked for; `every`: whatever their names are."""
    if wanted.pack not in (None, pack.slug):
        return []
    everything = every or not wanted.names
    return [
        e for e in exemplars_of(pack) if everything or e.folder.name in wanted.names
    ]


def _table(
    pack: Pack, chosen: Sequence[Exemplar], wanted: argparse.Namespace
) -> list[Graded]:
    """Prints the pack's table line by line."""
    figures = reported(pack)
    head = ["exemplar", "edition", "known to fail"]
    if wanted.seeds:
        head += ["as known", *figures, "examine, s", "training, s"]
    else:
        head += ["failed", *figures, "seconds", ""]
    print(f"\n{pack.slug}\n")
    say(head)
    say(["---"] * len(head))
    return [run for each in chosen for run in _row(each, figures, wanted)]


def reported(pack: Pack) -> tuple[str, ...]:
    return tuple(getattr(pack.training, "REPORTED", LOSSES))


def _row(
    exemplar: Exemplar, figures: Sequence[str], wanted: argparse.Namespace
) -> list[Graded]:
    seeds = range(wanted.seeds) if wanted.seeds else [wanted.seed]
    runs = [graded(exemplar, wanted.data, seed) for seed in seeds]
    cells = [
        f"{exemplar.folder.parent.name}/{exemplar.folder.name}",
        exemplar.expected["edition"],
        ", ".join(exemplar.known_to_fail) or NOTHING,
    ]
    right = [run.as_known for run in runs]
    if wanted.seeds:
        cells += [f"{sum(right)} of {len(right)}{_otherwise(runs)}"]
        cells += [spread([run.figures.get(name) for run in runs]) for name in figures]
        cells += [spread([run.examine_s for run in runs], "{:.1f}")]
        cells += [spread([run.train_s for run in runs], "{:.1f}")]
    else:
        (run,) = runs
        cells += [", ".join(run.failed) or NOTHING]
        cells += [spread([run.figures.get(name)]) for name in figures]
        cells += [f"{run.examine_s + (run.train_s or 0):.0f}"]
        cells += ["as known" if run.as_known else "DIFFERENT"]
    say(cells)
    return runs


def graded(exemplar: Exemplar, data: Path | None, seed: int | None) -> Graded:
    began = time.monotonic()
    report = examine(exemplar.pack, exemplar.upload, ignore, seed=seed)
    examined = time.monotonic()
    train_s = None
    if report.passed and exemplar.is_trained:
        report = train(
            exemplar.pack,
            exemplar.upload,
            ignore,
            data_folder=data,
            seed=seed,
            with_notebook=False,
        )
        train_s = time.monotonic() - examined
    return Graded(
        exemplar=exemplar,
        failed=failures(report),
        passed=report.passed,
        figures=dict(report.figures),
        examine_s=examined - began,
        train_s=train_s,
    )


def _otherwise(runs: Sequence[Graded]) -> str:
    """What failed in the runs that were not as known, with the seeds (which count from 0)."""
    told = [
        f"seed {seed}: {', '.join(run.failed) or 'passed'}"
        for seed, run in enumerate(runs)
        if not run.as_known
    ]
    return f" ({'; '.join(told)})" if told else ""


def spread(values: Sequence[float | None], form: str = "{:.3f}") -> str:
    """Least, middle and largest. What is no number (diverged, not reached) is counted apart."""
    numbers = sorted(value for value in values if isinstance(value, int | float))
    if not numbers:
        return NOTHING
    three = [numbers[0], numbers[len(numbers) // 2], numbers[-1]]
    told = three if len(values) > 1 else numbers
    text = " / ".join(form.format(number) for number in told)
    without = len(values) - len(numbers)
    return f"{text}; {without} without" if without else text


def say(cells: Sequence[str]) -> None:
    """At once, so that a run of many minutes shows how far it is."""
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
