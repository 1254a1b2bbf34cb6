from notebooks.alignment.cells import Cell, cells_of
from notebooks.alignment.comparing import compared
from notebooks.alignment.folding import folded
from notebooks.alignment.lines import Line
from notebooks.alignment.runs import runs
from tests.notebooks.alignment.pairs import PAIRS

PARTS = "\n".join(f"value_{n} = {n}" for n in range(10))


def groups(name):
    pair = next(pair for pair in PAIRS if pair.name == name)
    return compared(pair.old, pair.new)


def test_lines_of_a_split_cell_are_found_in_its_parts():
    old = [Cell("code", PARTS)]
    lines = PARTS.split("\n")
    new = [Cell("code", "\n".join(lines[:4])), Cell("code", "\n".join(lines[4:]))]
    (one,) = compared(old, new)
    found = [(r.line, r.count, r.new_cell, r.new_line) for r in runs(one)[1]]
    assert found == [(1, 4, 1, 1), (5, 6, 2, 1)]


def test_lines_of_merged_cells_are_found_in_the_whole():
    lines = PARTS.split("\n")
    old = [Cell("code", "\n".join(lines[:4])), Cell("code", "\n".join(lines[4:]))]
    (one,) = compared(old, [Cell("code", PARTS)])
    found = {
        cell: [(r.line, r.count, r.new_cell, r.new_line) for r in some]
        for cell, some in runs(one).items()
    }
    assert found == {1: [(1, 4, 1, 1)], 2: [(1, 6, 1, 5)]}


def test_a_cell_of_which_no_line_is_left_is_still_known_where_it_was():
    (one,) = compared([Cell("code", "a = 1", id="x")], [Cell("code", "a != 2", id="x")])
    assert [run.new_cell for run in runs(one)[1]] == [1]


def test_deleted_cells_went_nowhere_and_unchanged_ones_with_all_their_lines():
    gone, *rest = groups("deleted at the start")
    assert runs(gone) == {1: []} if gone.new else not gone.new
    assert [(r.line, r.count) for r in runs(rest[0])[2]] == [(1, 3)]


def test_a_fold_keeps_lines_around_each_change_and_hides_no_single_line():
    one = compared([Cell("code", "a = 1")], [Cell("code", "a = 2")])[0]
    lines = [Line(n, n, is_same=True) for n in range(1, 21)]
    lines[10] = Line(11, None)
    shapes = [(fold, len(some)) for fold, some in folded(one, lines, 3)]
    assert shapes == [(True, 7), (False, 7), (True, 6)]
    shapes = [(fold, len(some)) for fold, some in folded(one, lines[6:15], 3)]
    assert shapes == [(False, 9)]


def test_outputs_are_the_same_that_look_the_same():
    def notebook(*outputs):
        cell = {"cell_type": "code", "id": "a", "source": "x", "outputs": list(outputs)}
        return cells_of({"cells": [cell]})[0].outputs

    def shown(data):
        return {"output_type": "display_data", "data": data}

    def printed(text):
        return {"output_type": "stream", "name": "stdout", "text": text}

    picture, other = {"image/png": "AAAA"}, {"image/png": "AAAB"}
    assert notebook(shown(picture)) == notebook(shown({**picture, "text/plain": "x"}))
    assert notebook(shown(picture)) != notebook(shown(other))
    axes = shown({"text/plain": "<Axes at 0x7f2a10>"})
    assert notebook(axes) == notebook(shown({"text/plain": "<Axes at 0x7fffaa>"}))
    assert notebook(printed("a"), printed("b")) == notebook(printed("ab"))
    assert notebook(printed("a")) != notebook(printed("b"))
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["1"]}
    assert notebook(error) == notebook({**error, "traceback": ["2"]})
