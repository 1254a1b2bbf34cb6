"""What notebooks print while they train, as it looks in the wild, and on purpose worse."""

import math
import random
import time

import pytest

from workers.grader.steps.printed import PrintedLosses


def read(text: str, piece: int = 10**9) -> list[tuple[str, float, float, float]]:
    losses = PrintedLosses()
    pieces = [text[n : n + piece] for n in range(0, len(text), piece)]
    found = [point for one in pieces for point in losses.feed(one)]
    found += losses.end()
    return [(p.series, round(p.x, 3), p.y, p.x_of) for p in found]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (
            "\rProgress: 12.3% ... Training loss: 0.31 ... Validation loss: 0.44",
            [("train", 12.3, 0.31, 100.0), ("validation", 12.3, 0.44, 100.0)],
        ),
        ("epoch 10, loss 0.52\n", [("train", 10.0, 0.52, 0.0)]),
        ("Epoch: 7  Loss=1.5e-3\n", [("train", 7.0, 0.0015, 0.0)]),
        (
            "Epoch 3/20 - loss: 0.4321 - val_loss: 0.5\n",
            [("train", 3.0, 0.4321, 20.0), ("validation", 3.0, 0.5, 20.0)],
        ),
        (
            "Epoch [3/20], Step [50/100], Loss: 0.25\n",
            [("train", 2.5, 0.25, 20.0)],
        ),
        (
            "Epoch   4 Batch    5/50   train_loss = 8.821\n",
            [("train", 4.1, 8.821, 0.0)],
        ),
        ("iteration 200: cost 0.7\n", [("train", 200.0, 0.7, 0.0)]),
        ("Step 1500 of 3000 loss is 2\n", [("train", 1500.0, 2.0, 3000.0)]),
        (
            "Epoch 1/2... Discriminator Loss: 1.2... Generator Loss: 0.8\n",
            [("discriminator", 1.0, 1.2, 2.0), ("generator", 1.0, 0.8, 2.0)],
        ),
        (
            " 45%|████▌     | 45/100 [00:01<00:01, 40.1it/s, loss=0.5]\r",
            [("train", 45.0, 0.5, 100.0)],
        ),
        (
            "Epoch 2:  45%|████▌   | 45/100 [00:01<00:01, loss=0.5]\r",
            [("train", 2.45, 0.5, 0.0)],
        ),
        ("\x1b[1mEpoch 2\x1b[0m loss: \x1b[32m0.5\x1b[0m\n", [("train", 2, 0.5, 0)]),
        ("Epoch 5, training loss 0.5, test loss -0.25", None),
    ],
)
def test_lines_as_people_print_them(text, points) -> None:
    wanted = points or [("train", 5.0, 0.5, 0.0), ("validation", 5.0, -0.25, 0.0)]
    assert read(text) == wanted
    for piece in (1, 3, 7):
        assert read(text, piece) == wanted


KERAS = (
    "Epoch 1/2\n"
    "\r\x1b[1m 1/10\x1b[0m \x1b[32m━\x1b[0m\x1b[37m━━━━\x1b[0m \x1b[1m3s\x1b[0m 400ms/step"
    " - accuracy: 0.1 - loss: 2.5"
    "\b\b\b\b\r\x1b[1m10/10\x1b[0m \x1b[32m━━━━━\x1b[0m \x1b[1m1s\x1b[0m 9ms/step"
    " - accuracy: 0.4 - loss: 2.0 - val_accuracy: 0.5 - val_loss: 1.8\n"
    "Epoch 2/2\n"
    "\r 5/10 [=====>....] - ETA: 3s - loss: 1.5"
    "\r10/10 [==========] - 1s 9ms/step - loss: 1.0 - val_loss: 1.2\n"
)


def test_the_bars_of_keras_belong_to_the_epoch_above_them() -> None:
    assert read(KERAS) == [
        ("train", 0.1, 2.5, 2.0),
        ("train", 1.0, 2.0, 2.0),
        ("validation", 1.0, 1.8, 2.0),
        ("train", 1.5, 1.5, 2.0),
        ("train", 2.0, 1.0, 2.0),
        ("validation", 2.0, 1.2, 2.0),
    ]
    assert read(KERAS, 11) == read(KERAS)


@pytest.mark.parametrize(
    "text",
    [
        "Final loss: 0.4\n",  # of what?
        "Epoch 3/20\n",
        "I am at a loss in epoch 3\n",
        "epoch 3 loss: nan\n",
        "epoch 3 loss: inf\n",
        "epoch 3 loss: -Infinity\n",
        "epoch 3 loss: 1e999\n",
        "epoch 3 loss: 1e300\n",
        f"epoch 3 loss: {'9' * 400}\n",
        f"epoch {'9' * 400} loss: 1\n",
        "flawless: 3, epochs: 2\n",
        "glossary 12 epoch 1\n",
        "epoch 1 loss: 0x1f\n",
        "step 1/0\n",
        "",
    ],
)
def test_what_is_no_point_is_left_out(text: str) -> None:
    assert read(text) == []


def test_a_count_of_nothing_is_not_divided_by() -> None:
    assert read("epoch 1/2 batch 3/0 loss 1\n") == [("train", 1.0, 1.0, 2.0)]


HOSTILE = [
    "x" * 4_000_000,
    "loss" * 1_000_000,
    "loss: " * 500_000 + "1",
    "epoch " * 500_000,
    " " * 3_000_000 + "loss 1",
    "1/" * 1_500_000,
    "\r" * 2_000_000,
    "train_" * 500_000 + "loss 1",
    "\x1b[" * 1_000_000,
    "9" * 3_000_000,
    "epoch 1 loss: 1" + ".1" * 1_000_000,
    ("loss " * 110 + "\n") * 6_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
def test_no_output_takes_long_to_read(text: str) -> None:
    began = time.process_time()
    losses = PrintedLosses()
    for start in range(0, len(text), 50_000):
        list(losses.feed(text[start : start + 50_000]))
    assert time.process_time() - began < 3


def test_anything_printed_gives_finite_points_or_none() -> None:
    chance = random.Random(3)
    signs = ["loss", "epoch", "step", "val_", ":", "=", " ", "/", "1", "e9", ".", "-"]
    signs += ["nan", "%", "\r", "\n", "\x1b[1m", "Batch", "é", "\0", "٣"]
    for _ in range(2000):
        text = "".join(chance.choices(signs, k=40))
        for series, x, y, x_of in read(text, chance.randint(1, 20)):
            assert series in ("train", "validation", "discriminator", "generator")
            assert all(math.isfinite(number) for number in (x, y, x_of))


def test_steps_that_are_counted_anew_in_each_epoch_go_on() -> None:
    reader = PrintedLosses()
    lines = (
        "Epoch 1/2, step 20: generator loss 1.9\n"
        "Epoch 1/2, step 40: generator loss 1.7\n"
        "Epoch 2/2, step 20: generator loss 1.5\n"
    )
    assert [point.x for point in reader.feed(lines)] == [20, 40, 60]


def test_steps_that_go_on_from_epoch_to_epoch_are_taken_as_they_stand() -> None:
    reader = PrintedLosses()
    lines = "Epoch 1/2, step 20: loss 1.9\nEpoch 2/2, step 40: loss 1.5\n"
    assert [point.x for point in reader.feed(lines)] == [20, 40]
