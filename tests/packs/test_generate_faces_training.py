"""Project 5's training driver and its checks, with a sandbox that is made up."""

import io

import numpy as np
import pytest
from PIL import Image

from workers.packkit.checks import Undecided, Unsuitable

SLUG = "generate-faces"


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


class Painter:
    """A sandbox that learns nothing and paints noise of its own making."""

    edition = "keras"
    cpu_s = 0.0

    def __init__(self, painted=None, losses=1.0, **constants):
        self.constants = {
            "batch_size": 20,
            "z_dim": 5,
            "learning_rate": 0.001,
            "beta1": 0.5,
        } | constants
        self.sent, self.channels, self.losses = [], 1, losses
        self.painted = painted or (lambda rng, shape: rng.uniform(-1, 1, shape))
        self.rng = np.random.default_rng(0)

    def load(self, source):
        compile(source, "helper", "exec")

    def call(self, function, *args):
        self.sent += [value for value in args if isinstance(value, np.ndarray)]
        if function == "_course_start":
            self.channels = args[0].shape[-1]
            return None
        if function == "_course_train":
            return np.full((len(args[0]), 2), self.losses)
        assert function == "_course_samples"
        return self.painted(self.rng, (len(args[0]), 28, 28, self.channels))


def driven(pack, small, student, seed=3):
    progress = []
    figures = pack.training.drive(student, small.load(None), progress.append, seed)
    return figures, [p.payload for p in progress]


def failed(pack, figures):
    found = []
    for check in pack.training_checks:
        try:
            check.function(figures)
        except Undecided:
            continue
        except AssertionError:
            found.append(check.slug)
    return found


def test_noise_is_not_taken_for_learning(pack, small):
    figures, points = driven(pack, small, Painter())
    assert failed(pack, figures) == ["training.learns"]
    assert figures["steps_done"] == figures["steps_asked"] == 2 * (2 + 3)
    assert {point["series"] for point in points} == {"discriminator", "generator"}
    assert points[-1]["x"] == points[-1]["x_of"] == figures["steps_asked"]


def test_faces_before_the_first_step_were_learnt_elsewhere(pack, small, module):
    drawn = module("synthetic_data")

    def paint(rng, shape):
        if shape[-1] == 3:
            return drawn.faces(rng, shape[0]) / 127.5 - 1
        return drawn.digits(rng, shape[0])[..., None] / 127.5 - 1

    figures, _ = driven(pack, small, Painter(paint))
    assert failed(pack, figures) == ["training.untrained_at_first"]


def test_numbers_that_are_none_are_told_apart_from_failing_checks(pack, small):
    figures, _ = driven(pack, small, Painter(lambda rng, shape: np.full(shape, np.nan)))
    assert "training.in_range" in failed(pack, figures)
    figures, points = driven(pack, small, Painter(losses=np.inf))
    assert "training.in_range" in failed(pack, figures)
    assert points == []


def test_pixels_beyond_white_are_seen(pack, small):
    figures, _ = driven(pack, small, Painter(lambda rng, shape: rng.normal(size=shape)))
    assert "training.in_range" in failed(pack, figures)


@pytest.mark.parametrize(
    ("check", "wrong", "told"),
    [
        ("in_range", {"digits_d_loss": None}, ["digits", "数字"]),
        ("in_range", {"faces_largest": 1.5}, ["1.5", "faces", "顔"]),
        ("untrained_at_first", {"faces_start": 12.0}, ["12", "45", "faces", "顔"]),
        ("varied", {"faces_spread": 0.2}, ["20%", "35%"]),
        ("original", {"digits_newness": 0.1}, ["10%", "50%", "digits", "数字"]),
    ],
)
def test_a_refusal_tells_what_was_found_where_and_what_is_wanted(
    pack, small, check, wrong, told
):
    figures, _ = driven(pack, small, Painter())
    with pytest.raises(Unsuitable) as refused:
        getattr(pack.training, check).function({**figures, **wrong})
    both = refused.value.found["en"] + refused.value.found["ja"]
    assert [word for word in told if word not in both] == []


def test_answers_of_another_form_are_the_students_failure(pack, small):
    with pytest.raises(AssertionError, match="shape"):
        driven(pack, small, Painter(lambda rng, shape: np.zeros((shape[0], 3))))


def test_real_images_that_were_kept_back_never_enter_the_sandbox(
    pack, small, tmp_path, rng
):
    faces = rng.integers(0, 256, (50, 28, 28, 3), np.uint8)
    put(tmp_path, small.FACES_NAME, small.idx_bytes(faces))
    student = Painter()
    pack.training.drive(student, small.load(tmp_path), lambda _: None, 1)
    sent = {
        bytes(image) for array in student.sent if array.ndim == 4 for image in array
    }
    assert {bytes(face) for face in faces[:45]} <= sent
    assert not {bytes(face) for face in faces[45:]} & sent


def test_training_that_takes_too_long_is_cut_short_and_says_so(
    pack, small, monkeypatch
):
    monkeypatch.setattr(pack.training, "TRAINING_CPU_S", 0.0)
    figures, _ = driven(pack, small, Painter())
    assert 0 < figures["steps_done"] < figures["steps_asked"]
    assert figures["faces_finished"] == 0
    assert "training.finishes" in failed(pack, figures)
    (measures,) = [e for e in figures["exhibits"] if e.kind == "measures"]
    doubtful = [row.label["en"] for row in measures.rows if row.doubtful]
    assert "Faces: steps of training" in doubtful


@pytest.mark.parametrize(
    ("finished", "distance", "fails"),
    [
        (1.0, 44.0, []),
        (1.0, 46.0, ["training.learns"]),
        (0.0, 46.0, []),  # it learns, and our time was up: a person decides
        (0.0, 63.0, []),
        (0.0, 65.0, ["training.finishes"]),  # no nearer than one image again and again
    ],
)
def test_a_design_that_our_time_cuts_short_is_judged_by_what_it_shows(
    pack, small, finished, distance, fails
):
    figures, _ = driven(pack, small, Painter())
    known = {"faces_finished": finished, "faces_distance": distance}
    assert failed(pack, {**figures, **known}) == fails


class Learner(Painter):
    """A sandbox that comes nearer to real faces with each batch, up to one that it keeps."""

    def __init__(self, faces, steps, **constants):
        super().__init__(self.faces, **constants)
        self.known, self.wanted, self.steps = faces, steps, 0

    def call(self, function, *args):
        if function == "_course_start":
            self.steps = 0
        if function == "_course_train":
            self.steps += len(args[0])
        return super().call(function, *args)

    def faces(self, rng, shape):
        noise = rng.uniform(0, 255, shape)
        if shape[-1] == 1:
            return noise / 127.5 - 1
        share = min(self.steps / self.wanted, 1)
        chosen = self.known[rng.integers(0, len(self.known), shape[0])]
        return (share * chosen + (1 - share) * noise) / 127.5 - 1


def test_a_slow_learner_gets_more_passes_while_they_bring_it_nearer(
    pack, small, module
):
    faces = module("synthetic_data").faces(np.random.default_rng(5), 60)
    quick, _ = driven(pack, small, Learner(faces, steps=2))
    slow, points = driven(pack, small, Learner(faces, steps=30))
    assert quick["faces_steps"] == 2 * 3
    assert slow["faces_steps"] > quick["faces_steps"]
    assert slow["faces_distance"] < pack.training.FARTHEST
    assert slow["steps_done"] == slow["steps_asked"] == points[-1]["x"]


@pytest.mark.parametrize(
    ("used", "is_cut"), [(0.0, False), (900.0, False), (1_350.0, True)]
)
def test_a_slow_attempt_may_use_what_all_attempts_have(pack, small, used, is_cut):
    class Slow(Painter):
        def call(self, function, *args):
            if function == "_course_train":
                self.cpu_s += 10.0 * len(args[0])
            return super().call(function, *args)

    student = Slow()
    student.cpu_s = used
    figures, _ = driven(pack, small, student)
    assert (figures["steps_done"] < figures["steps_asked"]) is is_cut


def test_digits_use_up_no_more_than_their_own_time(pack, small, monkeypatch):
    monkeypatch.setattr(pack.training, "DIGITS_CPU_S", 0.0)
    figures, _ = driven(pack, small, Painter())
    assert figures["digits_finished"] == 0
    assert figures["faces_finished"] == 1
    assert figures["steps_done"] == figures["steps_asked"]


def test_the_pictures_are_pictures(pack, small):
    figures, _ = driven(pack, small, Painter())
    pictures = [
        picture
        for exhibit in figures["exhibits"]
        if exhibit.kind == "pictures"
        for picture in exhibit.pictures
    ]
    assert len(pictures) == 2 * (5 + 1) + 1
    for picture in pictures:
        with Image.open(io.BytesIO(picture.png)) as image:
            assert image.size == (picture.width, picture.height)
            assert image.mode in {"L", "RGB"}


def test_a_large_batch_does_not_make_a_short_training(pack, small, monkeypatch):
    fewest = {"real": (0, 0), "stand-in": (7, 9)}
    monkeypatch.setattr(small, "FEWEST_STEPS", fewest)
    figures, _ = driven(pack, small, Painter())
    assert figures["steps_done"] == figures["steps_asked"] == 7 + 9
