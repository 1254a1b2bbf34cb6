"""`python -m workers calibrate`: what it is asked, what it prints, where it writes."""

import argparse
import os
import sys
from pathlib import Path

from protocol.steps import Incident
from workers.calibration.calibrating import Graded, Wanted, calibrate
from workers.calibration.counting import summarize
from workers.calibration.judged import Agreement, judged
from workers.calibration.known import Known, read_known
from workers.calibration.page import About, page
from workers.calibration.printing import Say, print_summary, say_left_out
from workers.calibration.state import open_state
from workers.calibration.submissions import find_submissions
from workers.calibration.summary import Summary
from workers.calibration.tables import as_csv, as_json
from workers.packkit.pack import Pack

DESCRIPTION = (
    "Grades every submission in a folder (a notebook, a zip, or a folder each) and"
    " writes a report. Started again, it goes on where it was. Exits with 1 when a"
    " verdict differs from the known one, or something could not be judged."
)
AGREES, DISAGREES, STOPPED = 0, 1, 130


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("pack", help="slug of a pack, or its folder")
    parser.add_argument("folder", type=Path, help="the submissions")
    parser.add_argument(
        "--known", type=Path, help="CSV of known outcomes: name,outcome"
    )
    parser.add_argument(
        "--report",
        type=Path,
        help="the page to write, with .csv, .json and .state.jsonl beside it;"
        " else calibration-PACK.html here",
    )
    parser.add_argument("--jobs", type=_positive, help="at once; else one a core")
    parser.add_argument("--seeds", type=_positive, default=1, help="seeds 0 to N-1")
    parser.add_argument(
        "--checks-only", action="store_true", help="hidden checks without training"
    )
    parser.add_argument("--data", type=Path, help="folder of real data")


def _positive(words: str) -> int:
    if not words.isdecimal() or int(words) < 1:
        raise argparse.ArgumentTypeError(f"{words} is not 1 or more")
    return int(words)


def run(options: argparse.Namespace, pack: Pack, say: Say) -> int:
    """Raises Incident and UnusableKnown, whose messages say what to change."""
    folder: Path = options.folder
    if not folder.is_dir():
        raise Incident(f"{folder} is no folder. Name the folder of the submissions.")
    if options.data and not options.data.is_dir():
        raise Incident(f"{options.data} is no folder. --data names the real data's.")
    submissions, passed_over = find_submissions(folder)
    if not submissions:
        raise Incident(
            f"There is no submission in {folder}: no notebook, zip or folder."
        )
    known = read_known(options.known, submissions) if options.known else Known({})
    say_left_out("no submission and left out", passed_over, say)
    say_left_out("named in the known outcomes but not there", known.absent, say)
    wanted = Wanted(
        pack=pack,
        submissions=submissions,
        seeds=options.seeds,
        with_training=not options.checks_only,
        data=options.data,
        jobs=options.jobs or len(os.sched_getaffinity(0)),
    )
    report: Path = options.report or Path(f"calibration-{pack.slug}.html")
    with open_state(report.with_suffix(".state.jsonl")) as state:
        graded = calibrate(wanted, state, sys.stderr)
    summary = summarize(judged(graded.records, known.outcomes))
    about = About.of(wanted, graded, folder)
    report.write_text(page(summary, about), "utf-8")
    report.with_suffix(".csv").write_text(as_csv(summary), "utf-8")
    report.with_suffix(".json").write_text(as_json(summary, about.as_json()), "utf-8")
    print_summary(summary, say)
    if not wanted.with_training:
        say("Nothing was trained: work that only fails in training counts as accepted.")
    say(f"Report: {report}, with .csv and .json beside it")
    return _ending(summary, graded, say)


def _ending(summary: Summary, graded: Graded, say: Say) -> int:
    if not graded.is_whole:
        say("Stopped before all were graded. The same command goes on from here.")
        return STOPPED
    wrong = (
        summary.all_with(Agreement.FALSE_REJECT)
        or summary.all_with(Agreement.FALSE_ACCEPT)
        or summary.spoilt
    )
    return DISAGREES if wrong else AGREES
