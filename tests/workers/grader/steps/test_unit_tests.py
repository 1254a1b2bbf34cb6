"""What `unittest` prints, as it prints it here and as it did for Python 3.7."""

import io
import unittest

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workers.grader.steps.unit_tests import MOST_NAMED, TestRun, last_run

OK_37 = "...\n" + "-" * 70 + "\nRan 3 tests in 0.002s\n\nOK\n"
FAILED_37 = (
    "E.F\n" + "=" * 70 + "\nERROR: test_train (__main__.TestMethods)\n" + "-" * 70
    + "\nTraceback (most recent call last):\nNameError: name 'q' is not defined\n\n"
    + "=" * 70 + "\nFAIL: test_run (__main__.TestMethods)\n" + "-" * 70
    + "\nTraceback (most recent call last):\nAssertionError: False is not true\n\n"
    + "-" * 70 + "\nRan 3 tests in 0.004s\n\nFAILED (failures=1, errors=1)\n"
)  # fmt: skip


def cell(*texts: str):
    return new_code_cell(
        "run()", outputs=[new_output("stream", text=text) for text in texts]
    )


def read(*cells) -> TestRun | None:
    return last_run(new_notebook(cells=list(cells)))


def printed_by(case: type[unittest.TestCase], verbosity: int = 1) -> str:
    stream = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    unittest.TextTestRunner(stream, verbosity=verbosity).run(suite)
    return stream.getvalue()


class Case(unittest.TestCase):
    __test__ = False  # only for `printed_by`

    def holds(self) -> None:
        pass

    def fails(self) -> None:
        raise AssertionError

    def raises(self) -> None:
        raise ValueError

    def fails_twice(self) -> None:
        for number in (1, 2):
            with self.subTest(number=number):
                raise AssertionError


def case(**methods) -> type[unittest.TestCase]:
    return type("Case", (Case,), methods)


@pytest.mark.parametrize("verbosity", [1, 2])
def test_an_assertion_is_told_from_any_other_error(verbosity) -> None:
    mixed = case(test_a=Case.holds, test_b=Case.fails, test_c=Case.raises)
    found = read(new_markdown_cell("Tests"), cell(printed_by(mixed, verbosity)))
    assert found == TestRun(2, 3, ("test_b",), ("test_c",), passed=False)


def test_one_test_that_passes_and_one_that_is_skipped() -> None:
    skipped = unittest.skip("later")(Case.fails)
    one = printed_by(case(test_a=Case.holds))
    assert read(cell(one)) == TestRun(1, 1, (), (), passed=True)
    both = printed_by(case(test_a=Case.holds, test_b=skipped))
    assert read(cell(both)) == TestRun(1, 2, (), (), passed=True)


def test_the_last_run_counts_in_a_cell_and_among_cells() -> None:
    both = TestRun(1, 3, ("test_run",), ("test_train",), passed=False)
    assert read(cell(FAILED_37)) == both
    assert read(cell(FAILED_37), cell(OK_37), cell("done\n")).passed
    found = read(cell(OK_37), cell(FAILED_37))
    assert (found.cell, found.passed) == (2, False)
    assert read(cell(FAILED_37, OK_37)) == TestRun(1, 3, (), (), passed=True)
    again = read(cell(FAILED_37 + printed_by(case(test_b=Case.fails))))
    assert again == TestRun(1, 1, ("test_b",), (), passed=False)


def test_what_arrives_in_pieces_is_one_text() -> None:
    pieces = [FAILED_37[n : n + 9] for n in range(0, len(FAILED_37), 9)]
    assert read(cell(*pieces)) == read(cell(FAILED_37))


def test_what_is_no_summary_is_no_run() -> None:
    assert read(cell("")) is None
    assert read(cell("I Ran 3 tests in 1s\n\nOK\n")) is None
    assert read(cell("-" * 70 + "\nRan 3 tests in 0.002s\n")) is None  # cut off
    assert read(new_markdown_cell(OK_37)) is None
    shown = new_output("execute_result", {"text/plain": OK_37})
    assert read(new_code_cell("x", outputs=[shown])) is None


def test_a_test_whose_subtests_fail_is_named_once() -> None:
    found = read(cell(printed_by(case(test_a=Case.fails_twice))))
    assert not found.passed
    assert found.told()["en"] == (
        "Of its 1 unit tests in cell 1 these do not pass: `test_a`."
    )


def test_only_some_are_named() -> None:
    names = tuple(f"t{n}" for n in range(MOST_NAMED + 1))
    told = TestRun(7, 20, names[:2], names[2:], passed=False).told()
    assert told == {
        "en": "Of its 20 unit tests in cell 7 these do not pass: `t0`, `t1`, `t2`, `t3`, `t4` ….",
        "ja": "セル 7 の単体テスト 20 件のうち、通らないもの：`t0`, `t1`, `t2`, `t3`, `t4` …。",
    }
    all_named = TestRun(7, 20, names[1:], (), passed=False).told()
    assert all_named["en"].endswith(" `t4`, `t5`.")
