"""Pictures from arrays of pixels, one by one or side by side."""

import io

import numpy as np
import pytest
from PIL import Image

from workers.packkit.pictures import montage, picture, png

WORDS = {"en": "A", "ja": "あ"}


def read(data):
    return np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("shape", [(3, 5), (3, 5, 3), (1, 1)])
def test_a_picture_comes_back_as_it_was(shape):
    pixels = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    made = picture(pixels, WORDS)
    assert (made.width, made.height) == (shape[1], shape[0])
    assert np.array_equal(read(made.png), pixels)


def test_pixels_need_not_lie_in_one_piece():
    pixels = np.arange(24, dtype=np.uint8).reshape(4, 6)[::2, ::3]
    assert np.array_equal(read(png(pixels)), pixels)


def tiles(count, *shape):
    return np.stack([np.full(shape, n + 1, np.uint8) for n in range(count)])


def test_images_stand_row_by_row():
    grid = montage(tiles(4, 2, 3), columns=2)
    assert grid.shape == (4, 6)
    assert grid[::2, ::3].tolist() == [[1, 2], [3, 4]]


def test_an_unfinished_row_is_filled_with_black():
    grid = montage(tiles(3, 2, 2), columns=2)
    assert grid[::2, ::2].tolist() == [[1, 2], [3, 0]]


@pytest.mark.parametrize(
    ("count", "columns", "shape"), [(1, 3, (2, 6, 3)), (5, 1, (10, 2, 3))]
)
def test_colours_and_other_numbers_of_columns(count, columns, shape):
    grid = montage(tiles(count, 2, 2, 3), columns)
    assert grid.shape == shape
    assert grid.dtype == np.uint8
