"""One step of training, and the numbers that are printed on the way."""

import math

import numpy as np
from workers_packs.image_classification import printed, probes, reference, settings

from workers.packkit.checks import Student, as_float_array, check, text

SHAPE = (8, 8, 3)
INPUTS = math.prod(SHAPE)
SPEED = 0.05  # learning rate of plain gradient descent
LEAST_AGREEMENT = 0.97  # cosine; with smoothed labels it is still near 0.99
MANY = 80  # more than `fit` takes at once when nobody says otherwise
DROPPED = 0.5
STILL = 0.01  # of the largest move: weight decay moves what was dropped, a little


@check(
    title=text("One step of training", ja="学習の1ステップ"),
    hint=text(
        "`train_neural_network` should change the model's weights once with the given "
        "optimizer, against the gradient of the mean cross-entropy between the model's "
        "logits (`from_logits=True`) for these images and the labels of these images. "
        "What turns or shifts images belongs into `conv_net`, as a layer.",
        ja="`train_neural_network` は、渡されたオプティマイザでモデルの重みを1回更新してください。"
        "使うのは、これらの画像のロジット（`from_logits=True`）と、これらの画像のラベルとの"
        "平均交差エントロピーの勾配です。画像の反転や平行移動は、`conv_net` の中に層として入れてください。",
    ),
)
def step(student: Student, rng: np.random.Generator) -> None:
    kernel, bias = _weights(rng)
    images, labels = _batch(rng, MANY)
    moved, steps = _moved(student, kernel, bias, 0.0, images, labels)
    flat = images.reshape(len(images), -1)
    wanted = -SPEED * _joined(*reference.linear_gradient(flat, labels, kernel, bias))
    assert np.isfinite(moved).all(), "weights that are no numbers"
    length = float(np.linalg.norm(moved))
    assert length > 0, "the weights did not move"
    agreement = float(moved @ wanted / (length * np.linalg.norm(wanted)))
    assert agreement > LEAST_AGREEMENT, f"cosine to the gradient {agreement:.3f}"
    assert steps == 1, f"the given optimizer made {steps} steps"


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
    images, labels = _batch(rng, 1)
    moved, _ = _moved(student, kernel, bias, DROPPED, images, labels)
    rows = np.abs(moved[: kernel.size].reshape(kernel.shape)).max(axis=1)
    still = float((rows <= STILL * rows.max()).mean())
    assert 0.2 < still < 0.8, f"{still:.0%} of the inputs were dropped"


@check(
    title=text(
        "`print_stats` prints true numbers", ja="`print_stats` は正しい値を表示する"
    ),
    hint=text(
        "`print_stats` should print the loss on the batch and the accuracy on the "
        "validation images, both worked out from the model it is given, in inference "
        "(no dropout), with at least two digits, by Python's `print`.",
        ja="`print_stats` は、渡されたモデルから計算したバッチの損失と検証画像の正解率を、"
        "推論モード（ドロップアウトなし）で、Pythonの `print` を使い、2桁以上で表示してください。",
    ),
)
def stats(student: Student, rng: np.random.Generator) -> None:
    for share in rng.choice((0.15, 0.35, 0.6, 0.85), 2, replace=False):
        kernel, bias = _weights(rng)
        images, labels = _batch(rng, 24)
        others = _batch(rng, 40)[0]
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
        assert isinstance(said, str), f"printed {type(said).__name__}"
        assert printed.tells_loss(said, loss), f"loss {loss:.4f} is not in {said!r}"
        told = f"accuracy {accuracy:.4f} is not in {said!r}"
        assert printed.tells_share(said, accuracy), told


def _weights(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Of a linear classifier that has opinions: logits of about one in size."""
    kernel = rng.normal(0, 1.2 / math.sqrt(INPUTS), (INPUTS, settings.CLASSES))
    bias = rng.normal(0, 0.3, settings.CLASSES)
    return kernel.astype(np.float32), bias.astype(np.float32)


def _batch(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Images without a mean, so that it matters which label belongs to which."""
    images = rng.normal(size=(count, *SHAPE)).astype(np.float32)
    return images, rng.integers(0, settings.CLASSES, count)


def _moved(  # noqa: PLR0913, PLR0917 -- a model, a dropout and a batch
    student: Student,
    kernel: np.ndarray,
    bias: np.ndarray,
    rate: float,
    images: np.ndarray,
    labels: np.ndarray,
) -> tuple[np.ndarray, int]:
    """What the student's step added to the weights, in one row, and in how many steps."""
    student.load(probes.HELPER)
    answer = student.call(
        "_course_step", kernel, bias, rate, SPEED, images, reference.one_hot(labels)
    )
    assert isinstance(answer, list) and answer, "no weights came back"  # noqa: PT018
    *weights, steps = answer
    assert isinstance(steps, int), f"a number of steps of type {type(steps).__name__}"
    after = [as_float_array(part) for part in weights]
    shapes = [part.shape for part in after]
    assert shapes == [kernel.shape, bias.shape], f"weights became {shapes}"
    return _joined(after[0] - kernel, after[1] - bias), steps


def _joined(kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return np.concatenate([kernel.ravel(), bias.ravel()])


def _partly_right(
    rng: np.random.Generator, predicted: np.ndarray, share: float
) -> np.ndarray:
    """Labels of which about this share is what was predicted."""
    wrong = rng.random(len(predicted)) > share
    shift = rng.integers(1, settings.CLASSES, len(predicted))
    return np.asarray((predicted + wrong * shift) % settings.CLASSES)
