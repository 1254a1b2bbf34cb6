"""The steps of one attempt.

Students choose their epochs with the course's 45,000 images at hand. The stand-in has fewer, so whoever
is not good enough yet after the epochs that were asked for goes on, as far as those would go in the
course, while it helps and there is time.
"""

import itertools
import math
import time

import numpy as np
from workers_packs.image_classification import harness, settings
from workers_packs.image_classification.curve import Curve

from workers.packkit.checks import Allowance, Student

ATTEMPT_CPU_S = 700.0  # so that two slow attempts fit into limits.train
TRAINING_CPU_S = 1400.0  # of all trainings: the first attempt may have to train twice
STILL_BETTER = (
    0.9  # of the share that is wrong: else another round is not worth its time
)
MARGIN = 0.1  # below the share that may be wrong: a sample of 400 images decides here


def learn(
    student: Student,
    net: harness.Harness,
    curve: Curve,
    limit: float,
    rng: np.random.Generator,
) -> tuple[int, int]:
    """Steps asked for, and steps done before the time was up or numbers were lost.

    `limit` is the accuracy that good work exceeds. Steps beyond those of the student's epochs are an
    offer: their end by time is no cut.
    """
    epochs, chosen = (
        settings.EPOCHS.chosen_by(student),
        settings.BATCH_SIZE.chosen_by(student),
    )
    size = min(chosen, curve.images)
    in_epoch = curve.images // size
    planned = in_epoch * epochs
    most = max(planned, settings.COURSE_IMAGES // chosen * epochs)
    batches = harness.batches(rng, curve.images, size, math.ceil(most / in_epoch))
    left_s = TRAINING_CPU_S - student.cpu_s
    allowance = Allowance(student, min(ATTEMPT_CPU_S, left_s))
    finite, done, until, before = curve.tell(0, planned), 0, planned, 1.0
    pace = harness.Pace(planned)
    while finite and not allowance.is_spent:
        if done == until:
            enough = curve.wrong < 1 - limit - MARGIN
            if until == most or enough or curve.wrong >= STILL_BETTER * before:
                break
            before, until = curve.wrong, min(until + planned, most)
        chunk = np.stack(list(itertools.islice(batches, min(pace.steps, until - done))))
        began = time.monotonic()
        net.train(chunk)
        pace.took(len(chunk), began)
        done += len(chunk)
        finite = curve.tell(done, until)
    return max(planned, done), done
