"""Trains the student's two networks in the sandbox; this side runs in the trusted process."""

import numpy as np
from workers_packs.generate_faces import probes, settings
from workers_packs.generate_faces.data import Part

from workers.packkit.checks import Student, as_float_array

AT_ONCE = 400  # images of one answer: bounds its size


class Harness:
    """Fresh networks of the student's, for one kind of images.

    The training images are sent to the sandbox here, once. Rows and random numbers are drawn
    outside.
    """

    def __init__(self, student: Student, part: Part, rng: np.random.Generator) -> None:
        self._student = student
        self._rng = rng
        self._shape = part.images.shape[1:]
        self.batch_size, self._length, rate, beta1 = settings.chosen(student)
        student.load(probes.HELPER)
        student.call("_course_start", part.images, self._length, rate, beta1)

    def train(self, rows: np.ndarray) -> np.ndarray:
        """A step for each row of places (steps, batch); their losses, (steps, 2)."""
        z = self.noise(rows.size).reshape(*rows.shape, self._length)
        losses = as_float_array(self._student.call("_course_train", rows, z))
        assert losses.shape == (len(rows), 2), f"losses of shape {losses.shape}"  # noqa: S101
        return losses

    def noise(self, count: int) -> np.ndarray:
        """Evenly between -1 and 1, as in the starter."""
        drawn = self._rng.uniform(-1, 1, (count, self._length))
        return np.asarray(drawn, np.float32)

    def paint(self, z: np.ndarray) -> np.ndarray:
        """Images as the generator gives them, (len(z), 28, 28, channels)."""
        pieces = [
            as_float_array(self._student.call("_course_samples", z[start:][:AT_ONCE]))
            for start in range(0, len(z), AT_ONCE)
        ]
        for piece in pieces:
            assert piece.shape[1:] == self._shape, f"images of shape {piece.shape}"  # noqa: S101
        painted = np.concatenate(pieces)
        assert len(painted) == len(z), f"{len(painted)} images, not {len(z)}"  # noqa: S101
        return painted
