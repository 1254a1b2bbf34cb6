"""Trains the student's network on bike rides and checks what it has learnt.

The batches are drawn and the losses computed here. The sandbox gets the training
rows and the features of the later weeks, but never the riders of those weeks. Its first weights
are given it from here, and the steps that it took are taken again (`replaying.py`).
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from workers_packs.first_neural_network import harness, reference, replaying, settings
from workers_packs.first_neural_network.data import Dataset, Part
from workers_packs.first_neural_network.spans import Found

from protocol.progress import Sink
from workers.packkit.checks import (
    NOT_SHOWN,
    Allowance,
    Student,
    Undecided,
    Unsuitable,
    check,
    draw_point,
    text,
)

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
    dataset = dataset.shuffled(rng)
    student.seed(seed)
    net = harness.Harness(student, dataset, rng)
    rows = rng.permutation(len(dataset.training.targets))[:SAMPLE]
    allowance, done = Allowance(student, ATTEMPT_CPU_S), 0
    for until in _milestones(asked):
        while done < until:
            piece = min(PIECE, until - done)
            net.train(rng, piece, done=done, asked=asked)
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
    told = settings.trained_with(student)
    return {**_figures(net, dataset, asked=asked, done=done), "trained_with": told}


def _milestones(asked: int) -> list[int]:
    """Iteration counts at which losses are computed; the last one is the end."""
    return sorted({math.ceil(asked * (k + 1) / POINTS) for k in range(POINTS)})


def _figures(
    net: harness.Harness, dataset: Dataset, *, asked: int, done: int
) -> Mapping[str, Any]:
    parts = {
        "training": dataset.training,
        "validation": dataset.validation,
        "test": dataset.test,
    }
    answers = {name: net.predict(name) for name in parts}
    losses = {f"{name}_loss": _loss(answers[name], parts[name]) for name in parts}
    limits = {
        "training_limit": dataset.training_limit,
        "validation_limit": dataset.validation_limit,
    }
    score = max(
        losses["training_loss"] / dataset.training_limit,
        losses["validation_loss"] / dataset.validation_limit,
    )
    gaps = [_gap(net.weights, parts[name], answers[name]) for name in parts]
    met = score < 1  # otherwise nothing rests on how the weights came about
    replayed = net.replay.found() if met else Found()
    figures = {
        **losses,
        "prediction_gap": float(np.max(gaps)),
        "replay_gap": replayed.gap,
    }
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
        "iterations_replayed": replayed.steps,
        "iterations_untold": replayed.untold,
    }


def _gap(weights: reference.Weights, part: Part, predictions: np.ndarray) -> float:
    """The difference of `run` from the values that its weights give, relative to the largest one."""
    with np.errstate(over="ignore", invalid="ignore"):
        own = reference.predict(weights, part.features).ravel()
        scale = max(1.0, float(np.max(np.abs(own))))
        return float(np.max(np.abs(own - predictions))) / scale


def _loss(predictions: np.ndarray, part: Part) -> float:
    """Mean squared error; infinite or NaN when training has diverged."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.mean((predictions - part.targets) ** 2))


def _assert(met: object, figures: Mapping[str, Any], evidence: str) -> None:
    """Otherwise the student reads which of their numbers were used, before the check's hint."""
    if not met:
        raise Unsuitable(evidence, figures["trained_with"])


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
    _assert(
        None not in losses,
        figures,
        f"losses {losses} after {figures['iterations_done']}",
    )


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
    met = done == asked or figures["score"] < 1
    _assert(met, figures, f"{done} of {asked} iterations")


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
    _assert(loss < limit, figures, f"training loss {loss:.3f}, limit {limit}")


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
    _assert(loss < limit, figures, f"validation loss {loss:.3f}, limit {limit}")


@check(
    title=text("The weights are learnt here", ja="重みはここで学習される"),
    hint=text(
        "Training starts from your class's own first weights, put at other places, and its "
        "steps are worked out again from the batches that `train` was given. They did not "
        "end at the same weights. `train` should change the two matrices by the steps of "
        "the template, for any features, and nothing else should.",
        ja="学習は、クラスが用意した初期値の並びを入れ替えた重みから始まり、`train` に渡された"
        "バッチから更新をこちらで計算し直します。その結果が、実際の重みと一致しませんでした。"
        "2つの行列は、どのような特徴量でも、テンプレートどおりの更新だけで変わるようにしてください。",
    ),
    needs=("training.training_loss", "training.validation_loss"),
)
def learnt_here(figures: Mapping[str, Any]) -> None:
    gap, untold = figures["replay_gap"], figures["iterations_untold"]
    assert gap is not None, "steps that end at no numbers"
    assert gap < replaying.LARGEST_GAP, f"a step is off by {gap:.3g} of itself"
    if untold:
        evidence = f"{untold} of {figures['iterations_replayed']} steps cannot be told"
        raise Undecided(evidence, NOT_SHOWN)
