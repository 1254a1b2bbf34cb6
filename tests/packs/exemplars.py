"""The packs' exemplars: what is known of each, and which of them a test run has to grade.

A pack that trains for long marks a few exemplars with `quick = true`: `make test` grades those
alone. Of a pack without such marks it grades all. `make test-packs` grades all of every pack,
with a second seed too.
"""

import os
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from protocol.progress import Progress
from protocol.rerun import RERUN
from protocol.steps import Outcome, StepKind, StepReport, Upload
from workers.packkit.pack import Pack, find_packs

BUILT_IN_PACKS = Path(__file__).parents[2] / "workers" / "packs"
# The product's own setting, so that packs that live elsewhere can be tried as well.
ROOT = Path(os.environ.get("REVIEWHUB_PACKS") or BUILT_IN_PACKS)
SEEDS = (1, 2)


@dataclass(frozen=True)
class Exemplar:
    pack: Pack
    folder: Path

    @property
    def expected(self) -> dict[str, Any]:
        return read_toml(self.folder / "expect.toml")

    @property
    def known_to_fail(self) -> list[str]:
        return sorted(self.expected.get("fails", []))

    @property
    def may_fail(self) -> list[str]:
        """What wrong work fails besides with some seeds: `may_fail` in expect.toml."""
        return sorted(self.expected.get("may_fail", []))

    def is_known(self, failed: Iterable[str], known: Iterable[str]) -> bool:
        """Whether what failed is what is known, but for the luck of a seed."""
        least = set(known)
        return least <= set(failed) <= least | set(self.may_fail)

    @property
    def unshown(self) -> str:
        """Why it cannot be shown that good work was learnt here, if it cannot."""
        return str(self.expected.get("unshown", ""))

    @property
    def is_trained(self) -> bool:
        """Good work that is not shows another way of writing, not of learning."""
        return self.expected.get("step") != StepKind.EXAMINE

    @property
    def upload(self) -> Upload:
        paths = (p for p in self.folder.iterdir() if p.name != "expect.toml")
        files = {path.name: path.read_bytes() for path in paths}
        return Upload(self.pack.notebook, files, self.expected["edition"])

    @property
    def name(self) -> str:
        return f"{self.pack.slug}/{self.folder.parent.name}/{self.folder.name}"


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def open_packs() -> list[Pack]:
    return [pack for pack in find_packs(ROOT).values() if not pack.announced]


def folders_of(pack: Path) -> list[Path]:
    return sorted(path.parent for path in pack.glob("exemplars/*/*/expect.toml"))


def exemplars_of(pack: Pack) -> list[Exemplar]:
    return [Exemplar(pack, folder) for folder in folders_of(pack.folder)]


def quick_of(pack: Path) -> list[Path]:
    """The marked ones. Empty: the whole pack is quick."""
    return [f for f in folders_of(pack) if read_toml(f / "expect.toml").get("quick")]


def to_grade(pack: Pack, *, everything: bool) -> list[tuple[Exemplar, int]]:
    """Which exemplars go through the sandbox, each with the seeds it goes with."""
    every = exemplars_of(pack)
    if everything:
        return [(exemplar, seed) for exemplar in every for seed in SEEDS]
    quick = [Exemplar(pack, folder) for folder in quick_of(pack.folder)]
    return [(exemplar, SEEDS[0]) for exemplar in quick or every]


def left_out(root: Path = ROOT) -> dict[str, int]:
    """How many exemplars of which pack `make test` does not grade. Imports no pack."""
    counts = {}
    for path in sorted(root.glob("*/pack.toml")):
        folder = path.parent
        quick = quick_of(folder)
        if quick and not read_toml(path).get("announced"):
            counts[folder.name] = len(folders_of(folder)) - len(quick)
    return counts


def report_header(*, everything: bool) -> str:
    if everything:
        return "packs: every exemplar is graded, with every seed"
    counts = left_out()
    if not counts:
        return "packs: every exemplar is graded"
    told = ", ".join(f"{count} of {slug}" for slug, count in counts.items())
    return (
        f"packs: {sum(counts.values())} exemplars are left to `make test-packs`: {told}"
    )


def failures(report: StepReport) -> list[str]:
    """Those that fail the step: what the notebook's own run shows does not."""
    failed = {r.check for r in report.results if r.outcome is Outcome.FAILED}
    return sorted(failed - {RERUN})


def ids(chosen: Sequence[tuple[Exemplar, int]]) -> list[str]:
    return [f"{exemplar.name}-{seed}" for exemplar, seed in chosen]


def ignore(progress: Progress) -> None:
    """A sink for those who only want the report."""
