"""What programs read of a calibration: every count by hand, and no cell that a sheet would run."""

import csv
import io
import json
import math

import pytest

from tests.workers.calibration.making import one, record
from workers.calibration.counting import summarize
from workers.calibration.details import comparison, faults, refusals
from workers.calibration.judged import Agreement
from workers.calibration.known_lines import lines_of, text_of
from workers.calibration.records import Result, Verdict
from workers.calibration.tables import COLUMNS, as_csv, as_json

SKIPPED = Result("late", "Late", "skipped")
BROKEN = Verdict.INCIDENT


def refused(name, code="no_code", words="No code."):
    return record(name, Verdict.REFUSED, code=code, words=words, results=())


def incident(name, words=" KeyError: 1\n"):
    return record(name, BROKEN, words=words, results=())


def rows(*submissions):
    return list(csv.DictReader(io.StringIO(as_csv(summarize(submissions)))))


def told(*submissions, **about):
    return json.loads(as_json(summarize(submissions), about))


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_name_and_no_words_begin_a_formula(mark):
    (row,) = rows(one(None, refused(f"{mark}1", code=f"{mark}cmd")))
    assert (row["name"], row["refusal"]) == (f"'{mark}1", f"'{mark}cmd")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", ",", '"'])
def test_what_divides_rows_and_cells_stays_within_its_cell(end):
    words = f"it broke{end}=cmd"
    (row,) = rows(one(None, incident("a", words)))
    assert row["incident"] == words


def test_a_number_below_zero_stays_a_number():
    (row,) = rows(one(None, record(figures={"loss": -0.5})))
    assert row["loss"] == "-0.5"


def test_the_columns_are_always_there_and_figures_of_all_come_after_them():
    assert as_csv(summarize([])) == ",".join(COLUMNS) + "\r\n"
    found = rows(
        one(None, record("a", figures={"loss": 1.5})),
        one(None, record("b", figures={"accuracy": 0.5})),
    )
    assert list(found[0]) == [*COLUMNS, "accuracy", "loss"]
    assert [row["accuracy"] for row in found] == ["", "0.5"]
    assert [row["loss"] for row in found] == ["1.5", ""]


def test_the_figures_are_those_of_the_first_seed_that_has_any():
    seeds = [
        record(seed=0),
        record(seed=1, figures={"loss": 2.0}),
        record(seed=2, figures={"loss": 3.0}),
    ]
    (row,) = rows(one(None, *seeds))
    assert (row["loss"], row["seeds"], row["accepted"]) == ("2.0", "3", "3")


def test_a_row_tells_a_submissions_time_on_average_and_who_is_known_as_what():
    quick, slow = record(seed=0), record(seed=1, train_s=5.014)
    found = rows(
        one(True, quick, slow), one(False, record("b")), one(None, record("c"))
    )
    assert [row["known"] for row in found] == ["passed", "failed", ""]
    assert [row["seconds"] for row in found] == ["3.51", "1.0", "1.0"]


def test_words_of_an_incident_are_told_without_the_blanks_around_them():
    (row,) = rows(one(None, incident("a")))
    assert (row["verdict"], row["incident"]) == ("incident", "KeyError: 1")


def test_totals_count_work_of_which_outcome_and_verdict_are_known():
    found = told(
        one(True, record("good")),
        one(True, record("harsh", failed=["a"])),
        one(True, incident("ours")),
        one(False, record("lenient")),
        one(False, refused("bad")),
        one(None, record("who")),
    )
    assert (found["submissions"], found["compared"]) == (6, 4)
    assert (found["known_good"], found["known_bad"]) == (2, 2)
    assert (found["false_rejects"], found["false_accepts"]) == (["harsh"], ["lenient"])
    assert found["verdicts"] == {
        "accepted": 3,
        "returned": 1,
        "incident": 1,
        "refused": 1,
    }


def test_the_json_holds_no_number_that_json_does_not_know():
    found = told(one(None, record(figures={"loss": math.nan})), pack="数")
    assert found["rows"][0]["loss"] is None
    assert "数" in as_json(summarize([]), {"pack": "数"})


def test_a_check_counts_as_asked_once_for_each_work_and_not_where_it_was_skipped():
    late = Result("late", "Late", "passed")
    summary = summarize(
        [
            one(None, record("a", results=(SKIPPED,)), record("a", results=(SKIPPED,))),
            one(None, record("b", results=(SKIPPED,)), record("b", results=(late,))),
            one(None, record("c", results=(late,)), record("c", results=(late,))),
        ]
    )
    (counts,) = summary.checks
    assert (counts.check, counts.asked, counts.returned) == ("late", 2, 0)


def test_a_return_of_work_of_unknown_worth_counts_for_neither_side():
    summary = summarize([one(None, record(failed=["a"]))])
    found = next(each for each in summary.checks if each.check == "a")
    assert (found.returned, found.returned_good, found.returned_bad) == (1, 0, 0)
    assert (found.alone, found.alone_good) == (("anna",), ())


def test_one_hint_of_two_checks_is_counted_for_each():
    work = record(failed=[("a", "Mend 1,5 of it."), ("b", "Mend 2.5 of it.")])
    hints = summarize([one(None, work), one(None, work)]).hints
    assert [(each.check, each.hint, each.count) for each in hints] == [
        ("a", "Mend 1,5 of it.", 2),
        ("b", "Mend 2.5 of it.", 2),
    ]


def test_times_are_told_of_the_middle_and_of_the_slowest():
    times = (1.0, 9.0, 2.0)
    summary = summarize(
        [one(None, record(str(s), examine_s=s, intake_s=0.5)) for s in times]
    )
    assert (summary.median_s, summary.slowest.name) == (2.5, "9.0")
    assert (summarize([]).median_s, summarize([]).slowest) == (0.0, None)


def test_incidents_and_refusals_are_listed_and_only_they():
    works = [one(None, record("a")), one(None, incident("b")), one(None, refused("c"))]
    summary = summarize(works)
    assert [each.name for each in summary.spoilt] == ["b"]
    assert [each.name for each in summary.refused] == ["c"]
    assert "KeyError: 1" in faults(summary)
    assert "no_code" in refusals(summary)
    assert faults(summarize(works[::2])) == ""
    assert refusals(summarize(works[:2])) == ""


def test_without_a_known_outcome_nothing_is_compared():
    assert comparison(summarize([one(None, record())])) == ""
    assert "False rejects: 0" in comparison(summarize([one(True, record())]))


def test_a_disagreement_is_told_with_its_seeds_its_reason_and_its_figures():
    seeds = [
        record("<b>anna", seed=0, figures={"loss": 0.123456}),
        record("<b>anna", seed=1, failed=[("a", "Mend <i>it</i>.")]),
    ]
    page = comparison(summarize([one(True, *seeds)]))
    assert "&lt;b&gt;anna · only · a · accepted with 1 of 2 seeds" in page
    assert "Mend &lt;i&gt;it&lt;/i&gt;." in page
    assert "seed 0: loss 0.1235" in page
    assert "seed 1" not in page


def test_a_false_accept_has_no_reason_but_that_nothing_spoke_against_it():
    work = one(False, record("bob"))
    assert work.agreement is Agreement.FALSE_ACCEPT
    page = comparison(summarize([work]))
    assert "False accepts: 1" in page
    assert "Every check that was asked accepted it." in page
    assert "No work that is known as good was rejected." in page
    assert "seeds" not in page


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa,1", "a,1"),
        (b"\xff\xfe" + "é,1".encode("utf-16-le"), "é,1"),
        (b"\xfe\xff" + "é,1".encode("utf-16-be"), "é,1"),
        (b"\xe9,1", "é,1"),
        (b"\xe9\x81,1", "\ufffd,1"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_has(data, text):
    assert text_of(data) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("grade,file\nyes,a\n", [(2, "a", "yes")]),
        ("name;x;status\na;b;no\n", [(2, "a", "no")]),
        ("a,yes\nname,outcome\n", [(1, "a", "yes"), (2, "name", "outcome")]),
        ("# name,outcome\na\tyes\n", [(2, "a", "yes")]),
        ("a,yes,# kept\n", [(1, "a", "yes")]),
        ('"a\nb",yes\nc,no\n', [(2, "a\nb", "yes"), (3, "c", "no")]),
        ("a;b,c;yes\n", [(1, "a", "b,c")]),
    ],
)
def test_lines_are_read_with_their_numbers_and_the_columns_that_the_head_names(
    tmp_path, text, found
):
    lines = lines_of(tmp_path, text)
    assert [(line.number, line.name, line.outcome) for line in lines] == found
