"""The results for other programs: a CSV with a row for each submission, and the same as JSON."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from workers.calibration.judged import Agreement, Judged
from workers.calibration.summary import Summary
from workers.grader.json_safe import json_safe

COLUMNS = (
    "name",
    "known",
    "verdict",
    "agreement",
    "edition",
    "seeds",
    "accepted",
    "failed",
    "refusal",
    "incident",
    "seconds",
)
KNOWN = {True: "passed", False: "failed", None: ""}
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
)  # a spreadsheet would run what begins so


def as_csv(summary: Summary) -> str:
    figures = sorted({name for one in summary.submissions for name in _figures(one)})
    written = io.StringIO()
    # With the usual ends of lines: with "\n" alone, a "\r" within a cell is not quoted.
    writer = csv.DictWriter(written, [*COLUMNS, *figures])
    writer.writeheader()
    for one in summary.submissions:
        row = _row(one)
        row["failed"] = " ".join(row["failed"])
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return written.getvalue()


def as_json(summary: Summary, about: dict[str, Any]) -> str:
    rows = [
        {**_row(one), "runs": [asdict(record) for record in one.records]}
        for one in summary.submissions
    ]
    totals = {
        "submissions": len(rows),
        "verdicts": dict(summary.verdicts),
        "compared": summary.compared,
        "known_good": len(summary.all_that_are(good=True)),
        "known_bad": len(summary.all_that_are(good=False)),
        "false_rejects": _names(summary.all_with(Agreement.FALSE_REJECT)),
        "false_accepts": _names(summary.all_with(Agreement.FALSE_ACCEPT)),
        "checks": [asdict(counts) for counts in summary.checks],
        "hints": [asdict(count) for count in summary.hints],
    }
    return json.dumps(
        json_safe({**about, **totals, "rows": rows}), ensure_ascii=False, indent=1
    )


def _row(one: Judged) -> dict[str, Any]:
    return {
        "name": one.name,
        "known": KNOWN[one.known],
        "verdict": one.verdict,
        "agreement": one.agreement,
        "edition": one.edition,
        "seeds": len(one.records),
        "accepted": one.accepted,
        "failed": list(one.failed),
        "refusal": one.refusal.code if one.refusal else "",
        "incident": one.spoilt.words.strip() if one.spoilt else "",
        "seconds": round(one.seconds, 2),
        **_figures(one),
    }


def _figures(one: Judged) -> dict[str, float]:
    """Of the first seed with any."""
    return dict(next((r.figures for r in one.records if r.figures), {}))


def _names(submissions: Sequence[Judged]) -> list[str]:
    return [one.name for one in submissions]


def _cell(value: Any) -> Any:
    is_formula = isinstance(value, str) and value.startswith(FORMULA)
    return f"'{value}" if is_formula else value
