"""What a calibration prints at the terminal."""

from collections.abc import Callable

from workers.calibration.judged import Agreement
from workers.calibration.summary import Summary, share

MOST_NAMED = 5
Say = Callable[[str], None]


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


def say_left_out(why: str, names: tuple[str, ...] | list[str], say: Say) -> None:
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        say(f"{len(names)} {why}: {', '.join(names[:MOST_NAMED])}{more}")
