"""The steps of one attempt: those asked for, and the offer of `packkit.rounds` beyond them."""

import itertools
import math
import time

import numpy as np
from workers_packs.image_classification import harness, settings
from workers_packs.image_classification.curve import Curve

from workers.packkit.checks import Allowance, Student
from workers.packkit.rounds import rounds

ATTEMPT_CPU_S = 700.0  # so that two slow attempts fit into limits.train
TRAINING_CPU_S = 1400.0  # of all trainings: the first attempt may have to train twice
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
    epochs = settings.EPOCHS.chosen_by(student)
    chosen = settings.BATCH_SIZE.chosen_by(student)
    size = min(chosen, curve.images)
    in_epoch = curve.images // size
    planned = in_epoch * epochs
    most = max(planned, settings.COURSE_IMAGES // chosen * epochs)
    batches = harness.batches(rng, curve.images, size, math.ceil(most / in_epoch))
    left_s = TRAINING_CPU_S - student.cpu_s
    allowance = Allowance(student, min(ATTEMPT_CPU_S, left_s))
    pace, done = harness.Pace(planned), 0
    finite = curve.tell(0, planned)
    for until in rounds(planned, most, 1 - limit - MARGIN, lambda: curve.wrong):
        while done < until and finite and not allowance.is_spent:
            count = min(pace.steps, until - done)
            chunk = np.stack(list(itertools.islice(batches, count)))
            began = time.monotonic()
            net.train(chunk)
            pace.took(len(chunk), began)
            done += len(chunk)
            finite = curve.tell(done, until)
        if done < until:
            break
    return max(planned, done), done
