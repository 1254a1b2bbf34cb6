"""Makes pictures for `protocol.exhibits` from arrays of pixels."""

import io

import numpy as np
from PIL import Image

from protocol.exhibits import Picture
from protocol.texts import Text


def picture(pixels: np.ndarray, caption: Text) -> Picture:
    """A picture from uint8 pixels of shape (height, width) or (height, width, 3)."""
    height, width = pixels.shape[:2]
    return Picture(caption, width, height, png(pixels))


def montage(images: np.ndarray, columns: int) -> np.ndarray:
    """Images side by side in one: (n, height, width[, 3]) uint8 to one picture, row by row."""
    rows = -(-len(images) // columns)
    blank = np.zeros((rows * columns - len(images), *images.shape[1:]), images.dtype)
    cells = np.concatenate([images, blank])
    height, width = images.shape[1:3]
    grid = cells.reshape(rows, columns, height, width, *images.shape[3:])
    return grid.swapaxes(1, 2).reshape(
        rows * height, columns * width, *images.shape[3:]
    )


def png(pixels: np.ndarray) -> bytes:
    """PNG bytes from uint8 pixels of shape (height, width) or (height, width, 3)."""
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "PNG", optimize=True)
    return file.getvalue()
