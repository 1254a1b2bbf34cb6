"""`python -m tests.bench [name …] [--quick] [--write]`: measures what the issues promise.

Without names all of them. `--quick`: fewer and shorter repetitions, for trying it out;
`--write`: the results go into docs/performance.md. Ends with 1 when a target is missed.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping

from tests.bench import (
    attacks,
    availability,
    cohorts,
    deadline,
    difference,
    flood,
    forty,
    killed,
    packs,
    queue,
    reading,
    single,
    tensorflow,
    training,
    upload,
    warm,
    watching,
)
from tests.bench.rows import Report, machine, shown, write

BENCHES: Mapping[str, Callable[..., Report]] = {
    "upload": upload.measure,
    "single": single.measure,
    "forty": forty.measure,
    "training": training.measure,
    "tensorflow": tensorflow.measure,
    "flood": flood.measure,
    "killed": killed.measure,
    "warm": warm.measure,
    "watching": watching.measure,
    "attacks": attacks.measure,
    "packs": packs.measure,
    "availability": availability.measure,
    "reading": reading.measure,
    "queue": queue.measure,
    "difference": difference.measure,
    "cohorts": cohorts.measure,
    "deadline": deadline.measure,
    "deadline-postgresql": deadline.on_postgresql,
}


def main() -> int:
    # So that whoever ends it leaves no servers and no folders behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHES))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument(
        "--minutes", type=float, help="of the deadline benches; the rate stays"
    )
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHES)
    if unknown:
        parser.error(f"no bench {', '.join(unknown)}: there are {', '.join(BENCHES)}")
    all_met, rows = True, []
    for name in options.names or BENCHES:
        facts = machine()
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        more = {"minutes": options.minutes} if name.startswith("deadline") else {}
        report = BENCHES[name](quick=options.quick, **more)
        report.quick = options.quick
        all_met &= report.met
        rows += report.rows
        sys.stdout.write(f"{shown(report)}\n")
        if options.write:
            minutes = (
                f" --minutes {options.minutes:g}" if more and options.minutes else ""
            )
            write(name, report, facts, f"python -m tests.bench {name}{minutes}")
    sys.stdout.write(f"\n== all of it, {machine()}\n{shown(Report(rows))}\n")
    return int(not all_met)


if __name__ == "__main__":
    sys.exit(main())
