"""How much of one notebook is shown, and what is said to be left out."""

import time

from notebooks.budget import MOST_CHARACTERS, MOST_LINES, MOST_OUTPUTS, Budget
from notebooks.terminal import MOST_LINES as FOLDED_LINES


def test_text_is_parsed_until_the_characters_are_spent():
    budget = Budget(rich=10, rich_until=time.process_time() + 60)
    assert [budget.covers_parsing("x" * n) for n in (6, 5, 4, 1, 0)] == [
        *(True, False, True, False, True)
    ]
    assert not Budget().covers_parsing("xx", most=1)


def test_nothing_more_is_parsed_when_the_time_is_over():
    budget = Budget(rich=10, rich_until=time.process_time() - 1)
    assert not budget.covers_parsing("x")
    assert budget.rich == 10


def test_the_lines_of_all_cells_are_counted_together():
    budget = Budget(source_lines=3)
    assert budget.source("a\r\nb") == (["a", "b"], 0)
    assert budget.source("c\rd\n") == (["c"], 2)
    assert budget.source("e") == ([], 1)


def test_the_characters_of_all_cells_are_counted_together():
    budget = Budget(source_characters=5)
    assert budget.source("abc") == (["abc"], 0)
    assert budget.source("def\ngh") == (["de"], 2)
    assert budget.source("i\nj") == ([""], 2)


def test_one_cell_has_its_own_limits():
    lines, rest = Budget().source("\n" * MOST_LINES)
    assert (len(lines), rest) == (MOST_LINES, 1)
    assert Budget().source("x" * (MOST_CHARACTERS + 1)) == (["x" * MOST_CHARACTERS], 1)


def test_a_long_output_costs_no_more_lines_than_are_shown_of_it():
    budget = Budget(output_lines=FOLDED_LINES + 2)
    assert budget.covers_output("\n" * FOLDED_LINES * 2)
    assert budget.output_lines == 2
    assert budget.covers_output("")
    assert budget.covers_output("a\nb")
    assert not budget.covers_output("c")


def test_the_outputs_of_all_cells_are_counted_together():
    budget = Budget(outputs=MOST_OUTPUTS + 7)
    assert [budget.outputs_of(n) for n in (MOST_OUTPUTS + 1, 0, 5, 9, 1)] == [
        *(MOST_OUTPUTS, 0, 5, 2, 0)
    ]
