"""What a notebook's outputs cost, where they are cut, and that this is said."""

import pytest

from protocol.steps import Limits
from workers.grader.kernel.kernel_messages import (
    Cleared,
    Printed,
    Raised,
    Shown,
    Updated,
)
from workers.grader.kernel.plain import written
from workers.grader.steps.displays import Displays
from workers.grader.steps.output_allowance import MOST_OF_A_NOTEBOOK, SIGNS, Allowance
from workers.grader.steps.outputs import CUT, MOST_OF_A_CELL, CellOutputs

X = {"text/plain": "x"}


class Notebook:
    """Cells that run one after the other under one allowance."""

    def __init__(self, **limits: int) -> None:
        self.allowance = Allowance.of(Limits(**limits))
        self.cells: list[list[dict]] = []
        self._displays = Displays()

    def cell(self, *messages) -> list[dict]:
        outputs = CellOutputs(self.allowance, self._displays, len(self.cells) + 1)
        for message in messages:
            outputs.take(message)
        outputs.finish()
        self.cells.append(outputs.kept)
        return outputs.kept

    @property
    def size(self) -> int:
        return len(written(self.cells))


def texts(outputs: list[dict]) -> list[str]:
    return [o.get("text") or o["data"]["text/plain"] for o in outputs]


def test_each_kind_of_output_as_a_notebook_holds_it() -> None:
    assert Notebook().cell(
        Printed("stdout", "a"),
        Printed("stdout", "b"),
        Printed("stderr", "c"),
        Shown(X, {"w": 1}),
        Shown(X, is_result=True),
        Raised("E", "v", ("t",)),
        None,
    ) == [
        {"output_type": "stream", "name": "stdout", "text": "ab"},
        {"output_type": "stream", "name": "stderr", "text": "c"},
        {"output_type": "display_data", "data": X, "metadata": {"w": 1}},
        {"output_type": "execute_result", "data": X, "metadata": {}, "execution_count": 1},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]},
    ]  # fmt: skip


def test_output_is_cleared_at_once_or_before_what_comes_next() -> None:
    book = Notebook()
    shown, now, later = Shown(X), Cleared(waits=False), Cleared(waits=True)
    assert book.cell(shown, now) == []
    assert texts(book.cell(shown, later)) == ["x"]
    assert texts(book.cell(shown, later, Printed("stdout", "y"))) == ["y"]
    assert texts(book.cell(Printed("stdout", "y"), now, Printed("stdout", "z"))) == [
        "z"
    ]
    assert not book.allowance.was_cut


def test_an_update_changes_all_outputs_of_its_id_in_all_cells() -> None:
    book, new = Notebook(), {"text/plain": "new"}
    book.cell(Shown(X, display_id="a"), Shown(X, display_id="b"), Shown(X))
    book.cell(Shown(X, display_id="a"), Updated("a", new), Updated("?", new))
    assert [texts(cell) for cell in book.cells] == [["new", "x", "x"], ["new"]]
    book.cell(Shown({"text/plain": "again"}, display_id="a"))
    assert [texts(cell)[0] for cell in book.cells] == ["again"] * 3


def test_a_cleared_output_is_updated_no_more() -> None:
    book = Notebook()
    cleared = Cleared(waits=False)
    kept = book.cell(
        Shown(X, display_id="a"), cleared, Updated("a", {"text/plain": "y"})
    )
    assert kept == []
    assert not book.allowance.was_cut


@pytest.mark.parametrize("outputs", [1, 10, 300])
def test_an_update_is_charged_for_every_output_that_it_touches(outputs: int) -> None:
    book = Notebook(rich_mb=1)
    large = {"text/plain": "y" * 200_000}
    kept = book.cell(*[Shown(X, display_id="a")] * outputs, Updated("a", large))
    fits = outputs * 200_000 < 1024 * 1024
    assert (kept[0]["data"] == large) == fits
    assert (kept[-1].get("text") == CUT) == book.allowance.was_cut == (not fits)
    assert book.size < 1_100_000


def test_updates_that_each_fit_end_with_the_allowance() -> None:
    book = Notebook(rich_mb=1)
    large = Updated("a", {"text/plain": "y" * 50_000})
    for _ in range(9):
        book.cell(*[Shown(X, display_id="a")] * 2, *[large] * 9)
    assert book.allowance.was_cut
    assert book.size < 1_300_000


def test_printed_text_is_cut_to_the_character_and_said_once() -> None:
    book = Notebook(output_kb=1)
    kept = book.cell(*[Printed("stdout", "x" * 400)] * 9)
    assert texts(kept) == ["x" * (1024 + SIGNS), CUT]
    assert book.allowance.is_flooded
    assert texts(book.cell(Printed("stdout", "more"))) == [CUT]


def test_what_the_helper_inside_has_cut_is_said_as_well() -> None:
    book = Notebook()
    assert texts(book.cell(Printed("stdout", f"x{CUT}"))) == [f"x{CUT}"]
    assert book.allowance.was_cut


def test_outputs_of_a_cell_are_few_and_no_printed_text_is_lost_for_that() -> None:
    book = Notebook()
    kept = book.cell(
        *[each for n in range(9500) for each in (Printed("stdout", "o"), Printed("stderr", "e"))]
    )  # fmt: skip
    assert len(kept) == MOST_OF_A_CELL
    assert sum(len(text) for text in texts(kept)) == 19_000
    assert not book.allowance.was_cut
    kept = book.cell(*[Shown(X)] * 19_000)
    assert len(kept) == MOST_OF_A_CELL + 1
    assert kept[-1]["text"] == CUT


def test_outputs_of_a_notebook_are_few() -> None:
    book = Notebook()
    for _ in range(100):
        book.cell(*[Shown(X)] * 190)
    assert sum(map(len, book.cells)) < MOST_OF_A_NOTEBOOK + 100


def test_what_is_cleared_gives_its_room_back_and_no_more() -> None:
    book = Notebook()
    for _ in range(20):
        book.cell(*[Shown(X), Cleared(waits=False)] * 300)
    assert book.allowance.outputs == MOST_OF_A_NOTEBOOK
    assert not book.allowance.was_cut
    for _ in range(3):
        book.cell(*[each for _ in range(90) for each in (
            Printed("stdout", "x"), Printed("stderr", "x"), Cleared(waits=False))])  # fmt: skip
    assert book.allowance.outputs == MOST_OF_A_NOTEBOOK
