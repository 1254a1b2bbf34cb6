"""Project 4's questions about states, tables and sizes, with a student of plain arrays."""

from contextlib import nullcontext

import numpy as np
import pytest

from workers.packkit.checks import StudentError, Unsuitable, text

SLUG = "translate-a-language"
NESTED = [[np.full((4, 8), 1.0), np.full((4, 8), 2.0)], [np.full((4, 8), 3.0)]]


@pytest.fixture
def helper(module):
    """The helper's own functions, with what little of Keras they use to hand states on."""
    source = module("helper").HELPER
    names = {"_course_numpy": np, "_course_ids": np.asarray, "_course_keras": Keras}
    names["_course_made"] = {}
    for name in ("_course_list", "_course_encoded", "_course_state"):
        exec(cut(source, name), names)
    exec(cut(source, "_course_one_by_one"), names)
    return names


def cut(source, name):
    start = source.index(f"def {name}(")
    return source[start : source.index("\n\n\n", start)]


class Keras:
    class tree:  # noqa: N801 -- as Keras calls it
        @staticmethod
        def flatten(state):
            if isinstance(state, list | tuple):
                return [part for one in state for part in Keras.tree.flatten(one)]
            return [state]


@pytest.mark.parametrize(
    ("state", "numbers"),
    [
        (NESTED, [1, 2, 3]),
        (tuple(map(tuple, NESTED)), [1, 2, 3]),
        (NESTED[0], [1, 2]),
        (NESTED[0][0], [1]),
    ],
)
def test_every_part_of_a_state_is_looked_at_however_deep_it_lies(
    helper, state, numbers
):
    helper["_course_made"]["it"] = [lambda source, training: state]
    parts = helper["_course_state"]("it", np.zeros((4, 5), int))
    assert [part.shape for part in parts] == [(4, 8)] * len(numbers)
    assert [part[0, 0] for part in parts] == numbers


def test_a_decoder_gets_its_state_back_as_it_was_nested(helper):
    got = []

    def decoder(parts, training):
        word, *state = parts
        got.append(state)
        return [word[..., None] * np.ones(3), *state]

    helper["_course_made"]["it"] = [lambda source, training: NESTED, decoder]
    written = np.arange(24).reshape(4, 6)
    logits = helper["_course_one_by_one"]("it", None, written)
    assert logits.shape == (4, 6, 3)
    assert (logits[..., 0] == written).all()
    assert got == [NESTED] * 6


class Builder:
    """Builds coders of LSTM layers, and tells their shapes; `slip` is how it goes wrong."""

    def __init__(self, slip=""):
        self.slip, self.built = slip, []

    def load(self, source):
        compile(source, "helper", "exec")

    def call(self, function, *args):
        return getattr(self, function)(*args)

    def _course_coders(self, name, source, arguments, decoder_arguments, seed):
        self.built.append([arguments, decoder_arguments])

    def _course_shapes(self, name, which):
        words, columns, units, layers, _ = self.built[-1][which]
        layers = min(layers, {"one layer": 1, "two at most": 2}.get(self.slip, 8))
        if which and self.slip == "a decoder of one layer":
            layers = 1
        units = 10 if self.slip == "units of its own" else units
        shapes, inputs = [[words, columns]], columns
        for _ in range(layers):
            shapes += [[inputs, 4 * units], [units, 4 * units], [4 * units]]
            inputs = units
        if layers == 1 and self.slip == "joins one layer to attention":
            shapes.append([500, 500])
        return shapes


@pytest.mark.parametrize(
    ("slip", "caught"),
    [
        ("", set()),
        ("one layer", {"encoder", "forced"}),
        ("two at most", {"encoder", "forced"}),
        ("a decoder of one layer", {"forced"}),
        ("units of its own", {"encoder"}),
        ("joins one layer to attention", set()),
    ],
)
def test_layers_are_counted_where_there_are_several(module, rng, slip, caught):
    """One layer may be built in another way than a stack: it is never asked for."""
    student, found = Builder(slip), set()
    for part in ("encoder", "forced"):
        try:
            module(f"checks.{part}").size.function(student, rng)
        except AssertionError:
            found.add(part)
    assert found == caught
    assert {encoder[3] for encoder, _ in student.built} == {2, 3}


def test_nothing_but_what_is_asked_about_changes_with_a_size(module, rng):
    student = Builder()
    module("checks.encoder").size.function(student, rng)
    two, three, wide = (encoder for encoder, _ in student.built)
    assert [a - b for a, b in zip(three, two, strict=True)] == [0, 0, 0, 1, 0]
    assert [a - b for a, b in zip(wide, two, strict=True)] == [0, 0, 4, 0, 0]
    assert two[4] == 1  # nothing drops out
    student = Builder()
    module("checks.forced").size.function(student, rng)
    (_, two), (_, three) = student.built
    assert [a - b for a, b in zip(three, two, strict=True)] == [0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("shapes", "found"),
    [
        ([(20, 7)], True),
        ([(21, 7)], True),  # a row for the padding, or for what is not known
        ([(24, 7)], True),
        ([(25, 7)], False),
        ([(19, 7)], False),
        ([(20, 8)], False),
        ([(7, 20)], False),
        ([(20,), (7,)], False),
        ([], False),
        ([(30, 7), (7, 32), (22, 7)], True),
    ],
)
def test_a_table_may_have_a_row_to_spare_for_each_special_word(module, shapes, found):
    class Known:
        def call(self, function, *args):
            return [list(shape) for shape in shapes]

    coders = module("probing").Coders(Known(), "it", None, None, None)
    none = pytest.raises(AssertionError, match="no table of 20 rows and 7 columns")
    with nullcontext() if found else none:
        coders.assert_table(0, 20, 7)


@pytest.mark.parametrize(
    ("part", "slip", "told"),
    [
        ("encoder", "one layer", "a `num_layers` of 3 the encoder has no more"),
        ("forced", "a decoder of one layer", "a `num_layers` of 3 the decoder has no"),
        ("encoder", "units of its own", "a larger `rnn_size` the encoder has no more"),
    ],
)
def test_the_setting_that_changes_nothing_is_named(module, rng, part, slip, told):
    with pytest.raises(Unsuitable) as caught:
        module(f"checks.{part}").size.function(Builder(slip), rng)
    assert told in caught.value.found["en"]


def test_tables_that_do_not_fit_are_named_by_their_shapes(module, rng):
    class Fixed(Builder):
        def _course_shapes(self, name, which):
            return [[400, 300], [300, 32], [8, 32], [32]]

    with pytest.raises(Unsuitable) as caught:
        module("checks.encoder").embedding.function(Fixed(), rng)
    assert "shapes (400, 300), (300, 32), (8, 32); none" in caught.value.found["en"]


def test_too_few_words_right_are_told_with_the_steps_that_were_done(module):
    check = module("training").validation_accuracy.function
    figures = {"limit": 0.9, "steps_done": 40, "steps_asked": 500}
    figures |= {"validation_accuracy": 0.412, "validation_accuracy_padded": 0.931}
    with pytest.raises(Unsuitable) as caught:
        check(figures)
    found = caught.value.found["en"]
    assert "41.2% of the words right (93.1% with the padding) after 40 of 500" in found
    check(figures | {"validation_accuracy": 0.9})


@pytest.mark.parametrize(("breaks_at", "raises"), [({1}, False), ({1, 2}, True)])
def test_an_encoder_that_breaks_with_one_layer_is_asked_with_two(
    module, rng, monkeypatch, breaks_at, raises
):
    """Keras cannot mask a stack of a single cell. Who chose one layer is told in training."""
    encoder = module("checks.encoder")
    asked = []

    def moved(student, rng, *, layers):
        asked.append(layers)
        if layers in breaks_at:
            raise StudentError(
                "ValueError: structures differ", text("raised", ja="例外")
            )
        return 1.0, 1.0

    monkeypatch.setattr(encoder, "_moved", moved)
    with pytest.raises(StudentError) if raises else nullcontext():
        encoder.carries_on.function(None, rng)
    assert asked == [1, 2]


def test_an_encoder_that_cuts_sentences_off_is_told_so(module, rng, monkeypatch):
    encoder = module("checks.encoder")
    monkeypatch.setattr(encoder, "_moved", lambda *_, **__: (1.0, 0.0))
    with pytest.raises(Unsuitable) as caught:
        encoder.carries_on.function(None, rng)
    assert "cut off" in caught.value.found["en"]


def test_a_late_word_is_the_only_one_that_changes(module, rng):
    first, second = module("probing").changed_late(rng, 24)
    assert np.flatnonzero(first != second).tolist() == [12]
    assert min(first) >= 4
    assert max(first) < 24


@pytest.mark.parametrize(("moved", "told"), [(0.3, True), (0.001, False)])
def test_a_rate_that_keep_probability_does_not_change_is_told(
    module, rng, monkeypatch, moved, told
):
    model = module("checks.model")

    class Dropping:
        """In training its logits move by 1, but by `moved` where nearly all is kept."""

        def __init__(self, *_, kept=0.5, **__):
            self.step, self.calls = (1.0 if kept == 0.5 else moved), 0

        def logits(self, *, training=False):
            self.calls += training
            return np.full((2, 3, 4), self.step * self.calls * training)

    monkeypatch.setattr(model, "_Model", Dropping)
    monkeypatch.setattr(model, "_kept_model", Dropping)
    with pytest.raises(Unsuitable) if told else nullcontext() as caught:
        model.drops_out_in_training.function(None, rng)
    if caught:
        for language in ("en", "ja"):
            assert "`recurrent_dropout=0.1`" in caught.value.found[language]
