"""The figures of one attempt, from what was measured of the trained network."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from workers_packs.image_classification import harness, printed, reference, showing
from workers_packs.image_classification.data import Dataset, Part

from protocol.exhibits import EXHIBITS

SAID = 300  # training images that print_stats is asked about
HOPELESS = 1e9  # the score of an attempt with NaN or infinite logits


@dataclass(frozen=True)
class Run:
    """One attempt: the data that was sent to the sandbox, and the steps done."""

    dataset: Dataset
    validation: Part
    test: Part
    asked: int  # steps
    done: int
    epochs: int


@dataclass(frozen=True)
class Known:
    """How much the network knew that this training had not taught it, as accuracies."""

    before: float
    with_first_weights: float
    most_untaught: float


def figures_of(
    run: Run,
    validation: np.ndarray,
    test: np.ndarray,
    known: Known,
    said: Mapping[str, Any],
) -> dict[str, Any]:
    """`validation` and `test` are logits of the trained network."""
    accuracies = {
        "validation_accuracy": reference.accuracy(validation, run.validation.labels),
        "test_accuracy": reference.accuracy(test, run.test.labels),
        "accuracy_before": known.before,
        "accuracy_with_first_weights": known.with_first_weights,
        "accuracy_untaught": known.most_untaught,
    }
    losses = _losses(run, validation, test)
    lowest = min(accuracies["validation_accuracy"], accuracies["test_accuracy"])
    finite = is_finite(run, validation, test)
    figures = {
        **accuracies,
        **{
            name: loss if math.isfinite(loss) else None for name, loss in losses.items()
        },
        **(said if finite else truth(None, None, None)),
        "limit": run.dataset.limit,
        "data": run.dataset.kind,
        "score": run.dataset.limit / lowest if finite and lowest > 0 else HOPELESS,
        "steps_asked": run.asked,
        "steps_done": run.done,
        "epochs": run.epochs,
    }
    shown = showing.exhibits(run.dataset.names, run.test, test, figures)
    return {**figures, EXHIBITS: shown}


def _losses(run: Run, validation: np.ndarray, test: np.ndarray) -> Mapping[str, float]:
    return {
        "validation_loss": reference.cross_entropy(validation, run.validation.labels),
        "test_loss": reference.cross_entropy(test, run.test.labels),
    }


def is_finite(run: Run, validation: np.ndarray, test: np.ndarray) -> bool:
    """Whether the losses are numbers: else nothing more is asked of the network."""
    losses = _losses(run, validation, test).values()
    return all(math.isfinite(loss) for loss in losses)


def known_of(net: harness.Harness, logits: np.ndarray, labels: np.ndarray) -> float:
    """Accuracy under the classes' own numbers or those of this run, whichever is higher.

    Weights that were learnt elsewhere know the former.
    """
    return max(
        reference.accuracy(logits, labels),
        reference.accuracy(net.as_shown(logits), labels),
    )


def chosen_to_say(
    images: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Training images that print_stats is asked about: a batch, and others."""
    chosen = rng.permutation(images)[: 2 * SAID]
    return chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]


def truth(
    said: str | None, loss: float | None, share: float | None
) -> Mapping[str, Any]:
    """Whether what print_stats said holds the loss and the share that are right."""
    if said is None or loss is None or share is None:
        return {"printed_loss_true": None, "printed_accuracy_true": None}
    return {
        "printed_loss_true": printed.tells_loss(said, loss),
        "printed_accuracy_true": printed.tells_share(said, share),
    }
