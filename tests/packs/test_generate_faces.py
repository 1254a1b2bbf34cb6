"""Project 5's data, measures and hand-worked gradients. No TensorFlow is needed."""

import gzip
import re

import numpy as np
import pytest

from protocol.steps import Incident

SLUG = "generate-faces"


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


# --- Data ---------------------------------------------------------------------------


def test_drawn_images_have_the_form_of_the_real_ones(small):
    dataset = small.load(None)
    assert dataset.digits.images.shape == (40, 28, 28, 1)
    assert dataset.faces.images.shape == (60, 28, 28, 3)
    assert dataset.digits.images.dtype == dataset.faces.images.dtype == np.uint8


def test_a_notebook_finds_the_images_where_the_starter_reads_them(pack, small):
    dataset = small.load(None)
    files = small.notebook_files(dataset)
    starter = (pack.folder / "starter" / pack.notebook).read_text("utf-8")
    assert all(name in starter for name in files)
    faces = small.read_idx(files[small.FACES_NAME])
    digits = small.read_idx(gzip.decompress(files[small.DIGITS_NAME]))
    assert (faces == dataset.faces.images).all()
    assert (digits == dataset.digits.images[..., 0]).all()


def test_the_starters_steps_are_too_small_to_make_the_discriminator_sure(pack):
    """After a step at 0.1 the generator of some good designs had no gradient left."""
    starter = (pack.folder / "starter" / pack.notebook).read_text("utf-8")
    rates = re.findall(r"self\.moved\((\S+), (\S+)\)", starter)
    assert rates == [("0.001", "0.0"), ("0.0", "0.001")]


def test_drawn_images_differ_from_one_another(module, rng):
    drawn = module("synthetic_data")
    for images in (drawn.digits(rng, 30), drawn.faces(rng, 30)):
        assert len(np.unique(images.reshape(30, -1), axis=0)) == 30


def test_an_idx_file_is_read_as_its_authors_describe_it(small):
    # magic number 0x00000803 and three big-endian sizes, then the pixels row by row
    head = bytes.fromhex("00000803 00000002 00000001 00000003")
    pixels = small.read_idx(head + bytes([1, 2, 3, 4, 5, 6]))
    assert pixels.tolist() == [[[1, 2, 3]], [[4, 5, 6]]]
    assert small.idx_bytes(pixels) == head + bytes([1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x00\x08",
        b"\x80\x04\x95\x00",  # a pickle
        bytes.fromhex("00000D01 00000001 00"),  # floats
        bytes.fromhex("00000801 00000002 01"),  # a pixel is missing
        bytes.fromhex("00000809") + bytes(64),  # nine dimensions
        bytes.fromhex("00000803 FFFFFFFF FFFFFFFF FFFFFFFF 01"),
    ],
)
def test_what_is_no_idx_file_of_bytes_is_refused(small, content):
    with pytest.raises(ValueError, match=r"IDX|pixels"):
        small.read_idx(content)


def test_an_instructors_file_of_faces_is_taken_and_some_are_kept_back(
    small, tmp_path, rng
):
    faces = rng.integers(0, 256, (50, 28, 28, 3), np.uint8)
    put(tmp_path, small.FACES_NAME, small.idx_bytes(faces))
    dataset = small.load(tmp_path)
    assert (dataset.digits.kind, dataset.faces.kind) == ("stand-in", "real")
    assert dataset.kind == "stand-in"  # not all of it is real
    assert (dataset.faces.images == faces[:45]).all()
    fresh = dataset.faces.fresh(rng, 100)
    assert sorted(map(bytes, fresh)) == sorted(map(bytes, faces[45:]))


@pytest.mark.parametrize("shape", [(50, 28, 28), (50, 32, 32, 3), (10, 28, 28, 3)])
def test_faces_of_another_form_are_our_incident(small, tmp_path, shape):
    put(tmp_path, small.FACES_NAME, small.idx_bytes(np.zeros(shape, np.uint8)))
    with pytest.raises(Incident, match="faces-28x28"):
        small.load(tmp_path)


@pytest.mark.parametrize("which", ["DIGITS_NAME", "FEWER_DIGITS_NAME"])
def test_digits_that_are_not_the_published_ones_are_our_incident(
    small, tmp_path, which
):
    content = gzip.compress(small.idx_bytes(np.zeros((50, 28, 28), np.uint8)))
    put(tmp_path, getattr(small, which), content)
    with pytest.raises(Incident, match="MD5"):
        small.load(tmp_path)


def test_a_damaged_archive_is_our_incident(small, tmp_path, monkeypatch):
    monkeypatch.setattr(
        small, "read_published", lambda path, *_, **__: path.read_bytes()
    )
    content = gzip.compress(small.idx_bytes(np.zeros((50, 28, 28), np.uint8)))
    put(tmp_path, small.DIGITS_NAME, content[:40])
    with pytest.raises(Incident, match="ubyte"):
        small.load(tmp_path)


# --- Measures -----------------------------------------------------------------------


def test_the_distance_of_two_normal_distributions_is_the_closed_form(module, rng):
    # With diagonal covariances it is the sum of squared differences of means and of
    # standard deviations.
    measuring = module("measuring")
    base = np.linalg.qr(rng.normal(size=(500, 3)))[0]
    base = (base - base.mean(axis=0)) @ np.linalg.inv(
        np.linalg.cholesky(np.cov(base, rowvar=False)).T
    )
    one = base * [1, 2, 3]
    other = base * [2, 2, 1] + [0.5, 0, -1]
    assert measuring.frechet(one, one) == pytest.approx(0, abs=1e-6)
    assert measuring.frechet(one, other) == pytest.approx(0.25 + 1 + 1 + 4)


def test_one_image_again_and_again_is_as_far_as_there_are_features(module, rng):
    measuring, faces = (
        module("measuring"),
        module("synthetic_data").faces(rng, 300) / 255,
    )
    scale = measuring.scale(faces)
    found = scale.of(faces)
    collapsed = np.repeat(found.mean(axis=0)[None], 300, axis=0)
    assert measuring.frechet(collapsed, found) == pytest.approx(64, rel=0.02)
    assert measuring.spread(found) == pytest.approx(8, rel=0.02)
    assert measuring.spread(collapsed) == pytest.approx(0, abs=1e-6)


def test_features_are_the_convolution_that_they_say_they_are(module, rng):
    measuring = module("measuring")
    images = rng.normal(size=(2, 9, 9, 3)).astype(np.float32)
    kernel = rng.normal(size=(5 * 5 * 3, 4))
    found = measuring.patches(images, 5) @ kernel
    by_channel = kernel.reshape(3, 5, 5, 4)
    window = images[1, 2:7, 4:9]  # the second row, the third column of windows
    assert found.shape == (2, 3, 3, 4)
    wanted = np.einsum("ijc,cijo->o", window, by_channel)
    assert found[1, 1, 2] == pytest.approx(wanted, rel=1e-4)


def test_a_copy_is_found_and_a_stranger_is_not_taken_for_one(module, rng):
    measuring, drawn = module("measuring"), module("synthetic_data")
    known = drawn.faces(rng, 50)
    apart, places = measuring.nearest(known[[7, 3]], known)
    assert places.tolist() == [7, 3]
    assert apart == pytest.approx([0, 0], abs=1e-3)
    assert measuring.nearest(drawn.faces(rng, 5), known)[0].min() > 0.02


def test_the_distance_of_neighbours_is_that_of_images_at_half_their_size(module, rng):
    measuring = module("measuring")
    one, other = rng.integers(0, 256, (2, 1, 28, 28, 3), np.uint8)

    def halved(image):
        blocks = image[0].astype(float).reshape(14, 2, 14, 2, 3)
        return blocks.mean(axis=(1, 3)) / 255

    wanted = np.sqrt(np.mean((halved(one) - halved(other)) ** 2))
    assert measuring.nearest(one, other)[0] == pytest.approx([wanted], rel=1e-3)


# --- What the checks compare with ---------------------------------------------------


def labels(module, **changed):
    plain = {"d_scale": 1, "real": 0.9, "fake": 0, "g_scale": 1, "wanted": 1}
    residuals = {"d_residual": 0, "g_residual": 0}
    return module("reference").Labels(**(plain | residuals | changed))


def test_gradients_are_those_of_the_losses(module, rng):
    """By central differences along a direction drawn at random."""
    reference, made_of = module("reference"), labels(module)
    case = reference.draw(rng)

    def loss(name, step, direction, which):
        weights = dict(case.weights) | {name: case.weights[name] + step * direction}
        moved = reference.Case(**weights, images=case.images, z=case.z)
        fake = moved.logits(moved.painted())
        return (
            made_of.d_loss(moved.logits(2 * case.images), fake)
            if which == "d"
            else made_of.g_loss(fake)
        )

    for which, name, gradient in (
        ("d", "judge", case.d_gradient(made_of)),
        ("g", "paint", case.g_gradient(made_of)),
    ):
        direction = rng.normal(size=gradient.shape)
        step = 1e-4
        ahead, behind = (loss(name, s, direction, which) for s in (step, -step))
        assert np.sum(gradient * direction) == pytest.approx(
            (ahead - behind) / (2 * step), rel=1e-3
        )


class Losses:
    """A student whose losses have known labels."""

    def __init__(self, made_of):
        self.made_of = made_of

    def call(self, function, cases):
        return [
            [
                self.made_of.d_loss(*pair),
                self.made_of.g_loss(pair[1]),
            ]
            for pair in cases
        ]


@pytest.mark.parametrize(
    "changed", [{}, {"real": 1.0, "d_scale": 0.5}, {"real": 0.0, "fake": 1.0}]
)
def test_labels_are_read_off_the_losses(module, rng, changed):
    made_of = labels(module, **changed)
    found = module("reference").labels(Losses(made_of), rng)
    assert found.d_residual < 1e-4
    assert found.g_residual < 1e-4
    for name in ("d_scale", "real", "fake", "g_scale", "wanted"):
        assert getattr(found, name) == pytest.approx(getattr(made_of, name), abs=1e-3)


def test_answers_that_are_no_arrays_fail_and_break_nothing(module):
    reference = module("reference")
    for answer in (None, 3, [], [1.0], ["a", "b"], [np.nan, 1.0], [{}, {}]):
        with pytest.raises(AssertionError):
            reference.scalars(answer, "model_loss")
    for answer in (None, [1], [{"kind": "Dense"}], [{"values": "no", "size": 3}]):
        with pytest.raises(AssertionError):
            module("layers").rows(answer, "discriminator")
