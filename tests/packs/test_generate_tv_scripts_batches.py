"""Project 3's batches: words left over, scripts too short, and a training from nothing."""

import numpy as np
import pytest

from workers.packkit.checks import StudentError, Unsuitable

SLUG = "generate-tv-scripts"
CHECKS = ("shape", "rows_continue", "targets_follow", "wraps")


class Cutter:
    """A student who cuts batches well, but for `slip`, and never where nothing is left over."""

    def __init__(self, reference, slip=""):
        self.reference, self.slip, self.asked = reference, slip, []

    def call(self, function, ids, rows, steps):
        assert function == "get_batches"
        assert len(ids) % (rows * steps), "the starter shows no text that ends so"
        assert len(ids) > rows * steps, "nor one too short for a batch"
        self.asked.append(len(ids) // (rows * steps))
        batches = self.reference.batches(np.array(ids), rows, steps)
        return getattr(self, f"_{self.slip}", lambda ids, batches: batches)(
            ids, batches
        )

    def _one_batch_too_few(self, ids, batches):
        return batches[:-1]

    def _batch_by_batch(self, ids, batches):
        inputs = np.array(ids[: batches[:, 0].size]).reshape(batches[:, 0].shape)
        return np.stack([inputs, batches[:, 1]], axis=1)

    def _each_row_wraps(self, ids, batches):
        return np.stack([batches[:, 0], np.roll(batches[:, 0], -1, axis=-1)], axis=1)

    def _inputs_again(self, ids, batches):
        return np.stack([batches[:, 0], batches[:, 0]], axis=1)

    def _the_word_left_over(self, ids, batches):
        batches[-1, 1, -1, -1] = ids[batches[:, 0].size]
        return batches


@pytest.mark.parametrize(
    ("slip", "caught"),
    [
        ("", set()),
        ("one_batch_too_few", set(CHECKS)),
        ("batch_by_batch", {"rows_continue"}),
        ("each_row_wraps", {"targets_follow", "wraps"}),
        ("inputs_again", {"targets_follow", "wraps"}),
        ("the_word_left_over", {"wraps"}),
    ],
)
def test_each_slip_with_batches_fails_its_own_check(module, slip, caught):
    batching, reference = module("checks.batching"), module("reference")
    for seed in range(20):
        student, found = Cutter(reference, slip), set()
        for name in CHECKS:
            try:
                getattr(batching, name).function(student, np.random.default_rng(seed))
            except AssertionError:
                found.add(name)
        assert found == caught
        assert min(student.asked) > 1  # rows have to go on from batch to batch


def test_targets_that_are_the_inputs_are_told_so(module, rng):
    student = Cutter(module("reference"), "inputs_again")
    with pytest.raises(Unsuitable) as caught:
        module("checks.batching").targets_follow.function(student, rng)
    assert "the inputs themselves" in caught.value.found["en"]


@pytest.mark.parametrize(
    ("weights", "found"),
    [
        (lambda p: p**3 * (p > 0.2), "never came"),
        (lambda p: p > 0, "equally often"),
        (lambda p: p**2, "more or less often"),
    ],
)
def test_words_drawn_otherwise_than_their_probability_are_told_how(
    module, rng, weights, found
):
    class Picking:
        def load(self, source):
            compile(source, "helper", "exec")

        def call(self, function, probabilities, words, times):
            shares = weights(probabilities.astype(float)).astype(float)
            return [str(w) for w in rng.choice(words, times, p=shares / shares.sum())]

    with pytest.raises(Unsuitable) as caught:
        module("checks.picking").follows.function(Picking(), rng)
    assert found in caught.value.found["en"]


class Chooser:
    """A student with numbers, who keeps what is loaded, made and called."""

    edition = "keras"

    def __init__(self, rows, steps):
        self.constants = {"batch_size": rows, "seq_length": steps, "rnn_size": 8}
        self.constants |= {"embed_dim": 4, "learning_rate": 0.01, "num_epochs": 1}
        self.loaded, self.made, self.called = [], [], []

    def load(self, source):
        self.loaded.append(source)

    def new(self, name, *sizes):
        self.made.append((name, *sizes))
        return "model"

    def call(self, function, *args):
        self.called.append((function, *args))


def test_a_script_that_fills_one_batch_to_the_last_word_is_trained_on(module):
    batches = module("reference").batches(np.arange(66), 6, 11)
    assert batches.shape == (1, 2, 6, 11)


@pytest.mark.parametrize(("rows", "steps"), [(6, 11), (11, 6), (1, 66)])
def test_one_word_less_is_told_with_the_students_own_numbers(module, rows, steps):
    student = Chooser(rows, steps)
    with pytest.raises(StudentError) as raised:
        module("harness").Harness(student, np.arange(65), 70, 7)
    told = (f"`batch_size` {rows} ", f"`seq_length` {steps}", "66", "65")
    for hint in raised.value.hint.values():
        assert [part for part in told if part not in hint] == []
    assert student.loaded == student.made == student.called == []


def test_a_first_loss_that_is_no_number_is_no_start(pack):
    with pytest.raises(AssertionError, match="no number"):
        pack.training.starts_even.function({"starting_loss": None, "even_loss": 6.2})


def test_a_start_is_measured_against_the_script_s_own_words(pack):
    """Loss 4 is knowledge among five hundred words, and none at all among fifty."""
    few, many = np.log(50), np.log(500)
    pack.training.starts_even.function({"starting_loss": 4.0, "even_loss": few})
    with pytest.raises(AssertionError, match=r"4\.00 before, even 6\.21"):
        pack.training.starts_even.function({"starting_loss": 4.0, "even_loss": many})
