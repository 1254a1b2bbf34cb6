"""Sections of the report that name single submissions: disagreements, refusals, incidents."""

from collections.abc import Sequence

from notebooks.html import Html
from workers.calibration.judged import Agreement, Judged
from workers.calibration.markup import Content, element, joined, section, table, worded
from workers.calibration.records import Result, Verdict
from workers.calibration.summary import Summary, refusals_by_code

KNOWN = ((True, "good"), (False, "bad"), (None, "not known"))
VERDICTS = (
    Verdict.ACCEPTED,
    Verdict.RETURNED,
    Verdict.REFUSED,
    "unsteady",
    Verdict.INCIDENT,
)


def comparison(summary: Summary) -> Html:
    """Known outcomes against verdicts, and each disagreement with its reasons."""
    if not any(one.known is not None for one in summary.submissions):
        return Html()
    rows: list[list[Content]] = [
        [words, *(summary.known.get((known, verdict), 0) for verdict in VERDICTS)]
        for known, words in KNOWN
    ]
    rejects = summary.all_with(Agreement.FALSE_REJECT)
    accepts = summary.all_with(Agreement.FALSE_ACCEPT)
    return section(
        "Against what is known",
        table("Known outcomes and verdicts", ("Known as", *map(str, VERDICTS)), rows),
        element("h3", f"False rejects: {len(rejects)}"),
        _listed(rejects, "No work that is known as good was rejected."),
        element("h3", f"False accepts: {len(accepts)}"),
        _listed(accepts, "No work that is known as bad was accepted."),
    )


def refusals(summary: Summary) -> Html:
    if not summary.refused:
        return Html()
    parts: list[Content] = [
        element("p", "These were refused when they arrived, and not graded.")
    ]
    for code, found in refusals_by_code(summary.refused).items():
        items = [
            element("li", element("b", one.name), ": ", one.refusal.words)
            for one in found
            if one.refusal
        ]
        parts += [
            element("h3", element("code", code), f": {len(found)}"),
            element("ul", *items),
        ]
    return section("Refused at intake", *parts)


def faults(summary: Summary) -> Html:
    if not summary.spoilt:
        return Html()
    told = (
        "Faults of ours: these were not judged. They are tried again when the command"
        " is started again."
    )
    items = [
        _folded(one.name, element("pre", one.spoilt.words))
        for one in summary.spoilt
        if one.spoilt
    ]
    return section("Incidents", element("p", told), *items)


def _listed(submissions: Sequence[Judged], none: str) -> Html:
    if not submissions:
        return element("p", none)
    return joined(_folded(_headline(one), _reasons(one)) for one in submissions)


def _headline(one: Judged) -> str:
    why = ", ".join(one.failed) or (one.refusal.code if one.refusal else "")
    parts = [one.name, one.edition, why]
    if len(one.verdicts) > 1:
        parts.append(f"accepted with {one.accepted} of {len(one.verdicts)} seeds")
    return " · ".join(part for part in parts if part)


def _reasons(one: Judged) -> Html:
    """Hints as the student would read them, evidence as staff does, and the figures."""
    parts = [_reason(result) for result in one.failed.values()]
    if one.refusal:
        parts.append(element("p", one.refusal.words))
    figures = [
        f"seed {record.seed}: "
        + ", ".join(f"{name} {value:.4g}" for name, value in record.figures.items())
        for record in one.records
        if record.figures
    ]
    if not parts:
        parts.append(element("p", "Every check that was asked accepted it."))
    parts += [element("p", line, css="figures") for line in figures]
    return joined(parts)


def _reason(result: Result) -> Html:
    evidence = result.evidence.strip()
    return element(
        "div",
        element("h4", element("code", result.check), " ", worded(result.title)),
        element("p", worded(result.hint), css="text"),
        element("pre", evidence) if evidence else "",
        css="reason",
    )


def _folded(summary: str, inner: Html) -> Html:
    return element("details", element("summary", summary), inner)
