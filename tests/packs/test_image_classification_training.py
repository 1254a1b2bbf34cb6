"""Project 2's training driver with a pretender in the sandbox's place: no TensorFlow."""

import time

import numpy as np
import pytest

from tests.packs import inprocess
from workers.packkit.checks import Unsuitable

SLUG = "image-classification"
HELD_OUT_SEED = 5
WEIGHTS = 4  # of the pretender's network
STOCK = {"module": "keras", "class_name": "Sequential", "config": {"layers": []}}


class Pretender:
    """Stands for the sandbox: answers from labels that it was told at home."""

    edition = "keras"

    def __init__(self, known, *, at_first="nothing", learns=True, says="", slow=0.0):
        self.constants = {
            "epochs": 3,
            "batch_size": 50,
            "keep_probability": 0.5,
            "learning_rate": 0.001,
        }
        self.known = known  # true label by image
        self.at_first = at_first
        self.learns = learns
        self.says = says
        self.slow, self.cpu_s = slow, 0.0
        self.sent = []
        self.steps = 0
        self.until_steps, self.at_work = 0, {}
        self.described = STOCK
        self.shown_as, self.lives, self.seeds = {}, [], []
        self.weights, self.bare = np.zeros(WEIGHTS, np.float32), False
        self.step = np.full(WEIGHTS, 0.1, np.float32)

    def load(self, source):
        compile(source, "<pack>", "exec")

    def start_over(self, *, bare):
        self.bare = bare
        self.lives.append("bare" if bare else "own")

    def seed(self, seed):
        self.seeds.append(seed)

    def call(self, function, *args):
        self.sent += [arg for arg in args if isinstance(arg, np.ndarray)]
        return getattr(self, function)(*args)

    def _course_begin(self, images, labels, others, *rest):
        self.parts = {"training": images, **others}
        self.shown_as |= {
            self.known[image.tobytes()]: label
            for image, label in zip(images, labels, strict=True)
        }
        self._course_afresh()

    def _course_described(self):
        return self.described

    def _course_start_from(self, description, seed):
        assert self.bare

    def _course_afresh(self):
        self.steps, self.weights = 0, np.zeros(WEIGHTS, np.float32)

    def _course_begin_with_these(self):
        assert self.bare

    def _course_begin_with_own(self):
        assert self.bare

    def _course_trainable(self):
        return [True]

    def _course_weight_shapes(self):
        return [[WEIGHTS]]

    def _course_weights_read(self, first, last):
        return self.weights[first:last]

    def _course_weights_at(self, places):
        return self.weights[places]

    def _course_weights_put(self, first, numbers):
        self.weights[first : first + len(numbers)] = numbers
        steps = float(self.weights[0]) * 10
        self.steps = round(steps) if 0 <= steps < 1e6 else 0

    def _course_train(self, batches):
        time.sleep(self.slow)
        self.cpu_s += self.slow
        self.steps += len(batches)
        plain = np.full(WEIGHTS, 0.1, np.float32)
        self.weights = self.weights + len(batches) * (plain if self.bare else self.step)

    def _course_logits(self, part, rows):
        if not (self.learns and self.steps):
            return self._course_logits_at_first(part, rows)
        learnt = self.steps > self.until_steps
        return self._told(part, rows, self.shown_as if learnt else self.at_work)

    def _course_logits_at_first(self, part, rows):
        match self.at_first:
            case "classes":
                return self._told(part, rows, dict(enumerate(range(10))))
            case "all it learnt" if self.steps:
                return self._told(part, rows, self.shown_as)
            case "no numbers":
                return np.full((len(rows), 10), np.nan)
        return np.zeros((len(rows), 10))

    def _told(self, part, rows, codes):
        known = [self.known[image.tobytes()] for image in self.parts[part][rows]]
        return 4.0 * np.eye(10)[[codes[label] for label in known]]

    def _course_say(self, batch, others):
        return self.says


@pytest.fixture(scope="module")
def known(module, dataset):
    """Labels by image, those of the held-out images of one seed included."""
    labels = {}
    unseen = module("heldout").held_out(dataset, np.random.default_rng(HELD_OUT_SEED))
    for part in (dataset.training, *unseen):
        for image, label in zip(part.images, part.labels, strict=True):
            labels[image.tobytes()] = int(label)
    return labels


def driven(pack, dataset, student, drive="drive"):
    """A further attempt, or with `first_drive` the first one."""
    progress, drive = [], getattr(pack.training, drive)
    figures = drive(student, dataset, progress.append, HELD_OUT_SEED)
    checks = inprocess.checks_in(pack.training)
    results = inprocess.run_checks(
        checks, "keras", lambda check: check.function(figures)
    )
    return figures, inprocess.failures(results), progress


TRUE_STATS = "loss 0.1526, accuracy 100.0 %"  # of logits of 4 for what is right


@pytest.mark.parametrize("drive", ["drive", "first_drive"])
def test_a_network_that_learns_passes_and_is_shown(pack, dataset, known, drive):
    student = Pretender(known, says=TRUE_STATS)
    figures, failed, progress = driven(pack, dataset, student, drive)
    assert failed == []
    assert figures["score"] == pytest.approx(dataset.limit)
    assert figures["steps_done"] == figures["steps_asked"] == student.steps == 270
    assert figures.get("not_shown") == ("" if drive == "first_drive" else None)
    assert figures["accuracy_before"] == pytest.approx(0.1)
    assert [e.kind for e in figures["exhibits"]] == ["measures", "matrix", "pictures"]
    assert {point.payload["series"] for point in progress} == {"train", "validation"}
    assert progress[-1].payload["x"] == progress[-1].payload["x_of"] == 270


def test_labels_of_held_out_images_never_go_in(pack, dataset, known):
    student = Pretender(known, says=TRUE_STATS)
    driven(pack, dataset, student)
    sizes = {len(array) for array in student.sent if array.ndim == 1}
    labels = [array for array in student.sent if array.ndim == 1 and len(array) == 4500]
    assert len(labels) == 1  # the training images'; all else is places of images
    assert (labels[0] != dataset.training.labels).all()
    assert sizes <= {4500, 400, 500, 1000, 300}


def test_knowing_the_classes_beforehand_is_seen(pack, dataset, known):
    student = Pretender(known, at_first="classes", says=TRUE_STATS)
    failed = driven(pack, dataset, student)[1]
    assert failed == ["training.learns_here", "training.starts_at_chance"]


def test_weights_slipped_in_while_it_trains_are_seen(pack, dataset, known):
    """At the first step; what follows is real learning."""
    student = Pretender(known, says=TRUE_STATS)
    own_numbers = dict(enumerate(range(10)))
    student.until_steps, student.at_work = 30, own_numbers
    assert driven(pack, dataset, student)[1] == ["training.learns_here"]


def test_knowing_the_classes_without_learning_is_worth_nothing(pack, dataset, known):
    student = Pretender(known, at_first="classes", learns=False, says=TRUE_STATS)
    figures, failed, _ = driven(pack, dataset, student)
    assert figures["validation_accuracy"] == figures["test_accuracy"] == 0
    assert {"training.validation_accuracy", "training.test_accuracy"} < set(failed)


def test_answers_that_do_not_come_from_the_weights_are_seen(pack, dataset, known):
    student = Pretender(known, at_first="all it learnt", says=TRUE_STATS)
    assert driven(pack, dataset, student)[1] == ["training.answers_follow_weights"]


@pytest.mark.parametrize(
    "said", ["", "loss 0.1526, accuracy 71.0 %", "loss 0.4, accuracy 100.0 %"]
)
def test_untrue_statistics_are_seen(pack, dataset, known, said):
    student = Pretender(known, says=said)
    assert driven(pack, dataset, student)[1] == ["training.printed_numbers"]


def test_training_is_cut_when_the_time_is_up_and_what_it_learnt_is_judged(
    pack, dataset, known, module, monkeypatch
):
    monkeypatch.setattr(module("learning"), "ATTEMPT_CPU_S", 0.05)
    student = Pretender(known, says=TRUE_STATS, slow=0.1)
    figures, failed, _ = driven(pack, dataset, student)
    assert failed == []
    assert 0 < figures["steps_done"] < figures["steps_asked"]
    measures = figures["exhibits"][0]
    assert [row.doubtful for row in measures.rows] == [False, False, False, True]


class Halfway(Pretender):
    """After the epochs asked for, less than half of the images are told rightly; later all."""

    def _course_logits(self, part, rows):
        logits = super()._course_logits(part, rows)
        return logits * (rows % 10 < 4)[:, None] if self.steps <= 300 else logits


def test_who_needs_more_than_the_epochs_asked_for_gets_the_steps_of_the_course(
    pack, dataset, known
):
    student = Halfway(known, says=TRUE_STATS)
    figures, failed, _ = driven(pack, dataset, student)
    assert failed == []
    assert figures["steps_done"] == figures["steps_asked"] == student.steps == 540


def test_time_that_runs_out_after_the_epochs_asked_for_cuts_nothing_short(
    pack, dataset, known, module, monkeypatch
):
    monkeypatch.setattr(module("learning"), "ATTEMPT_CPU_S", 0.35)
    student = Halfway(known, says=TRUE_STATS, slow=0.01)
    figures, failed, _ = driven(pack, dataset, student)
    assert failed == []
    assert 300 < student.steps < 540
    assert figures["steps_done"] == figures["steps_asked"] == student.steps


def test_on_as_many_images_as_in_the_course_the_epochs_asked_for_are_all(
    pack, dataset, known, module, monkeypatch
):
    monkeypatch.setattr(module("settings"), "COURSE_IMAGES", 4500)
    student = Halfway(known, says=TRUE_STATS)
    figures, failed, _ = driven(pack, dataset, student)
    assert {"training.test_accuracy", "training.validation_accuracy"} <= set(failed)
    assert figures["steps_done"] == 270


def test_who_has_learnt_nothing_by_then_gets_no_more_steps(pack, dataset, known):
    student = Pretender(known, learns=False)
    assert driven(pack, dataset, student)[0]["steps_done"] == 270


def test_outputs_that_are_no_numbers_end_the_training(pack, dataset, known, module):
    student = Pretender(known, at_first="no numbers")
    figures, failed, progress = driven(pack, dataset, student)
    assert failed == ["training.converges"]
    assert figures["score"] == module("measured").HOPELESS
    assert progress == []
    assert [exhibit.kind for exhibit in figures["exhibits"]] == ["measures"]


@pytest.mark.parametrize(("done", "is_cut"), [(120, True), (270, False)])
def test_too_few_right_is_told_with_the_share_the_limit_and_the_steps(
    pack, done, is_cut
):
    figures = {"limit": 0.5, "steps_done": done, "steps_asked": 270}
    with pytest.raises(Unsuitable) as refused:
        pack.training.test_accuracy.function({**figures, "test_accuracy": 0.423})
    english, japanese = refused.value.found["en"], refused.value.found["ja"]
    for found in (english, japanese):
        told = ("42.3%", "50%", str(done), "270")
        assert [word for word in told if word not in found] == []
    assert ("when the time was up" in english) == ("時間切れ" in japanese) == is_cut


def test_accuracies_that_do_not_agree_are_both_told(pack):
    figures = {"validation_accuracy": 0.7, "test_accuracy": 0.55}
    with pytest.raises(Unsuitable) as refused:
        pack.training.accuracies_agree.function(figures)
    for language in ("en", "ja"):
        found = refused.value.found[language]
        assert [word for word in ("70.0%", "55.0%", "8%") if word not in found] == []
