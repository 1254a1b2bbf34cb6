"""`make chaos`: three rounds of 60 submissions on default settings, and what is in docs/chaos.md."""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.engine.chaos.recovery import Times, histogram
from tests.engine.chaos.round import Plan, Report, play
from tests.stack import ROOT

SEEDS = (11, 22, 33)
PAGE = ROOT / "docs" / "chaos.md"
MARK = "<!-- What follows is written by `make chaos`. -->\n"


def line(plan: Plan, report: Report) -> str:
    struck = Counter(deed.victim for deed in report.seen.deeds)
    states = Counter(told["state"] for told in report.seen.told)
    steps = [
        step
        for told in report.seen.told
        for step in told["runs"][0]["steps"].values()
        if step["tries"]
    ]
    tries = Counter(step["tries"] for step in steps)
    troubles = sum((student.troubles for student in report.seen.students), Counter())
    fallen = Counter(report.fallen)
    head = (
        f"Seed {plan.seed}: {len(report.seen.students)} people,"
        f" {len(report.seen.deeds)} strikes in {report.chaos_s:.0f} s,"
        f" all ended {report.calm_s:.0f} s after the last"
    )
    taken = ", ".join(f"{n} in {t}" for t, n in sorted(tries.items()))
    return "\n".join(
        [
            head,
            f"  struck:      {_counts(struck)}",
            f"  people saw:  {_counts(troubles)}",
            f"  uploads answered while Redis was down: {report.in_broker_outage}",
            f"  submissions: {_counts(states)}",
            f"  steps taken: {taken} tries",
            f"  ended as faults of ours: {len(report.errored)}",
            f"  ended by themselves and started again: {_counts(fallen)}",
            f"  wrong: {len(report.faults)}",
            *(f"    {fault}" for fault in report.faults),
        ]
    )


def _counts(counter: Counter[str]) -> str:
    found = ", ".join(f"{name} {count}" for name, count in counter.most_common())
    return found or "none"


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.engine.chaos")
    parser.add_argument("seeds", nargs="*", type=int, default=SEEDS)
    parser.add_argument("--students", type=int, default=Plan.students)
    parser.add_argument("--spread", type=float, default=Plan.spread_s)
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.name}")
    parser.add_argument("--keep", type=Path, help="a folder for the logs")
    wanted = parser.parse_args()
    times: Times = {}
    lines, wrong = [], 0
    for seed in wanted.seeds:
        plan = Plan(seed, students=wanted.students, spread_s=wanted.spread)
        with tempfile.TemporaryDirectory(prefix="rh-round-") as folder:
            place = wanted.keep / str(seed) if wanted.keep else Path(folder)
            report = play(plan, place)
        for name, found in report.times.items():
            times.setdefault(name, []).extend(found)
        lines.append(line(plan, report))
        wrong += len(report.faults)
        sys.stdout.write(f"{lines[-1]}\n\n")
        sys.stdout.flush()
    sys.stdout.write(f"{histogram(times)}\n")
    if wanted.write and not wrong:
        told = PAGE.read_text().partition(MARK)[0]
        rounds = "\n\n".join(lines)
        measured = f"```\n{rounds}\n```\n\n```\n{histogram(times)}\n```\n"
        PAGE.write_text(f"{told}{MARK}\n{measured}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
