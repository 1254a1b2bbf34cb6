"""The numbers with which the network that a notebook keeps was trained."""

import pytest

from notebooks.changes import Roots
from notebooks.syntax import definitions

ROOTS = Roots(
    frozenset({"Net"}),
    frozenset({"iterations", "epochs", "hidden_nodes", "learning_rate"}),
)
CLASS = "class Net:\n    pass"
NUMBERS = "iterations = 3000\nhidden_nodes = 12\nlearning_rate = 0.6"
MADE = "network = Net(56, hidden_nodes, 1, learning_rate)"
TRAINED = "for ii in range(iterations):\n    network.train(x, y)"


def read(*cells: str) -> dict[str, object]:
    found = definitions([CLASS, *cells], roots=ROOTS)
    numbers = ("iterations", "epochs", "hidden_nodes", "learning_rate")
    return {
        name: found.constants.get(name) for name in numbers if name in found.constants
    }


def as_trained(
    rounds: object = 3000, units: object = 12, rate: object = 0.6, name="iterations"
):
    return {name: rounds, "hidden_nodes": units, "learning_rate": rate}


def test_one_training_leaves_the_numbers_as_they_are() -> None:
    assert read(NUMBERS, MADE, TRAINED) == as_trained()


def test_a_network_that_goes_on_learning_has_all_of_its_rounds() -> None:
    more = f"iterations = 400\n{TRAINED}"
    assert read(NUMBERS, MADE, TRAINED, more, more) == as_trained(3800)
    found = definitions([CLASS, NUMBERS, MADE, TRAINED, more, more], roots=ROOTS)
    place = found.places["iterations"]
    assert (place.cell, place.line, place.loops) == (6, 1, 3)
    assert found.places["hidden_nodes"].loops == 1
    assert "iterations" not in found.uncertain


@pytest.mark.parametrize(
    ("more", "rounds"),
    [
        ("for ii in range(500):\n    network.train(x, y)", 3500),
        ("for ii in range(1, iterations + 1):\n    network.train(x, y)", 6000),
        ("for ii in tqdm(range(iterations)):\n    network.train(x, y)", 6000),
        (
            "for ii in range(iterations // 3):\n    if ii:\n        network.train(x, y)",
            4000,
        ),
        ("for ii in range(iterations):\n    network.run(x)", 3000),
        ("for ii in range(iterations):\n    other.train(x, y)", 3000),
    ],
)
def test_loops_are_counted_as_they_are_written(more: str, rounds: int) -> None:
    assert read(NUMBERS, MADE, TRAINED, more) == as_trained(rounds)


def test_records_one_after_another_are_one_round_of_an_epoch() -> None:
    loop = "for e in range(epochs):\n    for r in rows:\n        network.train(r, 1)"
    first = f"{NUMBERS.replace('iterations = 3000', 'epochs = 90')}\n{MADE}\n{loop}"
    assert read(first, f"epochs = 10\n{loop}") == as_trained(100, name="epochs")


def test_a_network_that_is_made_anew_starts_anew() -> None:
    cells = (
        NUMBERS,
        MADE,
        TRAINED,
        "iterations = 500\nhidden_nodes = 20",
        MADE,
        TRAINED,
    )
    assert read(*cells) == as_trained(500, 20)


def test_a_number_that_is_assigned_after_the_network_was_made_changes_nothing_of_it() -> (
    None
):
    later = "hidden_nodes = 2\nlearning_rate = 0.001"
    assert read(NUMBERS, MADE, later, TRAINED) == as_trained()
    found = definitions([CLASS, NUMBERS, MADE, later, TRAINED], roots=ROOTS)
    assert found.places["learning_rate"].cell == 2
    assert read(NUMBERS, MADE, TRAINED, "iterations = 5") == as_trained(5)


@pytest.mark.parametrize(
    "unclear",
    [
        "network.lr = 0.1",
        "network.lr *= 0.5",
        "network = pickle.load(file)",
        "for n in (5, 9):\n    network = Net(56, n, 1, 0.1)\n    network.train(x, y)",
        "for ii in range(steps):\n    network.train(x, y)",
        "for k in range(3):\n    for ii in range(iterations):\n        network.train(x, y)",
        "for k in range(3):\n    while wrong():\n        network.train(x, y)",
        "for ii in range(iterations * epochs):\n    network.train(x, y)",
    ],
)
def test_where_the_text_does_not_tell_it_the_last_values_count(unclear: str) -> None:
    later = f"iterations = 400\nhidden_nodes = 7\nepochs = 2\n{TRAINED}"
    found = read(NUMBERS, MADE, TRAINED, unclear, later)
    assert found == {**as_trained(400, 7), "epochs": 2}


def test_it_asks_nothing_of_notebooks_whose_class_is_not_checked() -> None:
    cells = [CLASS, NUMBERS, MADE, TRAINED, f"iterations = 400\n{TRAINED}"]
    assert definitions(cells).constants["iterations"] == 400


def test_many_loops_are_not_added_up() -> None:
    loops = "\n".join([TRAINED] * 200)
    assert read(NUMBERS, MADE, loops) == as_trained()
