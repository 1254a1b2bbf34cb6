"""The steps of one attempt and its curve: those asked for, and the offer of `packkit.rounds` beyond them."""

import math
from typing import Any

import numpy as np
from workers_packs.translate_a_language import harness, settings
from workers_packs.translate_a_language.data import Dataset

from protocol.progress import Sink
from workers.packkit.checks import Allowance, Student, draw_point
from workers.packkit.rounds import rounds

POINTS = 12  # on the curve, for one round of steps
PIECE = 25  # steps for one call, at most
CALL_S = 40.0  # of training for one call, which must not take for ever even with large layers
SAMPLE = 128  # sentences behind a point of the curve; the end uses all
TRAINING_CPU_S = 1400.0  # of all attempts together: a slow one may use them up alone
GOOD_ENOUGH = 0.5  # of the share that may be wrong: a sample alone decides here


class Learner:
    """Trains one model, and draws what it has learnt."""

    def __init__(
        self, net: harness.Harness, sink: Sink, allowance: Allowance, asked: int
    ) -> None:
        self._net, self._sink, self._allowance = net, sink, allowance
        self.asked = asked
        self.done = 0
        self.loss = math.nan
        self.wrong = 1.0  # share of the words of new sentences

    @property
    def is_over(self) -> bool:
        lost = self.done > 0 and not math.isfinite(self.loss)
        return lost or self._allowance.is_spent

    def learn(self, batches: np.ndarray) -> None:
        """Up to the steps asked for, unless time or numbers run out."""
        began = self.done
        for share in range(1, POINTS + 1):
            until = began + math.ceil((self.asked - began) * share / POINTS)
            if until > self.done:
                self._train(batches[:until])
                if self.done and not math.isfinite(self.loss):
                    break
                self._draw()
            if self.is_over:
                break

    def _train(self, batches: np.ndarray) -> None:
        while self.done < len(batches):
            piece = batches[self.done : self.done + PIECE]
            steps, self.loss = self._net.train(piece, CALL_S)
            self.done += steps
            if self.is_over:
                break

    def _draw(self) -> None:
        few = np.arange(SAMPLE)
        for part, series in (
            ("sample", "train error"),
            ("validation", "validation error"),
        ):
            score = self._net.score(part, self._net.translations(part, few))
            self.wrong = 1 - score.tokens
            draw_point(self._sink, series, self.done, self.asked, self.wrong)


def learn_from(
    student: Student,
    net: harness.Harness,
    dataset: Dataset,
    sink: Sink,
    rng: np.random.Generator,
) -> dict[str, Any]:
    """Trains until all is done, the time is up or numbers are lost, and draws the curve."""
    epochs = settings.EPOCHS.chosen_by(student)
    size = settings.BATCH_SIZE.chosen_by(student)
    pairs = len(net.sources["training"])
    batches = batches_of(rng, pairs, epochs * dataset.course_epoch, size)
    planned = epochs * dataset.epoch // size
    allowance = Allowance(student, TRAINING_CPU_S - student.cpu_s)
    learner = Learner(net, sink, allowance, planned)
    enough = GOOD_ENOUGH * (1 - dataset.limit)
    for until in rounds(planned, len(batches), enough, lambda: learner.wrong):
        learner.asked = until
        learner.learn(batches)
        if learner.is_over:
            break
    return {
        "data": dataset.kind,
        "limit": dataset.limit,
        # Steps beyond those of the student's epochs are an offer: their end by time is no cut.
        "steps_asked": max(planned, learner.done),
        "steps_done": learner.done,
        "loss": learner.loss if math.isfinite(learner.loss) else None,
    }


def batches_of(
    rng: np.random.Generator, pairs: int, total: int, size: int
) -> np.ndarray:
    """Sentence numbers, (steps, size): all pairs shuffled, and again, up to the total."""
    rounds = math.ceil(total / pairs)
    order = [rng.permutation(pairs).astype(np.int32) for _ in range(rounds)]
    steps = total // size
    return np.concatenate(order)[: steps * size].reshape(steps, size)
