"""The whole network, before it has learnt anything."""

import math

import numpy as np
from workers_packs.image_classification import probes, reference, settings

from workers.packkit.checks import Student, check, require, text

KEPT = 0.5
MOSTLY_DROPPED, MOSTLY_KEPT = 0.25, 0.95
LEAST_CONTRAST = 1.5  # of the noise at those two; right networks are near 2 and more
# Of the outputs: an image that is moved by a part of a pixel is rounded.
ROUNDING = 1e-4

SQUASHED = text(
    "Found: numbers that are never below zero. Is there a softmax or a ReLU at the end?",
    ja="負の数が1つも出てきません。最後にソフトマックスやReLUがありませんか。",
)
NOT_LINEAR = text(
    "Found: something that bends the numbers comes after the last layer with weights.",
    ja="重みをもつ最後の層のあとに、値を曲げるものがあります。",
)


@check(
    title=text("`conv_net` builds a network", ja="`conv_net` はネットワークを作る"),
    hint=text(
        "`conv_net(image_shape, num_classes, keep_probability)` should return a "
        "`keras.Model` that gives one number per class for each image.",
        ja="`conv_net(image_shape, num_classes, keep_probability)` は、画像ごとに"
        "クラスの数だけ数を出す `keras.Model` を返してください。",
    ),
)
def model(student: Student, rng: np.random.Generator) -> None:
    images = _images(rng, 6)
    probes.network(student, settings.IMAGE, settings.CLASSES, KEPT)
    answer = probes.logits(student, images)
    assert float(answer.std(axis=0).max()) > 0, "the same answer for all images"


@check(
    title=text("No dropout in inference", ja="推論時はドロップアウトなし"),
    hint=text(
        "Outside training the network should give the same answer each time, and an "
        "image's answer should not depend on its neighbours in the batch. Do not switch "
        "a layer to training mode for good.",
        ja="学習時以外は、毎回同じ答えを返し、同じバッチのほかの画像にも左右されない"
        "ようにしてください。層を学習モードに固定しないでください。",
    ),
    needs=("network.model",),
)
def inference(student: Student, rng: np.random.Generator) -> None:
    images = _images(rng, 5)
    probes.network(student, settings.IMAGE, settings.CLASSES, KEPT)
    first = probes.logits(student, images)
    again = probes.logits(student, images)
    assert reference.near(again, first), "another answer the second time"
    alone = probes.logits(student, images[2:3])
    assert reference.near(alone, first[2:3]), "another answer without its neighbours"


@check(
    title=text("The network gives logits", ja="ネットワークはロジットを返す"),
    hint=text(
        "The last layer of `conv_net` should be your linear `output`: what comes out "
        "are logits, not probabilities. The loss takes care of the softmax.",
        ja="`conv_net` の最後の層は線形の `output` にしてください。出てくるのは確率ではなく"
        "ロジットです。ソフトマックスは損失関数が行います。",
    ),
    needs=("network.inference",),
)
def logits(student: Student, rng: np.random.Generator) -> None:
    images = _images(rng, 6)
    shapes = probes.network(student, settings.IMAGE, settings.CLASSES, KEPT)
    before = probes.logits(student, images)
    layers = _last_layers(shapes, settings.CLASSES)
    require(
        bool(layers),
        text(
            "Found: no layer with as many outputs as there are classes.",
            ja="クラスの数だけ出力をもつ層が見つかりません。",
        ),
        f"weights of shapes {shapes}",
    )
    found = any(_is_linear(student, layer, images, before) for layer in layers)
    squashed = float(before.min()) >= 0
    require(found, SQUASHED if squashed else NOT_LINEAR)


@check(
    title=text("The network looks through filters", ja="フィルタを通して画像を見る"),
    hint=text(
        "`conv_net` should use `conv2d_maxpool` at least once: without convolution it "
        "has to learn each pixel anew.",
        ja="`conv_net` では `conv2d_maxpool` を少なくとも1回使ってください。"
        "畳み込みがないと、画素ごとに一から学ぶことになります。",
    ),
    needs=("network.model",),
)
def convolves(student: Student, rng: np.random.Generator) -> None:
    shapes = probes.network(student, settings.IMAGE, settings.CLASSES, KEPT)
    # A bias may have as many dimensions as a kernel.
    rank = len(settings.IMAGE) + 1
    found = [
        shape for shape in shapes if len(shape) == rank and math.prod(shape[:-1]) > 1
    ]
    assert found, f"no kernel among {shapes}"


@check(
    title=text("As many outputs as classes", ja="クラスの数だけの出力"),
    hint=text(
        "`conv_net` should build its network for the `num_classes` that it is given, not "
        "for ten: the last line is `output(…, num_classes)`.",
        ja="`conv_net` は、10クラスに固定せず、渡された `num_classes` に合わせてネットワークを"
        "作ってください。最後は `output(…, num_classes)` です。",
    ),
    needs=("network.model",),
)
def sizes(student: Student, rng: np.random.Generator) -> None:
    classes = int(rng.integers(5, 9))
    probes.network(student, settings.IMAGE, classes, KEPT)
    probes.logits(student, _images(rng, 3), classes)


@check(
    title=text("Dropout in training", ja="学習時のドロップアウト"),
    hint=text(
        "There should be dropout on at least one layer of `conv_net`: in training the "
        "same image then gives something else each time.",
        ja="`conv_net` の少なくとも1つの層にドロップアウトを入れてください。"
        "学習時には、同じ画像でも毎回違う結果になるはずです。",
    ),
    needs=("network.model",),
)
def dropout(student: Student, rng: np.random.Generator) -> None:
    given = probes.noise(student, probes.of_one_colour(rng, 4), KEPT, times=4)
    noise, least = _spread(given), ROUNDING * float(np.abs(given).mean())
    assert noise > least, "the same output each time in training mode"


@check(
    title=text("The rate of dropout", ja="ドロップアウトの割合"),
    hint=text(
        "`keep_probability` is the share that is kept; `keras.layers.Dropout` wants the "
        "share that is dropped, 1 - keep_probability.",
        ja="`keep_probability` は残す割合です。`keras.layers.Dropout` に渡すのは"
        "落とす割合、つまり 1 - keep_probability です。",
    ),
    needs=("network.dropout",),
)
def dropout_rate(student: Student, rng: np.random.Generator) -> None:
    # Batch normalization hides a unit that is dropped for every image: there are many.
    images = probes.of_one_colour(rng, 24)
    loud = probes.noise(student, images, MOSTLY_DROPPED, times=6)
    quiet = probes.noise(student, images, MOSTLY_KEPT, times=6, same_weights=True)
    contrast = _spread(loud) / max(_spread(quiet), 1e-9)
    require(
        contrast > LEAST_CONTRAST,
        text(
            "Found: with a smaller `keep_probability` the network drops no more than with a "
            "larger one.",
            ja="`keep_probability` を小さくしても、落とす量が増えません。",
        ),
        f"noise changes by a factor of {contrast:.2f}",
    )


def _images(rng: np.random.Generator, count: int) -> np.ndarray:
    """As they come out of `normalize`."""
    return rng.random((count, *settings.IMAGE), dtype=np.float32)


def _last_layers(shapes: list[tuple[int, ...]], classes: int) -> list[list[int]]:
    """What may be the last layer's weights, by place: each kernel with a bias, or without one.

    Weights are listed as the network's layers were made, which need not be their order.
    """
    fits = [n for n, shape in enumerate(shapes) if shape and shape[-1] == classes]
    biases = [n for n in fits if math.prod(shapes[n]) == classes]
    kernels = [n for n in fits if n not in biases]
    return [
        [kernel, *bias] for kernel in reversed(kernels) for bias in ([], *zip(biases))
    ]


def _is_linear(
    student: Student, layer: list[int], images: np.ndarray, before: np.ndarray
) -> bool:
    """Whether minus twice these weights give minus twice the outputs; puts them back."""
    student.call("_course_scale", layer, -2.0)  # a ReLU would follow 2, not -2
    after = probes.logits(student, images)
    student.call("_course_scale", layer, -0.5)
    return reference.near(after, -2 * before)


def _spread(given: np.ndarray) -> float:
    """How much the answers to one image differ from time to time."""
    return float(given.std(axis=0).mean())
