"""Trains the student's network on bike rides and checks what it has learnt.

The batches are drawn and the losses computed here. The sandbox gets the training
rows and the features of the later weeks, but never the riders of those weeks.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from workers_packs.first_neural_network import harness, reference, settings
from workers_packs.first_neural_network.data import Dataset, Part

from protocol.progress import Sink
from workers.packkit.checks import Allowance, Student, check, draw_point, text

ATTEMPTS = 5
"""The most seeds tried. The first that passes counts, else the best one; see README.md."""

PIECE = 500  # iterations in one call, so that none takes longer than `call_s`
POINTS = 40  # on the curve of one attempt
SAMPLE = 2048  # training rows for a point of the curve; the final losses use all
ATTEMPT_CPU_S = 170.0  # so that five slow attempts fit into limits.train
LARGEST_GAP = 1e-4  # rounding in single precision stays below
HOPELESS = 1e9  # the score of an attempt with NaN or infinite losses


def drive(
    student: Student, dataset: Dataset, sink: Sink, seed: int
) -> Mapping[str, Any]:
    """One attempt. `score` is below 1 when both losses meet their limits."""
    rng = np.random.default_rng(seed)
    asked = settings.ITERATIONS.chosen_by(student)
    net = harness.Harness(student, dataset, seed)
    rows = rng.permutation(len(dataset.training.targets))[:SAMPLE]
    allowance, done = Allowance(student, ATTEMPT_CPU_S), 0
    for until in _milestones(asked):
        while done < until:
            piece = min(PIECE, until - done)
            net.train(rng, piece)
            done += piece
            if allowance.is_spent:
                break
        sample = Part(dataset.training.features[rows], dataset.training.targets[rows])
        draw_point(
            sink, "train", done, asked, _loss(net.predict("sample", rows), sample)
        )
        validation = _loss(net.predict("validation"), dataset.validation)
        draw_point(sink, "validation", done, asked, validation)
        if not math.isfinite(validation) or allowance.is_spent:
            break
    return _figures(net, dataset, asked=asked, done=done)


def _milestones(asked: int) -> list[int]:
    """Iteration counts at which losses are computed; the last one is the end."""
    return sorted({math.ceil(asked * (k + 1) / POINTS) for k in range(POINTS)})


def _figures(
    net: harness.Harness, dataset: Dataset, *, asked: int, done: int
) -> Mapping[str, Any]:
    training = net.predict("training")
    losses = {
        "training_loss": _loss(training, dataset.training),
        "validation_loss": _loss(net.predict("validation"), dataset.validation),
        "test_loss": _loss(net.predict("test"), dataset.test),
    }
    limits = {
        "training_limit": dataset.training_limit,
        "validation_limit": dataset.validation_limit,
    }
    score = max(
        losses["training_loss"] / dataset.training_limit,
        losses["validation_loss"] / dataset.validation_limit,
    )
    figures = {**losses, "prediction_gap": _gap(net, dataset, training)}
    return {
        **{
            name: value if math.isfinite(value) else None
            for name, value in figures.items()
        },
        **limits,
        "data": dataset.kind,
        "score": score if math.isfinite(score) else HOPELESS,
        "iterations_asked": asked,
        "iterations_done": done,
    }


def _gap(net: harness.Harness, dataset: Dataset, predictions: np.ndarray) -> float:
    """The difference of `run` from the values that its weights give, relative to the largest one."""
    with np.errstate(over="ignore", invalid="ignore"):
        own = reference.predict(net.weights(), dataset.training.features).ravel()
        scale = max(1.0, float(np.max(np.abs(own))))
        return float(np.max(np.abs(own - predictions))) / scale


def _loss(predictions: np.ndarray, part: Part) -> float:
    """Mean squared error; infinite or NaN when training has diverged."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.mean((predictions - part.targets) ** 2))


@check(
    title=text("Training converges", ja="学習が収束する"),
    hint=text(
        "The loss grew beyond all numbers. A smaller learning rate takes smaller "
        "steps.",
        ja="損失が発散しました。学習率を小さくすると、1回の更新が小さくなります。",
    ),
)
def converges(figures: Mapping[str, Any]) -> None:
    losses = (figures["training_loss"], figures["validation_loss"])
    assert None not in losses, f"losses {losses} after {figures['iterations_done']}"


@check(
    title=text("Training finishes in time", ja="時間内に学習が終わる"),
    hint=text(
        "Training was cut short because it took too long here, and until then the "
        "losses had not met their limits. Fewer iterations, fewer hidden nodes or array "
        "operations instead of inner loops make it faster.",
        ja="時間がかかりすぎたため、学習を途中で止めました。その時点の損失は基準に届いていません。"
        "反復回数や隠れノードを減らすか、内側のループを配列演算に置き換えると速くなります。",
    ),
    needs=("training.converges",),
)
def finishes(figures: Mapping[str, Any]) -> None:
    done, asked = figures["iterations_done"], figures["iterations_asked"]
    assert done == asked or figures["score"] < 1, f"{done} of {asked} iterations"


@check(
    title=text("Predictions come from the weights", ja="予測は重みから計算される"),
    hint=text(
        "What `run` returned for the bike data is not what the trained weights give. "
        "Every prediction should be worked out from the two weight matrices.",
        ja="`run` の結果が、学習後の重みから計算した値と一致しません。"
        "予測は必ず2つの重み行列から計算してください。",
    ),
    needs=("training.converges",),
)
def predictions_follow_weights(figures: Mapping[str, Any]) -> None:
    gap = figures["prediction_gap"]
    assert gap is not None, "predictions that are no numbers"
    assert gap < LARGEST_GAP, f"predictions are off by up to {gap:.3g}"


@check(
    title=text("Training loss", ja="訓練損失"),
    hint=text(
        "The training loss is not low enough yet. Look at the curve: if it is still "
        "falling at the end, train for longer or take larger steps; if it has levelled "
        "off, the network may need more hidden nodes.",
        ja="訓練損失がまだ十分に下がっていません。曲線を見てみましょう。最後まで下がり続けているなら、"
        "反復を増やすか学習率を上げます。横ばいなら、隠れノードが足りないのかもしれません。",
    ),
    needs=("training.converges",),
)
def training_loss(figures: Mapping[str, Any]) -> None:
    loss, limit = figures["training_loss"], figures["training_limit"]
    assert loss < limit, f"training loss {loss:.3f}, limit {limit}"


@check(
    title=text("Validation loss", ja="検証損失"),
    hint=text(
        "The loss on weeks the network has not seen is too high. If the training loss "
        "is high as well, it has not learnt enough; if only this one is, and it rises "
        "towards the end, the network learns the training rows by heart.",
        ja="学習に使っていない期間での損失が大きすぎます。訓練損失も大きければ学習不足です。"
        "検証損失だけが大きく、終わりに向けて上がるなら、訓練データを丸暗記しています。",
    ),
    needs=("training.converges",),
)
def validation_loss(figures: Mapping[str, Any]) -> None:
    loss, limit = figures["validation_loss"], figures["validation_limit"]
    assert loss < limit, f"validation loss {loss:.3f}, limit {limit}"
