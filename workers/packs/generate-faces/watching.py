"""Runs the student's `train` with a `train_step` that only records its arguments."""

from dataclasses import dataclass

import numpy as np
from workers_packs.generate_faces import probes

from workers.packkit import answers
from workers.packkit.checks import Student

SIZE, Z, EPOCHS, BATCHES = 4, 9, 2, 5


@dataclass(frozen=True)
class Watched:
    """One run of `train`, over BATCHES batches in each of EPOCHS epochs."""

    batches: np.ndarray  # (BATCHES, SIZE, 28, 28, 1)
    learning_rate: float
    beta1: float
    networks: int  # how many pairs of them
    images: list[np.ndarray]  # of every step
    noise: list[np.ndarray]  # of every step: at least one, all of the right shape
    adam: list[np.ndarray]  # rate and beta1 of either optimiser; empty if it has none


def watch(student: Student, rng: np.random.Generator) -> Watched:
    student.load(probes.HELPER)
    batches = rng.uniform(-0.5, 0.5, (BATCHES, SIZE, 28, 28, 1)).astype(np.float32)
    rate, beta1 = float(rng.uniform(0.0002, 0.0008)), float(rng.uniform(0.3, 0.6))
    answer = student.call("_course_loop", batches, EPOCHS, SIZE, Z, rate, beta1)
    z, images, adam = (
        answers.entry(answer, name, "train") for name in ("z", "images", "adam")
    )
    noise = answers.arrays(z, "train", shape=(SIZE, Z), finite=True)
    assert noise, "no step"  # noqa: S101
    return Watched(
        batches=batches,
        learning_rate=rate,
        beta1=beta1,
        networks=answers.count(answers.entry(answer, "networks", "train"), "train"),
        images=answers.arrays(images, "train"),
        noise=noise,
        adam=answers.arrays(adam, "train"),
    )
