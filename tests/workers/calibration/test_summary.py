"""What is counted, by hand."""

import csv
import io
import json

import pytest

from tests.workers.calibration.making import one, record
from workers.calibration.counting import summarize
from workers.calibration.judged import Agreement, judged
from workers.calibration.records import Verdict
from workers.calibration.summary import refusals_by_code, share
from workers.calibration.tables import as_csv, as_json

ACCEPTED, RETURNED = record(), record(failed=["a"])
REFUSED = record(verdict=Verdict.REFUSED, code="no_code", words="No code.", results=())
INCIDENT = record(verdict=Verdict.INCIDENT, words="Traceback\nKeyError: 1", results=())


@pytest.mark.parametrize(
    ("known", "records", "verdict", "agreement"),
    [
        (True, [ACCEPTED], "accepted", Agreement.AGREES),
        (True, [RETURNED], "returned", Agreement.FALSE_REJECT),
        (True, [REFUSED], "refused", Agreement.FALSE_REJECT),
        (True, [INCIDENT], "incident", Agreement.UNKNOWN),
        (False, [ACCEPTED], "accepted", Agreement.FALSE_ACCEPT),
        (False, [RETURNED], "returned", Agreement.AGREES),
        (False, [REFUSED], "refused", Agreement.AGREES),
        (None, [RETURNED], "returned", Agreement.UNKNOWN),
        (True, [ACCEPTED, RETURNED], "unsteady", Agreement.FALSE_REJECT),
        (False, [ACCEPTED, RETURNED], "unsteady", Agreement.FALSE_ACCEPT),
        (True, [ACCEPTED, INCIDENT], "accepted", Agreement.AGREES),
    ],
)
def test_verdicts_are_compared_with_what_is_known(known, records, verdict, agreement):
    judgement = one(known, *records)
    assert (judgement.verdict, judgement.agreement) == (verdict, agreement)


def test_records_come_together_by_submission_in_the_order_of_seeds():
    records = [record("bob"), record("anna", seed=1), record("anna")]
    found = judged(records, {"anna": True})
    assert [(each.name, each.known) for each in found] == [
        ("anna", True),
        ("bob", None),
    ]
    assert [each.seed for each in found[0].records] == [0, 1]


def counts(summary):
    return {each.check: each for each in summary.checks}


def test_each_check_is_counted_over_submissions():
    summary = summarize(
        [
            one(
                True, record("anna", failed=["a"]), record("anna", failed=["a"], seed=1)
            ),
            one(False, record("bob", failed=["a", "b"])),
            one(None, record("carol", failed=["b"])),
            one(True, record("dan")),
        ]
    )
    a, b = counts(summary)["a"], counts(summary)["b"]
    assert (a.returned, a.returned_good, a.returned_bad) == (2, 1, 1)
    assert (a.alone, a.alone_good) == (("anna",), ("anna",))
    assert (b.returned, b.alone, b.alone_good) == (2, ("carol",), ())
    assert counts(summary)["load"].asked == 4
    assert summary.compared == 3
    assert [each.name for each in summary.all_with(Agreement.FALSE_REJECT)] == ["anna"]


def test_hints_that_differ_in_numbers_are_counted_together():
    texts = ("Cell 17, line 57.", "Cell 3, line 8.", "Return twice x.")
    summary = summarize(
        [one(None, record(str(n), failed=[("a", t)])) for n, t in enumerate(texts)]
    )
    told = [(each.hint, each.count) for each in summary.hints]
    assert told == [("Cell 17, line 57.", 2), ("Return twice x.", 1)]


def test_refusals_are_told_by_their_code_the_most_common_first():
    refused = [
        one(None, record(str(n), verdict=Verdict.REFUSED, code=code))
        for n, code in enumerate(("no_code", "two_notebooks", "two_notebooks"))
    ]
    found = refusals_by_code(summarize(refused).refused)
    assert [(code, len(each)) for code, each in found.items()] == [
        ("two_notebooks", 2),
        ("no_code", 1),
    ]


def test_a_share_of_nothing_has_no_per_cent():
    assert share(1, 8) == "1 of 8 (12.5\N{NO-BREAK SPACE}%)"
    assert share(0, 0) == "0 of 0"


@pytest.fixture
def mixed():
    return summarize(
        [
            one(True, record("=anna", failed=["a", "b"], figures={"loss": 0.25})),
            one(False, record("bob", verdict=Verdict.REFUSED, code="no_code")),
            one(None, INCIDENT),
        ]
    )


def test_the_csv_has_a_row_for_each_submission_and_no_formula(mixed):
    rows = list(csv.DictReader(io.StringIO(as_csv(mixed))))
    assert [row["name"] for row in rows] == ["'=anna", "bob", "anna"]
    first = rows[0]
    assert (first["known"], first["agreement"]) == ("passed", "false reject")
    assert (first["failed"], first["loss"]) == ("a b", "0.25")
    assert rows[1]["refusal"] == "no_code"
    assert rows[2]["incident"].endswith("KeyError: 1")


def test_the_json_holds_totals_rows_and_every_run(mixed):
    told = json.loads(as_json(mixed, {"pack": "doubling"}))
    assert told["pack"] == "doubling"
    assert told["false_rejects"] == ["=anna"]
    assert (told["known_good"], told["known_bad"], told["compared"]) == (1, 1, 2)
    assert told["rows"][0]["runs"][0]["results"][1]["hint"] == "Mend it."
