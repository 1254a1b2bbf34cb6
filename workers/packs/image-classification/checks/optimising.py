"""One step of training, and the numbers that are printed on the way."""

import math

import numpy as np
from workers_packs.image_classification import printed, probes, reference, settings

from protocol.texts import Text
from workers.packkit import answers
from workers.packkit.checks import Student, check, require, text
from workers.packkit.rough import counted

SHAPE = settings.IMAGE
INPUTS = math.prod(SHAPE)
SPEED = 0.05  # learning rate of plain gradient descent
LEAST_AGREEMENT = 0.97  # cosine; with smoothed labels it is still near 0.99
MOST_STEPS = 1000  # that are counted
MANY = 80  # more than `fit` takes at once when nobody says otherwise
DROPPED = 0.5
STILL = 0.01  # of the largest move: weight decay moves what was dropped, a little

NOT_MOVED = text(
    "Found: the weights did not move.", ja="重みがまったく動きませんでした。"
)
NO_LOSS = text(
    "Found: the loss on the batch is not among the printed numbers.",
    ja="表示された数の中に、バッチの損失がありません。",
)
NO_ACCURACY = text(
    "Found: the accuracy on the validation images is not among the printed numbers.",
    ja="表示された数の中に、検証画像の正解率がありません。",
)


@check(
    title=text("One step of training", ja="学習の1ステップ"),
    hint=text(
        "`train_neural_network` should change the model's weights once with the given "
        "optimizer, against the gradient of the mean cross-entropy between the model's "
        "logits (`from_logits=True`) for these images and the labels of these images.",
        ja="`train_neural_network` は、渡されたオプティマイザでモデルの重みを1回更新してください。"
        "使うのは、これらの画像のロジット（`from_logits=True`）と、これらの画像のラベルとの"
        "平均交差エントロピーの勾配です。",
    ),
)
def step(student: Student, rng: np.random.Generator) -> None:
    labels = rng.integers(0, settings.CLASSES, MANY)
    agreement = _agreement(student, _weights(rng), _images(rng, MANY), labels)
    if agreement > LEAST_AGREEMENT:
        return
    # A step may turn, flip or move the images. Those of one colour stay as they are.
    kernel, bias = _weights(rng)
    kernel -= (
        _by_colour(kernel)[None].repeat(INPUTS // SHAPE[-1], 0).reshape(kernel.shape)
    )
    alike = _agreement(
        student, (kernel, 5 * bias), probes.of_one_colour(rng, MANY), labels
    )
    require(alike > LEAST_AGREEMENT, _off_course(agreement))


@check(
    title=text("Dropout is awake while training", ja="学習中はドロップアウトが働く"),
    hint=text(
        "A Keras model drops nothing unless it is told that this is training: call it "
        "with `training=True` inside `train_neural_network`.",
        ja="Kerasのモデルは、学習中だと伝えなければ何も落としません。"
        "`train_neural_network` の中では `training=True` を付けて呼び出してください。",
    ),
    needs=("optimising.step",),
)
def dropout(student: Student, rng: np.random.Generator) -> None:
    kernel, bias = _weights(rng)
    images, labels = _images(rng, 1), rng.integers(0, settings.CLASSES, 1)
    moved, _ = _moved(student, kernel, bias, DROPPED, images, labels)
    rows = np.abs(moved[0]).max(axis=1)
    still = float((rows <= STILL * rows.max()).mean())
    assert 0.2 < still < 0.8, f"{still:.0%} of the inputs were dropped"


@check(
    title=text(
        "`print_stats` prints true numbers", ja="`print_stats` は正しい値を表示する"
    ),
    hint=text(
        "`print_stats` should print the loss on the batch and the accuracy on the "
        "validation images, both worked out from the model it is given, in inference "
        "(no dropout), with at least two digits.",
        ja="`print_stats` は、渡されたモデルから計算したバッチの損失と検証画像の正解率を、"
        "推論モード（ドロップアウトなし）で、2桁以上で表示してください。",
    ),
)
def stats(student: Student, rng: np.random.Generator) -> None:
    for share in rng.choice((0.15, 0.35, 0.6, 0.85), 2, replace=False):
        kernel, bias = _weights(rng)
        images, others = _images(rng, 24), _images(rng, 40)
        labels = rng.integers(0, settings.CLASSES, 24)
        logits = others.reshape(len(others), -1) @ kernel + bias
        targets = _partly_right(rng, logits.argmax(axis=1), float(share))
        student.load(probes.HELPER)
        said = student.call(
            "_course_stats",
            *(kernel, bias, DROPPED),
            *(images, reference.one_hot(labels)),
            *(others, reference.one_hot(targets)),
        )
        flat = images.reshape(len(images), -1)
        loss = reference.cross_entropy(flat @ kernel + bias, labels)
        accuracy = reference.accuracy(logits, targets)
        said = answers.string(said, "print_stats", most=probes.MOST_PRINTED)
        require(
            bool(said.strip()),
            text("Found: nothing was printed.", ja="何も表示されませんでした。"),
        )
        told = f"loss {loss:.4f} is not in {said!r}"
        require(printed.tells_loss(said, loss), NO_LOSS, told)
        told = f"accuracy {accuracy:.4f} is not in {said!r}"
        require(printed.tells_share(said, accuracy), NO_ACCURACY, told)


def _weights(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Of a linear classifier that has opinions: logits that differ by about one."""
    kernel = rng.normal(0, 4 / math.sqrt(INPUTS), (INPUTS, settings.CLASSES))
    bias = rng.normal(0, 0.3, settings.CLASSES)
    return kernel.astype(np.float32), bias.astype(np.float32)


def _images(rng: np.random.Generator, count: int) -> np.ndarray:
    """As they come out of `normalize`."""
    return rng.random((count, *SHAPE), dtype=np.float32)


def _by_colour(by_kernel: np.ndarray) -> np.ndarray:
    """(channels, classes): the mean over all places of the image."""
    return np.asarray(by_kernel.reshape(-1, SHAPE[-1], settings.CLASSES).mean(axis=0))


def _agreement(
    student: Student,
    weights: tuple[np.ndarray, np.ndarray],
    images: np.ndarray,
    labels: np.ndarray,
) -> float:
    """How well the kernel's move agrees with its gradient, apart from what all rows share.

    What they share is how bright the images are, which says little about their labels.
    """
    (moved, _), steps = _moved(student, *weights, 0.0, images, labels)
    require(np.abs(moved).max() > 0, NOT_MOVED)
    require(
        steps == 1,
        text(
            f"Found: the given optimizer made {counted(steps)} steps instead of one.",
            ja=f"渡されたオプティマイザの更新が、1回ではなく{counted(steps)}回でした。",
        ),
    )
    flat = images.reshape(len(images), -1)
    wanted = -reference.linear_gradient(flat, labels, *weights)[0]
    if np.ptp(images, axis=(1, 2)).max() == 0:
        moved, wanted = _by_colour(moved), _by_colour(wanted)
    return reference.alike(moved - moved.mean(axis=0), wanted - wanted.mean(axis=0))


def _off_course(agreement: float) -> Text:
    return text(
        "Found: the weights moved in another direction than against that gradient (they "
        f"agree by {max(agreement, 0):.0%}). Do images and labels still belong together, are "
        "logits taken as logits, and is it the softmax cross-entropy of the whole batch?",
        ja="重みが、その勾配とは違う方向に動きました"
        f"（一致の度合いは{max(agreement, 0):.0%}）。画像とラベルの対応は崩れていませんか。"
        "ロジットをロジットとして扱い、バッチ全体のソフトマックス交差エントロピーを使っていますか。",
    )


def _moved(  # noqa: PLR0913, PLR0917 -- a model, a dropout and a batch
    student: Student,
    kernel: np.ndarray,
    bias: np.ndarray,
    rate: float,
    images: np.ndarray,
    labels: np.ndarray,
) -> tuple[tuple[np.ndarray, np.ndarray], int]:
    """What the student's step added to kernel and bias, and in how many steps."""
    student.load(probes.HELPER)
    answer = student.call(
        "_course_step", kernel, bias, rate, SPEED, images, reference.one_hot(labels)
    )
    what = "train_neural_network"
    weights, biases, steps = answers.parts(answer, what, count=3)
    moved = answers.array(weights, what, shape=kernel.shape, finite=True) - kernel
    shifted = answers.array(biases, what, shape=bias.shape, finite=True) - bias
    return (moved, shifted), answers.count(steps, what, most=MOST_STEPS)


def _partly_right(
    rng: np.random.Generator, predicted: np.ndarray, share: float
) -> np.ndarray:
    """Labels of which about this share is what was predicted."""
    wrong = rng.random(len(predicted)) > share
    shift = rng.integers(1, settings.CLASSES, len(predicted))
    return np.asarray((predicted + wrong * shift) % settings.CLASSES)
