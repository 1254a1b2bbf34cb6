"""Trains the student's two networks in the sandbox; this side runs in the trusted process."""

import numpy as np
from workers_packs.generate_faces import probes, settings
from workers_packs.generate_faces.data import Part

from workers.packkit import answers
from workers.packkit.checks import Student

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
        losses = self._student.call("_course_train", rows, z)
        return answers.array(losses, "train_step", shape=(len(rows), 2))

    def noise(self, count: int) -> np.ndarray:
        """Evenly between -1 and 1, as in the starter."""
        drawn = self._rng.uniform(-1, 1, (count, self._length))
        return np.asarray(drawn, np.float32)

    def paint(self, z: np.ndarray) -> np.ndarray:
        """Images as the generator gives them, (len(z), 28, 28, channels)."""
        pieces = [z[start:][:AT_ONCE] for start in range(0, len(z), AT_ONCE)]
        painted = [
            answers.array(
                self._student.call("_course_samples", piece),
                "generator",
                shape=(len(piece), *self._shape),
            )
            for piece in pieces
        ]
        return np.concatenate(painted)
