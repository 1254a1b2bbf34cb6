"""The report: one HTML file that needs no other, no network and no script."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from notebooks.html import Html, escaped
from workers.calibration.bar import duration
from workers.calibration.calibrating import Graded, Wanted
from workers.calibration.details import comparison, faults, refusals
from workers.calibration.judged import Agreement, Judged
from workers.calibration.markup import Content, element, joined, section, table, worded
from workers.calibration.records import Verdict
from workers.calibration.summary import Summary, share

STYLE = Path(__file__).with_name("page.css")
MOST_HINTS = 25
KNOWN_WORDS = {True: "good", False: "bad", None: "not known"}
VERDICTS = (Verdict.ACCEPTED, Verdict.RETURNED, Verdict.REFUSED, "unsteady")


@dataclass(frozen=True)
class About:
    """What was graded, and how."""

    title: str
    pack: str
    pack_digest: str
    folder: str
    seeds: int
    with_training: bool
    data: str  # "" for the stand-in
    found: int  # submissions in the folder
    is_whole: bool
    made_at: str

    @classmethod
    def of(cls, wanted: Wanted, graded: Graded, folder: Path) -> "About":
        return cls(
            title=wanted.pack.title["en"],
            pack=wanted.pack.slug,
            pack_digest=wanted.pack.digest,
            folder=str(folder),
            seeds=wanted.seeds,
            with_training=wanted.with_training,
            data=str(wanted.data or ""),
            found=len(wanted.submissions),
            is_whole=graded.is_whole,
            made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def page(summary: Summary, about: About) -> str:
    title = f"Calibration of {about.title}"
    body = joined(
        part
        for part in (
            element("h1", title),
            _made(about),
            _tiles(summary),
            comparison(summary),
            _editions(summary),
            _checks(summary),
            _hints(summary),
            refusals(summary),
            faults(summary),
            _submissions(summary),
        )
        if part
    )
    return (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title)}</title>\n<style>\n{STYLE.read_text('utf-8')}</style>\n"
        f"<main>\n{body}\n</main>\n</html>\n"
    )


def _made(about: About) -> Html:
    seeds = "one seed" if about.seeds == 1 else f"{about.seeds} seeds"
    data = f"the data in {about.data}" if about.data else "the pack's stand-in data"
    how = f"trained on {data}" if about.with_training else "hidden checks only"
    told = (
        f"{about.found} submissions in {about.folder}, {how}, {seeds}."
        f" Pack {about.pack}, version {about.pack_digest[:12]}. {about.made_at}."
    )
    notes = []
    if not about.is_whole:
        notes.append("It was stopped before all were graded; the rest is missing here.")
    if not about.with_training:
        notes.append("Work that only fails in training counts as accepted.")
    if about.seeds > 1:
        notes.append("The worst seed counts when a verdict is compared.")
    return element("p", " ".join((told, *notes)), css="made")


def _tiles(summary: Summary) -> Html:
    verdicts = summary.verdicts
    tiles = [
        (str(len(summary.submissions)), "graded", ""),
        *((str(verdicts.get(each, 0)), str(each), "") for each in VERDICTS[:3]),
    ]
    if verdicts.get("unsteady"):
        tiles.append((str(verdicts["unsteady"]), "differ by seed", "warn"))
    if summary.spoilt:
        tiles.append((str(len(summary.spoilt)), "with an incident", "bad"))
    if summary.compared:
        tiles += _compared(summary)
    tiles.append((duration(summary.median_s), "each (median)", ""))
    return element(
        "dl",
        *(
            element("div", element("dt", name), element("dd", value), css=css)
            for value, name, css in tiles
        ),
        css="tiles",
    )


def _compared(summary: Summary) -> Iterable[tuple[str, str, str]]:
    rejects = len(summary.all_with(Agreement.FALSE_REJECT))
    accepts = len(summary.all_with(Agreement.FALSE_ACCEPT))
    agree = summary.compared - rejects - accepts
    good = len(summary.all_that_are(good=True))
    bad = len(summary.all_that_are(good=False))
    yield share(agree, summary.compared), "agree with what is known", ""
    yield share(rejects, good), "false rejects, of good work", _tone(rejects)
    yield share(accepts, bad), "false accepts, of bad work", _tone(accepts)


def _tone(count: int) -> str:
    return "bad" if count else "good"


def _editions(summary: Summary) -> Html:
    named = sorted({edition for edition, _ in summary.editions if edition})
    if not named:
        return Html()
    heads = ["Edition", *(str(each) for each in VERDICTS)]
    compared = (Agreement.AGREES, Agreement.FALSE_REJECT, Agreement.FALSE_ACCEPT)
    if summary.compared:
        heads += map(str, compared)
    counts = summary.editions
    rows: list[list[Content]] = [
        [
            each,
            *(counts.get((each, v), 0) for v in VERDICTS),
            *(
                summary.agreements.get((each, a), 0)
                for a in compared
                if summary.compared
            ),
        ]
        for each in named
    ]
    return section("Editions", table("Verdicts by edition", heads, rows))


def _checks(summary: Summary) -> Html:
    if not summary.checks:
        return Html()
    heads = (
        *("Check", "Asked", "Returned", "Returned, known good", "Returned, known bad"),
        *("Alone", "Alone, though known as good"),
    )
    ordered = sorted(summary.checks, key=lambda c: (-len(c.alone_good), -c.returned))
    rows = [
        (
            element("div", element("code", c.check), " ", worded(c.title), css="check"),
            c.asked,
            c.returned,
            c.returned_good,
            c.returned_bad,
            len(c.alone),
            element("span", ", ".join(c.alone_good), css="flag"),
        )
        for c in ordered
    ]
    told = (
        "“Alone” counts submissions that no other check rejects. Where such work is known"
        " as good, the check is the first to look at. “Asked” leaves out where it was"
        " skipped."
    )
    return section(
        "Checks",
        element("p", told),
        table("How many submissions each check returned", heads, rows),
    )


def _hints(summary: Summary) -> Html:
    if not summary.hints:
        return Html()
    items = [
        element(
            "li",
            element("b", f"{each.count} ×"),
            " ",
            element("code", each.check),
            element("p", worded(each.hint)),
        )
        for each in summary.hints[:MOST_HINTS]
    ]
    told = "Texts that differ only in numbers are counted together; the first is shown."
    return section(
        "Commonest hints",
        element("p", told),
        element("ul", *items, css="hints"),
    )


def _submissions(summary: Summary) -> Html:
    heads = ("Submission", "Known", "Verdict", "Edition", "Returned by", "Seconds")
    rows = [_row(one) for one in summary.submissions]
    slowest = summary.slowest
    told = (
        f"The slowest took {duration(slowest.seconds)}: {slowest.name}."
        if slowest
        else ""
    )
    return section(
        "All submissions",
        element("p", told),
        table("Every submission and its verdict", heads, rows),
    )


def _row(one: Judged) -> tuple[str | float, ...]:
    of = len(one.verdicts)
    seeds = f" ({one.accepted} of {of} seeds)" if one.verdict == "unsteady" else ""
    css = "bad" if one.agreement.startswith("false") else ""
    told = one.agreement if css else ""
    why = ", ".join(one.failed) or (one.refusal.code if one.refusal else "")
    return (
        element("span", one.name, css="name"),
        KNOWN_WORDS[one.known],
        joined((one.verdict, seeds, " ", element("b", told, css=css))),
        one.edition,
        element("code", why),
        round(one.seconds, 1),
    )
