"""The table of exemplars and verdicts, through the real sandbox, as Markdown.

    python -m tests.packs.verdicts [--data FOLDER] [--seed N] [NAME …]

Exits with 1 when an exemplar gets another verdict than the one known of it.
"""

import argparse
import sys
import time
from pathlib import Path

from tests.packs.test_conformance import EXEMPLARS, TRAINED, Exemplar, failures, ignore
from workers.pipeline import examine, train


def main() -> int:
    wanted = _arguments()
    chosen = [e for e in EXEMPLARS if not wanted.names or e.folder.name in wanted.names]
    print("| exemplar | edition | known to fail | failed | losses | seconds | |")
    print("|---|---|---|---|---|---|---|")
    right = [_row(exemplar, wanted) for exemplar in chosen]
    print(f"\n{sum(right)} of {len(right)} as known")
    return 0 if right and all(right) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.packs.verdicts")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seed", type=int)
    return parser.parse_args()


def _row(exemplar: Exemplar, wanted: argparse.Namespace) -> bool:
    began = time.monotonic()
    report = examine(exemplar.pack, exemplar.upload, ignore, seed=wanted.seed)
    failed = failures(report)
    if report.passed and exemplar in TRAINED:
        report = train(
            exemplar.pack,
            exemplar.upload,
            ignore,
            data_folder=wanted.data,
            seed=wanted.seed,
            with_notebook=False,
        )
        failed = failures(report)
    known = sorted(exemplar.expected.get("fails", []))
    right = failed == known and report.passed is (not known)
    losses = [report.figures.get(f"{name}_loss") for name in ("training", "validation")]
    cells = (
        f"{exemplar.folder.parent.name}/{exemplar.folder.name}",
        exemplar.expected["edition"],
        ", ".join(known) or "–",
        ", ".join(failed) or "–",
        " / ".join(f"{loss:.3f}" for loss in losses if loss is not None) or "–",
        f"{time.monotonic() - began:.0f}",
        "as known" if right else "DIFFERENT",
    )
    print(f"| {' | '.join(cells)} |", flush=True)
    return right


if __name__ == "__main__":
    sys.exit(main())
