"""Project 3's stand-in, loader and NumPy network. Nothing here needs TensorFlow."""

import hashlib
import math

import numpy as np
import pytest

from protocol.steps import Incident
from tests.packs import inprocess
from workers.packkit.checks import StudentError

SLUG = "generate-tv-scripts"
FOLDER = inprocess.PACKS / SLUG
WORDS, EMBED, UNITS = 7, 3, 4


@pytest.fixture(scope="module")
def reference(module):
    return module("reference")


def arrays(rng, *, layers=1, words=WORDS):
    """Weights as Keras lists them: embedding, each LSTM layer's three, linear layer."""
    shapes, inputs = [(words, EMBED)], EMBED
    for _ in range(layers):
        shapes += [(inputs, 4 * UNITS), (UNITS, 4 * UNITS), (4 * UNITS,)]
        inputs = UNITS
    return [rng.normal(size=shape) for shape in (*shapes, (UNITS, words), (words,))]


def by_hand(weights, ids):
    """One LSTM layer over one row, number by number: logits after each word."""
    table, kernel, recurrent, bias, out, shift = weights
    output, memory, scores = [0.0] * UNITS, [0.0] * UNITS, []
    for number in ids:
        x, before = table[number], output
        output, after = [], []
        for unit in range(UNITS):
            sums = [
                sum(x[i] * kernel[i][g * UNITS + unit] for i in range(EMBED))
                + sum(before[i] * recurrent[i][g * UNITS + unit] for i in range(UNITS))
                + bias[g * UNITS + unit]
                for g in range(4)
            ]
            enter, keep, leave = (1 / (1 + math.exp(-sums[g])) for g in (0, 1, 3))
            after.append(keep * memory[unit] + enter * math.tanh(sums[2]))
            output.append(leave * math.tanh(after[unit]))
        memory = after
        scores.append(
            [
                sum(output[i] * out[i][word] for i in range(UNITS)) + shift[word]
                for word in range(len(shift))
            ]
        )
    return scores


def test_the_script_of_the_starter_is_the_stand_in(dataset):
    assert (FOLDER / "starter" / "script.txt").read_bytes() == dataset.text.encode()
    assert len(dataset.text) < 150_000


def test_the_stand_in_has_the_form_of_a_script(dataset, reference):
    notice, _, scenes = dataset.text.partition("\n")
    assert notice.startswith("[")
    lines = [line for line in scenes.split("\n") if line]
    assert all(line.split()[0].endswith(":") for line in lines)
    assert set(reference.SYMBOLS.values()) <= set(dataset.words)
    assert 20_000 < len(dataset.words) < 30_000
    assert 400 < len(set(dataset.words)) < 700


def test_an_unseen_script_is_another_one_in_the_same_words(dataset):
    first, second = dataset.unseen(1), dataset.unseen(2)
    assert first != second
    assert len(set(first) - set(dataset.words)) < 30


def test_the_notice_is_not_read(dataset):
    assert dataset.words[0] == "odile_farrow:"


@pytest.mark.parametrize(
    "name", ["simpsons/moes_tavern_lines.txt", "moes_tavern_lines.txt"]
)
def test_a_script_that_is_not_the_courses_is_our_incident(pack, tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("[notice]\n\nA: Hello.\n")
    with pytest.raises(Incident, match="SHA-256"):
        pack.data.load(tmp_path)


def test_the_instructors_copy_is_known_by_its_digest(pack, tmp_path, monkeypatch):
    content = b"[notice]\n\nA: (SIGHING) Hello -- you?\n"
    (tmp_path / "moes_tavern_lines.txt").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(pack.data, "DIGEST", f"sha256:{digest}")
    found = pack.data.load(tmp_path)
    assert found.kind == "real"
    assert found.words[:4] == ("a:", "||left_parenthesis||", "sighing", found.words[3])
    assert set(pack.data.notebook_files(found).values()) == {content}


def test_words_become_a_script_again(reference):
    script = 'A: (LOUD) Well! "Go on," he said -- now; why?\nB: Oh.\n\nC: No.\n'
    assert reference.prose(reference.words_of(script)) == script.lower()


def test_batches_are_those_of_the_starters_example(reference):
    batches = reference.batches(np.arange(1, 21), 3, 2)
    assert batches[0].tolist() == [
        [[1, 2], [7, 8], [13, 14]],
        [[2, 3], [8, 9], [14, 15]],
    ]
    assert batches[2, 1].tolist() == [[6, 7], [12, 13], [18, 1]]


def test_the_network_is_the_one_worked_out_by_hand(reference):
    rng = np.random.default_rng(1)
    weights = arrays(rng)
    network = reference.Network.of(weights, WORDS)
    ids = rng.integers(0, WORDS, (1, 5))
    scores, _ = network.logits(ids, reference.fresh(network.layers, 1))
    expected = by_hand([array.tolist() for array in weights], ids[0])
    np.testing.assert_allclose(scores[0], expected, rtol=1e-4, atol=1e-5)


def test_the_loss_is_the_mean_over_rows_and_words(reference):
    rng = np.random.default_rng(2)
    network = reference.Network.of(arrays(rng, layers=2), WORDS)
    ids, targets = rng.integers(0, WORDS, (2, 3, 6))
    scores, _ = network.logits(ids, reference.fresh(network.layers, 3))
    likely = reference.softmax(scores.astype(float))
    losses = [
        -math.log(likely[row, step, targets[row, step]])
        for row in range(3)
        for step in range(6)
    ]
    assert network.loss(ids, targets) == pytest.approx(np.mean(losses), rel=1e-5)


def test_a_linear_layer_needs_no_bias(reference):
    weights = arrays(np.random.default_rng(3))
    assert (reference.Network.of(weights[:-1], WORDS).bias == 0).all()


@pytest.mark.parametrize("lacking", [0, 1, 2, 4])
def test_weights_of_another_network_are_an_assertion(reference, lacking):
    weights = arrays(np.random.default_rng(4))
    del weights[lacking]
    with pytest.raises(AssertionError):
        reference.Network.of(weights, WORDS)


def test_a_number_beside_the_layers_is_an_assertion(reference, module):
    """Also where it stands in a layer's place: students must not cause incidents."""
    rng = np.random.default_rng(4)
    shapes = [(WORDS, EMBED), (EMBED, 4 * UNITS), (), (4 * UNITS,), (UNITS, WORDS)]
    drawn = module("probes").drawn([*shapes, ()], rng)
    assert [array.shape for array in drawn] == [*shapes, ()]
    assert {array.dtype for array in drawn} == {np.dtype(np.float32)}
    for weights in (drawn, drawn[:-1], [*arrays(rng), drawn[-1]]):
        with pytest.raises(AssertionError):
            reference.Network.of(weights, WORDS)
    with pytest.raises(AssertionError, match="an LSTM layer's are"):
        reference.layers_of(drawn[1:4], EMBED)


@pytest.mark.parametrize("without", [[3], [6], [3, 6], [3, 6, 8]])
def test_no_layer_needs_a_bias(reference, without):
    """The numbers of the arrays that are left out: two LSTM layers' and the linear layer's."""
    weights = arrays(np.random.default_rng(7), layers=2)
    zeroed = [0 * a if n in without else a for n, a in enumerate(weights)]
    left = [a for n, a in enumerate(weights) if n not in without]
    usual = reference.Network.of(zeroed, WORDS)
    ids, state = np.arange(5)[None], reference.fresh(usual.layers, 1)
    expected, _ = usual.logits(ids, state)
    scores, _ = reference.Network.of(left, WORDS).logits(ids, state)
    np.testing.assert_array_equal(scores, expected)


def test_layers_may_be_made_in_another_order(reference):
    weights = arrays(np.random.default_rng(5), layers=2)
    table, *layers, kernel, bias = weights
    usual, ids = reference.Network.of(weights, WORDS), np.arange(5)[None]
    state = reference.fresh(usual.layers, 1)
    expected, _ = usual.logits(ids, state)
    for made in (
        [kernel, bias, *layers, table],
        [kernel, bias, table, *layers],
        [table, kernel, bias, *layers],
        [*layers, table, kernel, bias],
    ):
        scores, _ = reference.Network.of(made, WORDS).logits(ids, state)
        np.testing.assert_array_equal(scores, expected)


def test_weights_in_order_stay_where_they_are_though_sizes_agree(reference):
    """As many units as words: the recurrent weights could be taken for an embedding."""
    weights = arrays(np.random.default_rng(6), words=UNITS)
    assert reference.in_order(weights, UNITS) is weights
    assert reference.in_order(weights[:-1], UNITS) == weights[:-1]


@pytest.mark.parametrize(
    ("token", "like_a_word"),
    [
        ("dash", True),
        ("full-stop", True),
        ("it's", True),
        ("Ausrufe-Zeichen-Wort", True),
        ("||period||", False),
        ("<DASH>", False),
        ("__dot__", False),
        ("-dash-", False),
        ("left_bracket", False),
        ("dash2", False),
    ],
)
def test_tokens_that_could_be_words(module, token, like_a_word):
    matched = module("checks.tokens").LIKE_A_WORD.fullmatch(token)
    assert bool(matched) is like_a_word


def test_the_two_likeliest_words_alone_are_too_far_off(module):
    """Whatever chance does: 0.2 is the least that anything between the two can be."""
    wanted = np.array([0.5, 0.3, 0.1, 0.1])
    for first in np.linspace(0, 1, 101):
        shares = np.array([first, 1 - first, 0, 0])
        distance = np.abs(shares - wanted).sum() / 2
        assert distance > module("checks.picking").FARTHEST


@pytest.mark.parametrize(
    "unseen", [None, "forgets", "read", "prime word twice", "all again"]
)
def test_a_scene_tells_every_other_writer(module, unseen):
    class Network:
        def likeliest(self, first, count, *, carry=True, read=(), again=False):
            writer = {0: "forgets", 1: "prime word twice"}.get(len(read), "read")
            writer = "all again" if again else writer
            assert carry is (writer != "forgets")
            return [first + (writer != unseen)] * (1 + count), 1.0

    told = module("checks.writing").telling(Network(), [0] * 15)
    assert told is (unseen is None)


def test_a_writer_that_forgets_writes_another_script(reference):
    network = reference.Network.of(arrays(np.random.default_rng(5), words=30), 30)
    carried, _ = network.likeliest(0, 12)
    forgotten, _ = network.likeliest(0, 12, carry=False)
    assert carried != forgotten
    first, _ = network.logits(
        np.array([carried[:-1]]), reference.fresh(network.layers, 1)
    )
    assert first[0].argmax(axis=-1).tolist() == carried[1:]


SHORT = "[notice]\n\n" + "A: (SIGHING) Hello -- you? Well!\nB: No; never.\n" * 40


class Scripted:
    """Answers as the helper would, with weights that were settled beforehand."""

    edition = "keras"

    def __init__(self, *, broken=False, writes=("a:", "hello"), slow=0.0):
        self.constants = {"num_epochs": 3, "batch_size": 4, "rnn_size": UNITS}
        self.constants |= {"embed_dim": EMBED, "seq_length": 5, "learning_rate": 0.01}
        self.broken, self.writes, self.asked = broken, list(writes), []
        self.slow, self.cpu_s, self.bare = slow, 0.0, False
        self.trained_bare, self.opened = [], []

    def seed(self, seed):
        self.opened.append((self.bare, seed))

    def start_over(self, *, bare):
        self.bare = bare

    def load(self, source):
        compile(source, "helper", "exec")

    def new(self, name, rows, *sizes):
        assert (name == "_course_plain_network") is self.bare
        words = sizes[0] if self.bare else sizes[1]
        weights = arrays(np.random.default_rng(6), words=words)
        self.weights = [np.float32(0.01 * array) for array in weights]
        return (name, rows)

    def call(self, name, *args):
        self.asked.append((name, args))
        return getattr(self, name)(*args)

    def _course_rates(self, model):
        return [[0.0, 0.0], [0.0]]

    def _course_shapes(self, model):
        return [list(array.shape) for array in self.weights]

    def _course_put_from(self, model, first, numbers):
        row = np.concatenate([array.ravel() for array in self.weights])
        row[first : first + len(numbers)] = numbers
        ends = np.cumsum([array.size for array in self.weights])
        parts = zip(np.split(row, ends[:-1]), self.weights, strict=True)
        self.weights = [part.reshape(array.shape) for part, array in parts]

    def _course_start(self, model, batches, learning_rate):
        self.batches = batches
        self.trained_bare.append(self.bare)

    def _course_train(self, until, seconds):
        self.cpu_s += self.slow
        self.trained_bare.append(self.bare)
        if self.broken:
            self.weights[0] = self.weights[0] * np.nan
        return until

    def _course_weights_between(self, model, first, last):
        return np.concatenate([array.ravel() for array in self.weights])[first:last]

    def _course_scores(self, model, inputs, rows):
        return np.zeros((*inputs[rows].shape, len(self.weights[0])))

    def _course_write(self, model, words, prime_word, length):
        return self.writes


@pytest.fixture
def short(pack):
    return pack.data.prepared("real", SHORT)


def driven(pack, short, student):
    progress = []
    figures = pack.training.drive(student, short, progress.append, 7)
    failed = set()
    for check in pack.training_checks:
        try:
            check.function(figures)
        except (AssertionError, TypeError):
            failed.add(check.slug.partition(".")[2])
    return figures, progress, failed


def test_an_untrained_network_is_even_and_its_loss_too_high(pack, short):
    figures, progress, failed = driven(pack, short, Scripted())
    assert figures["training_loss"] == pytest.approx(figures["even_loss"], rel=0.01)
    assert "training_loss" in failed
    assert "starts_even" not in failed
    points = [p.payload for p in progress]
    assert {p["series"] for p in points} == {"train"}
    assert (points[0]["x"], points[-1]["x"], points[-1]["x_of"]) == (0, 3, 3)


@pytest.mark.parametrize(
    ("loss", "accepted"), [(4.0, False), (4.9, False), (6.2, True), (30.0, True)]
)
def test_only_who_knows_beforehand_does_not_start_from_nothing(pack, loss, accepted):
    """Weights drawn wide are sure of the wrong words: no sign that anything is known."""
    figures = {"starting_loss": loss, "even_loss": 6.2}
    try:
        pack.training.starts_even.function(figures)
    except AssertionError:
        assert not accepted
    else:
        assert accepted


def test_a_batch_that_the_script_cannot_fill_is_told_with_its_numbers(pack, short):
    student = Scripted()
    student.constants |= {"batch_size": 1024, "seq_length": 30}
    with pytest.raises(StudentError) as raised:
        pack.training.drive(student, short, lambda _: None, 7)
    assert "30,720" in raised.value.hint["en"]
    assert f"{len(short.words):,}" in raised.value.hint["ja"]


def test_answers_that_are_not_those_of_the_weights_are_seen(pack, short):
    figures, _, failed = driven(pack, short, Scripted())
    assert figures["answer_gap"] > pack.training.LARGEST_GAP
    assert "answers_follow_weights" in failed


def test_a_training_that_diverges_ends_at_once(pack, short):
    student = Scripted(broken=True)
    figures, progress, failed = driven(pack, short, student)
    assert figures["training_loss"] is None
    assert "converges" in failed
    assert len(progress) == 1
    assert "_course_write" not in [name for name, _ in student.asked]


def test_a_training_that_takes_too_long_is_cut_and_judged_by_what_it_learnt(
    pack, short, monkeypatch
):
    monkeypatch.setattr(pack.training, "ATTEMPT_CPU_S", 2.5)
    figures, _, failed = driven(pack, short, Scripted(slow=1.0))
    assert 0 < figures["epochs_done"] < figures["epochs_asked"]
    assert {"starts_even", "training_loss"} & failed == {"training_loss"}


def test_nothing_of_the_students_runs_where_batches_are_learnt_from(pack, short):
    student = Scripted()
    driven(pack, short, student)
    assert student.trained_bare != []
    assert all(student.trained_bare)
    assert student.opened == [(False, 7), (True, 7), (False, 7)]
    assert not student.bare  # its own network answers and writes in the end


def test_words_are_told_only_when_the_network_writes(pack, short):
    student = Scripted()
    driven(pack, short, student)
    told = [name for name, args in student.asked if "hello" in str(args)]
    assert told == ["_course_write"]


def test_the_numbers_of_the_words_are_others_in_each_run(pack, short):
    first, second = Scripted(), Scripted()
    pack.training.drive(first, short, lambda _: None, 1)
    pack.training.drive(second, short, lambda _: None, 2)
    assert not np.array_equal(first.batches, second.batches)


def test_only_words_of_the_script_are_shown(pack, short):
    student = Scripted(writes=["a:", "||return||", "<script>", "hello"])
    figures, _, failed = driven(pack, short, student)
    (passage,) = [e for e in figures["exhibits"] if e.kind == "passage"]
    assert passage.text == "a:\nhello"
    assert "writes" in failed


@pytest.mark.parametrize(
    "shapes", [[(), ()], [(3,), (3,)], [(2, 3), (4, 3)], [(2, 3, 5), (2, 3)]]
)
def test_answers_of_other_shapes_each_time_are_an_assertion(module, shapes):
    class Fickle:
        def call(self, function, *args):
            return [np.zeros(shape) for shape in shapes]

    with pytest.raises(AssertionError, match="of shapes"):
        module("probes").fed(Fickle(), None, np.zeros(1), np.zeros(1))
