"""Unchanged lines are folded, changes and the lines around them are not."""

from types import SimpleNamespace

import pytest

from notebooks.alignment.comparing import Part, begins, part_of
from notebooks.alignment.folding import folded
from notebooks.alignment.lines import Comparison, Line
from notebooks.alignment.runs import Run, runs


def whole(lines):
    return [Part(1, lines, 0)]


def group(old, new, lines=()):
    return SimpleNamespace(old=old, new=new, lines=lines)


def text(count):
    return [f"line {n}" for n in range(1, count + 1)]


def shown(old, new, around):
    """Which lines are folded, by their numbers in the old text."""
    lines = Comparison().lines(old, new)
    pieces = list(folded(group(whole(old), whole(new)), lines, around))
    assert [line for _, piece in pieces for line in piece] == lines  # none is lost
    return [(is_fold, [line.old for line in piece]) for is_fold, piece in pieces]


def test_without_a_change_everything_is_one_fold():
    assert shown(text(5), text(5), 2) == [(True, [1, 2, 3, 4, 5])]


def test_around_a_change_lines_stay():
    old, new = text(9), text(9)
    new[4] = "another"
    found = shown(old, new, 1)
    assert found[0] == (True, [1, 2, 3])
    assert found[-1] == (True, [7, 8, 9])
    assert found[1][0] is False


def test_a_fold_of_one_line_would_take_as_much_room():
    old, new = text(5), text(5)
    new[2] = "another"
    assert [is_fold for is_fold, _ in shown(old, new, 1)] == [False]
    assert [is_fold for is_fold, _ in shown(old, new, 0)] == [True, False, True]


def test_changes_at_both_ends_leave_a_fold_between():
    old = text(8)
    new = ["first", *old[1:7], "last"]
    found = shown(old, new, 1)
    assert [is_fold for is_fold, _ in found] == [False, True, False]
    assert found[1] == (True, [3, 4, 5, 6])


@pytest.mark.parametrize(("old", "new"), [([], text(3)), (text(3), []), ([], [])])
def test_where_nothing_is_the_same_nothing_is_folded(old, new):
    assert all(not is_fold for is_fold, _ in shown(old, new, 3))


TWO = [Part(1, text(2), 0), Part(2, text(3), 2)]


def test_a_line_of_a_group_is_in_one_of_its_cells():
    assert [part_of(TWO, n).cell for n in (1, 2, 3, 5)] == [1, 1, 2, 2]
    assert TWO[1].place(3) == 1


def test_where_one_of_several_cells_begins_is_known():
    assert [begins(TWO, n) for n in (1, 2, 3, None)] == [TWO[0], None, TWO[1], None]
    assert begins(whole(text(2)), 1) is None


def test_where_a_cell_begins_counts_as_a_change():
    lines = [Line(n, n, is_same=True) for n in range(1, 6)]
    pieces = folded(group(TWO, whole(text(5)), lines), lines, 0)
    found = [(is_fold, [line.old for line in piece]) for is_fold, piece in pieces]
    assert found == [(False, [1, 2, 3]), (True, [4, 5])]


def test_lines_that_go_on_are_one_run():
    lines = [Line(n, n + 1, is_same=True) for n in range(1, 4)]
    found = runs(group(whole(text(3)), whole(text(4)), lines))
    assert found == {1: [Run(line=1, count=3, new_cell=1, new_line=2)]}


def test_a_run_ends_where_lines_were_added_or_taken_away():
    lines = [Line(1, 1), Line(None, 2), Line(2, 3), Line(3, None), Line(4, 4)]
    found = runs(group(whole(text(4)), whole(text(4)), lines))
    assert found == {1: [Run(1, 1, 1, 1), Run(2, 1, 1, 3), Run(4, 1, 1, 4)]}


def test_a_cell_that_was_split_has_runs_in_both():
    lines = [Line(n, n, is_same=True) for n in range(1, 6)]
    found = runs(group([Part(4, text(5), 0)], TWO, lines))
    assert found == {4: [Run(1, 2, 1, 1), Run(3, 3, 2, 1)]}


def test_of_a_cell_whose_lines_are_all_gone_the_place_is_known():
    lines = [Line(1, None), Line(None, 1)]
    found = runs(group(whole(["a"]), whole(["b"]), lines))
    assert found == {1: [Run(1, 0, 1, 1)]}


def test_an_unchanged_cell_is_one_run_also_when_it_is_empty():
    assert runs(group(whole(text(3)), [Part(9, text(3), 0)])) == {1: [Run(1, 3, 9, 1)]}
    assert runs(group(whole([]), [Part(9, [], 0)])) == {1: [Run(1, 1, 9, 1)]}
