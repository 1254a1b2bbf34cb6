"""How often the training rule rejects good work and accepts bad work.

    python -m tests.packs.calibrate [--data FOLDER] [--seeds 20] [--pack SLUG] [NAME ...]

Prints one row of a Markdown table per exemplar that gets as far as training: the losses
over the seeds, how many single runs pass, and how many pass by the pipeline's rule, the
best of ATTEMPTS runs. For the rule every seed starts a trial that goes on, round the
ring, with the seeds after it. Runs without a sandbox, in one process.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from protocol.steps import Outcome
from tests.packs import inprocess

Run = tuple[Mapping[str, Any], bool]


def main(words: Sequence[str]) -> None:
    options = parsed(words)
    modules = inprocess.modules_of(options.pack)
    dataset = modules["data"].load(options.data)
    attempts = modules["training"].ATTEMPTS
    say(f"Data: {dataset.kind}; {options.seeds} seeds; best of {attempts}.\n")
    say("| exemplar | training loss | validation loss | one run | rule | examine |")
    say("|---|---|---|---|---|---|")
    for folder in folders(options.pack, options.names):
        say(row(options.pack, folder, dataset, options.seeds, attempts))


def parsed(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="exemplars; all when none is named")
    parser.add_argument("--data", type=Path, help="folder with the real data")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--pack", default="first-neural-network")
    return parser.parse_args(words)


def folders(pack: str, names: Sequence[str]) -> list[Path]:
    found = sorted((inprocess.PACKS / pack / "exemplars").glob("*/*"))
    return [folder for folder in found if not names or folder.name in names]


def row(pack: str, folder: Path, dataset: Any, seeds: int, attempts: int) -> str:
    name = f"{folder.parent.name}/{folder.name}"
    expected = inprocess.expectation(folder)
    only_examined = expected.get("step") == "examine"
    wanted = expected.get("fails", []) if only_examined else []
    agreed = sum(
        inprocess.failures(inprocess.examine(pack, folder, seed)) == sorted(wanted)
        for seed in range(seeds)
    )
    examined = f"as expected {agreed} of {seeds}"
    if only_examined:
        return f"| {name} | – | – | – | – | {examined} |"
    runs = [one_run(pack, folder, dataset, seed) for seed in range(seeds)]
    passed = [good for _, good in runs]
    rule = [
        any(passed[(first + k) % seeds] for k in range(attempts))
        for first in range(seeds)
    ]
    training, validation = (
        spread([figures[loss] for figures, _ in runs])
        for loss in ("training_loss", "validation_loss")
    )
    counts = f"{sum(passed)} of {seeds} pass | {sum(rule)} of {seeds} pass"
    return f"| {name} | {training} | {validation} | {counts} | {examined} |"


def one_run(pack: str, folder: Path, dataset: Any, seed: int) -> Run:
    figures, results, _ = inprocess.attempt(pack, folder, dataset, seed)
    return figures, all(result.outcome is Outcome.PASSED for result in results)


def spread(losses: Sequence[float | None]) -> str:
    """Least, middle and largest; runs that diverged are named apart."""
    numbers = sorted(loss for loss in losses if loss is not None)
    if not numbers:
        return "diverged"
    middle = numbers[len(numbers) // 2]
    text = f"{numbers[0]:.3f} / {middle:.3f} / {numbers[-1]:.3f}"
    diverged = len(losses) - len(numbers)
    return f"{text}, {diverged} diverged" if diverged else text


def say(line: str) -> None:
    """At once, so that a run of many minutes shows how far it is."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
