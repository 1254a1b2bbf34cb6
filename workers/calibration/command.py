"""`python -m workers calibrate`: what it is asked, what it prints, where it writes."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from protocol.steps import Incident
from workers.calibration.calibrating import Graded, Wanted, calibrate
from workers.calibration.judged import Agreement, judged
from workers.calibration.known import Known, read_known
from workers.calibration.page import About, page
from workers.calibration.records import open_state
from workers.calibration.submissions import find_submissions
from workers.calibration.summary import Summary, share, summarize
from workers.calibration.tables import as_csv, as_json
from workers.packkit.pack import Pack

DESCRIPTION = (
    "Grades every submission in a folder (a notebook, a zip, or a folder each) and"
    " writes a report. Started again, it goes on where it was. Exits with 1 when a"
    " verdict differs from the known one, or something could not be judged."
)
AGREES, DISAGREES, STOPPED = 0, 1, 130
MOST_NAMED = 5
Say = Callable[[str], None]


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
    number = int(words)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{words} is not 1 or more")
    return number


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
    _say_left_out("no submission and left out", passed_over, say)
    _say_left_out("named in the known outcomes but not there", known.absent, say)
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


def print_summary(summary: Summary, say: Say) -> None:
    counts = ", ".join(f"{n} {verdict}" for verdict, n in summary.verdicts.items())
    total = len(summary.submissions)
    noun = "submission" if total == 1 else "submissions"
    say(f"{total} {noun}: {counts or 'none graded'}")
    say(f"{summary.median_s:.1f} s each (median)")
    if summary.compared:
        rejects = summary.all_with(Agreement.FALSE_REJECT)
        accepts = summary.all_with(Agreement.FALSE_ACCEPT)
        agree = summary.compared - len(rejects) - len(accepts)
        good = len(summary.all_that_are(good=True))
        bad = len(summary.all_that_are(good=False))
        say(f"Agreement:     {share(agree, summary.compared)}")
        say(f"False rejects: {share(len(rejects), good)} of known good work")
        say(f"False accepts: {share(len(accepts), bad)} of known bad work")
        for one in rejects:
            why = ", ".join(one.failed) or (one.refusal.code if one.refusal else "")
            say(f"  rejected though good: {one.name} ({why})")
        for one in accepts:
            say(f"  accepted though bad:  {one.name}")
    for one in summary.spoilt:
        if one.spoilt:
            last = one.spoilt.words.strip().rpartition("\n")[2]
            say(f"  incident: {one.name}: {last}")
    for counts_of in sorted(summary.checks, key=lambda each: -each.returned):
        if counts_of.returned:
            alone = f", {len(counts_of.alone)} alone" if counts_of.alone else ""
            say(f"  {counts_of.check} returned {counts_of.returned}{alone}")


def _say_left_out(why: str, names: tuple[str, ...] | list[str], say: Say) -> None:
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        say(f"{len(names)} {why}: {', '.join(names[:MOST_NAMED])}{more}")
