"""The live curve of one attempt."""

import math

import numpy as np
from workers_packs.image_classification import harness, reference
from workers_packs.image_classification.data import Part

from protocol.progress import Sink
from workers.packkit.checks import draw_point

SAMPLE = 400  # images behind a point


class Curve:
    """Measures the network as it learns: both losses, and accuracy on labels not taught here."""

    def __init__(
        self,
        net: harness.Harness,
        sink: Sink,
        training: Part,
        validation: Part,
        rng: np.random.Generator,
    ) -> None:
        self.images = len(training.labels)
        self.most_untaught = 0.0  # accuracy under label numbers not taught in this run
        self.wrong = 1.0  # share of the validation images behind the last point
        self._net = net
        self._sink = sink
        rows = rng.permutation(len(training.labels))[:SAMPLE]
        seen = np.arange(min(SAMPLE, len(validation.labels)))
        self._looks = (
            ("train", "training", rows, training.labels[rows]),
            ("validation", "validation", seen, validation.labels[seen]),
        )

    def tell(self, done: int, asked: int) -> bool:
        """Both losses after so many steps; whether they are numbers."""
        finite = True
        for series, part, rows, labels in self._looks:
            logits = self._net.logits(part, rows)
            loss = reference.cross_entropy(logits, labels)
            strange = reference.accuracy(self._net.as_shown(logits), labels)
            self.most_untaught = max(self.most_untaught, strange)
            if part == "validation":
                self.wrong = 1 - reference.accuracy(logits, labels)
            finite = finite and math.isfinite(loss)
            draw_point(self._sink, series, done, asked, loss)
        return finite
