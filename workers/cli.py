"""The commands of `python -m workers`. They need neither Django nor a database."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from protocol.progress import Progress, ProgressKind
from protocol.steps import Incident, StepReport
from workers.calibration import command as calibration
from workers.calibration.known_lines import UnusableKnown
from workers.doctor.doctor import diagnose
from workers.doctor.printing import print_diagnosis
from workers.environments import building
from workers.grader.loading import UnusableUpload, upload_from
from workers.grader.pipeline import examine, train
from workers.grader.printing import print_report
from workers.packkit.pack import Pack, find_packs, load_pack

PACKS = Path(__file__).parent / "packs"
PASSED, FAILED, OURS = 0, 1, 2


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m workers", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _grade_options(commands.add_parser("grade", help="grade a notebook from here"))
    runtimes = commands.add_parser("build-runtimes", help="build what students run in")
    building.add_options(runtimes)
    _doctor_options(
        commands.add_parser("doctor", help="check that this machine can grade")
    )
    calibration.add_options(
        commands.add_parser(
            "calibrate",
            help="grade a folder of past submissions",
            description=calibration.DESCRIPTION,
        )
    )
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except (Incident, UnusableKnown, UnusableUpload) as error:
        print(error, file=sys.stderr)  # noqa: T201 -- a command speaks
        return OURS


def _grade_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", help="slug of a pack, or its folder")
    parser.add_argument("work", type=Path, help="notebook, folder or zip")
    parser.add_argument("--train", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--data", type=Path, default=None, help="folder of real data")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--edition", default=None, help="instead of the one found")


def _doctor_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fresh", action="store_true", help="examine again, whatever was found before"
    )
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    parser.add_argument(
        "--folder", type=Path, default=None, help="where the result is kept"
    )


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "grade":
            return _grade(options)
        case "build-runtimes":
            building.build_asked(options, _say)
            return PASSED
        case "calibrate":
            return calibration.run(options, _pack(options.pack), _say)
        case _:
            return _examine(options)


def _examine(options: argparse.Namespace) -> int:
    say = (lambda _: None) if options.json else _say
    diagnosis = diagnose(say, fresh=options.fresh, folder=options.folder)
    print_diagnosis(diagnosis, _say, as_json=options.json)
    return PASSED if diagnosis.fit else OURS


def _grade(options: argparse.Namespace) -> int:
    pack = _pack(options.pack)
    upload = upload_from(options.work, pack, options.edition)
    sink = _quiet if options.json else _tell
    reports = [examine(pack, upload, sink, seed=options.seed)]
    if options.train and reports[0].passed:
        report = train(pack, upload, sink, data_folder=options.data, seed=options.seed)
        reports.append(report)
    if options.json:
        _say(json.dumps([_plain(report) for report in reports], indent=1))
    else:
        for report in reports:
            print_report(report, _say)
    return PASSED if all(report.passed for report in reports) else FAILED


def _pack(named: str) -> Pack:
    if (Path(named) / "pack.toml").is_file():
        return load_pack(Path(named))
    if (PACKS / named / "pack.toml").is_file():
        return load_pack(PACKS / named)
    known = ", ".join(find_packs(PACKS)) or "none"
    raise UnusableUpload(f"There is no pack {named!r}. Known: {known}.")


def _plain(report: StepReport) -> dict[str, Any]:
    plain = asdict(report)
    plain["artifacts"] = {name: len(data) for name, data in report.artifacts.items()}
    return plain


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- a command speaks


def _quiet(progress: Progress) -> None:
    """A sink for --json, where only the report is printed."""


def _tell(progress: Progress) -> None:
    payload = progress.payload
    match progress.kind:
        case ProgressKind.PHASE:
            _say(f"[{payload['index']}/{payload['of']}] {payload['name']['en']}")
        case ProgressKind.CURVE:
            x, of = payload["x"], payload["x_of"]
            _say(f"    {payload['series']:>10} {x:.0f}/{of:.0f}  {payload['y']:.4f}")
        case ProgressKind.CELL:
            _say(f"    cell {payload['index']} of {payload['of']}")
        case ProgressKind.LOG:
            _say(payload["text"].rstrip("\n"))
