"""Project 5: images of the training, changed so that no pixel is as it was, are no new ones."""

import numpy as np
import pytest

SLUG = "generate-faces"


def contrast(images):
    return (images * 0.5 + 60).astype(np.uint8)


CHANGES = {
    "as they are": lambda images: images,
    "moved": lambda images: np.roll(images, (3, -2), (1, 2)),
    "mirrored": lambda images: images[:, :, ::-1],
    "in another contrast": contrast,
    "all of these": lambda images: contrast(np.roll(images[:, :, ::-1], -2, 2)),
}


@pytest.fixture(scope="module")
def drawn(module):
    rng = np.random.default_rng(11)
    made = module("synthetic_data")
    training, other, fresh = (made.faces(rng, count) for count in (600, 40, 40))
    return training, other, fresh


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_training_image_is_none_of_the_new_ones_whatever_was_done_to_it(
    pack, module, drawn, change
):
    training, other, _ = drawn
    newness = module("copies").newness(change(training[:40]), other, training)
    assert newness < pack.training.CLOSEST_MOVED


def test_faces_nobody_has_seen_are_new_though_they_are_blurred(pack, module, drawn):
    training, other, fresh = drawn
    blurred = np.mean([np.roll(fresh, by, 1) for by in (0, 1)], axis=0)
    for images in (fresh, blurred.astype(np.uint8)):
        newness = module("copies").newness(images, other, training)
        assert newness > 1.5 * pack.training.CLOSEST_MOVED


def test_moved_copies_were_new_by_their_pixels(module, drawn):
    """Which is why they are looked for."""
    training, other, _ = drawn
    measuring = module("measuring")
    moved = measuring.nearest(np.roll(training[:40], 3, 2), training)[0]
    usual = measuring.nearest(other, training)[0]
    assert np.median(moved) > np.median(usual)


def test_an_image_of_one_colour_is_at_no_distance_that_is_no_number(module, drawn):
    training, _, _ = drawn
    apart = module("copies").nearest(np.full((2, 28, 28, 3), 90, np.uint8), training)
    assert np.isfinite(apart).all()
    assert apart == pytest.approx([2**0.5] * 2, rel=0.1)


@pytest.mark.parametrize(("newness", "is_new"), [(0.1, False), (0.9, True)])
def test_the_check_asks_for_both_kinds_of_newness(pack, newness, is_new):
    figures = {f"{kind}_nearness": 1.0 for kind in ("digits", "faces")}
    figures |= {"digits_newness": 1.0, "faces_newness": newness}
    if is_new:
        pack.training.original.function(figures)
    else:
        with pytest.raises(AssertionError, match=r"faces: 0\.10 of the usual distance"):
            pack.training.original.function(figures)
