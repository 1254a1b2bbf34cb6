"""The layer functions, each as a small model of its own."""

import math

import numpy as np
from workers_packs.image_classification import probes, reference
from workers_packs.image_classification.reference import Geometry

from protocol.texts import Text
from workers.packkit.checks import Student, assert_close, check, require, text
from workers.packkit.rough import counted

# Height and width differ: code that reads only one of them is seen.
OVERLAPPING = {"conv_size": (2, 2), "conv_strides": (2, 1), "pool_size": (3, 2)} | {
    "pool_strides": (1, 2)
}
APART = {"conv_size": (3, 2), "conv_strides": (1, 1), "pool_size": (2, 2)} | {
    "pool_strides": (2, 2)
}

MIXED = "a value depends on more than its own weighted sum, or falls as that rises"
OTHER_SIZE = text(
    "Found: an output of a size that no padding gives. Is each size and each stride used "
    "where it belongs, height first?",
    ja="どのパディングでも得られない大きさの出力です。それぞれの大きさとストライドを、"
    "高さを先にして、正しい場所で使っていますか。",
)
OTHER_NUMBERS = text(
    "Found: an output of the right size, but its numbers are not the largest of each window.",
    ja="出力の大きさは合っていますが、値が各窓の最大値になっていません。",
)


@check(
    title=text("Convolution and max pooling", ja="畳み込みと最大プーリング"),
    hint=text(
        "`conv2d_maxpool` should convolve with as many filters, as large and at such "
        "strides as it is asked to, apply a nonlinear activation, and take the maximum "
        "over windows of the size and strides it is asked to (height, width). What depends "
        "on the whole image, such as layer normalization, belongs into `conv_net`.",
        ja="`conv2d_maxpool` は、指定された数・大きさ・ストライドのフィルタで畳み込み、"
        "非線形の活性化関数を通し、指定された大きさとストライド（高さ, 幅）の窓で"
        "最大値を取ってください。レイヤー正規化のように画像全体に左右されるものは、"
        "`conv_net` の側に入れてください。",
    ),
)
def convolution(student: Student, rng: np.random.Generator) -> None:
    for arguments in (APART, OVERLAPPING):
        geometry = _geometry(rng, arguments)
        images, answer, kernel, bias = _convolution(student, rng, geometry)
        candidates = list(reference.conv_candidates(geometry, images, kernel, bias))
        found = [_explains(answer, before, pool) for before, pool in candidates]
        fits = answer.shape in [pool(before).shape for before, pool in candidates]
        told = f"shape {answer.shape}; no padding explains it: {geometry}"
        require(any(found), OTHER_NUMBERS if fits else OTHER_SIZE, told)


@check(
    title=text(
        "The convolution's activation is nonlinear", ja="畳み込み層の活性化は非線形"
    ),
    hint=text(
        "Between the convolution and the end of `conv2d_maxpool` there should be a "
        "nonlinear activation, such as ReLU.",
        ja="`conv2d_maxpool` には、ReLUのような非線形の活性化関数を入れてください。",
    ),
    needs=("blocks.convolution",),
)
def convolution_bends(student: Student, rng: np.random.Generator) -> None:
    geometry = _geometry(rng, APART)
    images, answer, kernel, bias = _convolution(student, rng, geometry, offset=-1.0)
    for before, pool in reference.conv_candidates(geometry, images, kernel, bias):
        wanted = pool(before)
        if wanted.shape == answer.shape:
            straight = reference.is_straight(answer, wanted)
            assert not straight, "the outputs are a straight line of the sums"


@check(
    title=text("`flatten`", ja="`flatten`"),
    hint=text(
        "`flatten` should turn each image's maps into one row and leave the number of "
        "images as it is: (batch, height, width, channels) becomes (batch, height × "
        "width × channels).",
        ja="`flatten` は画像ごとの特徴マップを1行に並べ、画像の枚数はそのままにしてください。"
        "（バッチ, 高さ, 幅, チャンネル）が（バッチ, 高さ×幅×チャンネル）になります。",
    ),
)
def flatten(student: Student, rng: np.random.Generator) -> None:
    shape = tuple(int(n) for n in rng.choice(np.arange(3, 8), 3, replace=False))
    weights = probes.built(student, "flatten", shape)
    images = rng.normal(size=(4, *shape)).astype(np.float32)
    flat = images.reshape(4, -1)
    answer = probes.outputs(student, "flatten", weights, images, flat.shape)
    assert_close(answer, flat, rtol=1e-4, atol=1e-5)


@check(
    title=text("Fully connected layer", ja="全結合層"),
    hint=text(
        "`fully_conn` should weigh all inputs for each of its outputs, add a bias and "
        "apply a nonlinear activation; its result is (batch, num_outputs). What mixes the "
        "outputs, such as layer normalization, belongs into `conv_net`.",
        ja="`fully_conn` は、出力ごとにすべての入力の重み付き和を取り、バイアスを加え、"
        "非線形の活性化関数を通してください。結果の形は（バッチ, num_outputs）です。"
        "レイヤー正規化のように出力どうしを混ぜるものは、`conv_net` の側に入れてください。",
    ),
)
def fully_conn(student: Student, rng: np.random.Generator) -> None:
    before, answer = _dense(student, rng, "fully_conn")
    known = [reference.near(answer, bend(before)) for bend in reference.DIPPING]
    assert reference.follows(answer, before) or any(known), MIXED


@check(
    title=text("The fully connected layer is nonlinear", ja="全結合層は非線形"),
    hint=text(
        "Without a nonlinear activation, several fully connected layers in a row are "
        "worth no more than one. `fully_conn` needs one, such as ReLU.",
        ja="非線形の活性化関数がなければ、全結合層を何段重ねても1段と同じです。"
        "`fully_conn` にReLUなどを入れてください。",
    ),
    needs=("blocks.fully_conn",),
)
def fully_conn_bends(student: Student, rng: np.random.Generator) -> None:
    before, answer = _dense(student, rng, "fully_conn")
    straight = reference.is_straight(answer, before)
    assert not straight, "the outputs are a straight line of the sums"


@check(
    title=text("The output layer is linear", ja="出力層は線形"),
    hint=text(
        "`output` should give the weighted sums themselves, (batch, num_outputs), "
        "without an activation: the loss takes care of the softmax.",
        ja="`output` は活性化関数を通さず、重み付き和をそのまま"
        "（バッチ, num_outputs）の形で返してください。ソフトマックスは損失関数が行います。",
    ),
)
def output(student: Student, rng: np.random.Generator) -> None:
    before, answer = _dense(student, rng, "output")
    assert reference.near(answer, before), MIXED


def _geometry(
    rng: np.random.Generator, arguments: dict[str, tuple[int, int]]
) -> Geometry:
    height, width = (int(n) for n in rng.choice(np.arange(10, 15), 2, replace=False))
    return Geometry(
        image=(height, width, 3), outputs=int(rng.integers(4, 8)), **arguments
    )


def _convolution(
    student: Student,
    rng: np.random.Generator,
    geometry: Geometry,
    offset: float = 0.0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Images, the student's answer, and the kernel and bias that were put in."""
    weights = probes.built(
        student,
        "conv2d_maxpool",
        geometry.image,
        geometry.outputs,
        geometry.conv_size,
        geometry.conv_strides,
        geometry.pool_size,
        geometry.pool_strides,
    )
    images = rng.normal(size=(3, *geometry.image)).astype(np.float32)
    wanted = (*geometry.conv_size, geometry.image[2], geometry.outputs)
    kernel, bias = _filled(rng, weights, wanted, offset)
    answer = probes.outputs(student, "conv2d_maxpool", weights, images)
    return images, answer, kernel, bias


def _dense(
    student: Student, rng: np.random.Generator, function: str
) -> tuple[np.ndarray, np.ndarray]:
    """The weighted sums of a layer function, and what the student's made of them."""
    inputs, outputs = int(rng.integers(11, 16)), int(rng.integers(5, 9))
    weights = probes.built(student, function, (inputs,), outputs)
    features = rng.normal(size=(24, inputs)).astype(np.float32)
    kernel, bias = _filled(rng, weights, (inputs, outputs), 0.0)
    before = features @ kernel + bias
    return before, probes.outputs(student, function, weights, features, before.shape)


def _filled(
    rng: np.random.Generator,
    weights: list[np.ndarray],
    wanted: tuple[int, ...],
    offset: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Puts random numbers into the one kernel and, where it is told apart, the bias.

    A bias may have any shape with a number for each output. A layer that also normalises has more
    such weights: there the factors stay at 1 and all else is 0, which neither moves nor bends the
    sums.
    """
    places = [n for n, array in enumerate(weights) if array.shape == wanted]
    one = len(places) == len(_kernels_in(weights, len(wanted))) == 1
    require(one, _not_one_kernel(weights, wanted), f"{_shapes(weights)}")
    scale = 1 / math.sqrt(max(math.prod(wanted[:-1]), 1))
    filled = rng.normal(0, scale, wanted).astype(np.float32)
    weights[places[0]] = filled
    outputs = wanted[-1]
    others = [n for n, array in enumerate(weights) if array.size == outputs]
    bias = np.zeros(outputs, np.float32)
    if len(others) == 1:
        bias = (offset + rng.normal(0, 0.3, outputs)).astype(np.float32)
        weights[others[0]] = bias.reshape(weights[others[0]].shape)
    else:
        for place in others:
            if not (weights[place] == 1).all():
                weights[place] = np.zeros_like(weights[place])
    return filled, bias


def _shapes(weights: list[np.ndarray]) -> list[tuple[int, ...]]:
    return [array.shape for array in weights]


def _kernels_in(weights: list[np.ndarray], rank: int) -> list[tuple[int, ...]]:
    """The shapes that weigh several inputs each: a bias may have as many dimensions."""
    shapes = _shapes(weights)
    return [s for s in shapes if len(s) == rank and math.prod(s[:-1]) > 1]


def _not_one_kernel(weights: list[np.ndarray], wanted: tuple[int, ...]) -> Text:
    """What is wrong with the kernels. It names no number that was asked for."""
    kernels = _kernels_in(weights, len(wanted))
    if len(kernels) > 1:
        return text(
            f"Found: {counted(len(kernels))} kernels in one layer; it should have one. Make one "
            "layer in each call, and call the function again in `conv_net` for another.",
            ja=f"1つの層にカーネルが{counted(len(kernels))}個あります。1個にしてください。"
            "1回の呼び出しで作る層は1つだけにし、層を増やすときは `conv_net` でもう一度呼び出して"
            "ください。",
        )
    if not kernels:
        return text(
            "Found: no trainable kernel with a weight for each input and output. Weights "
            "of a layer of your own are made with `self.add_weight`.",
            ja="入力と出力のすべての組に重みをもつ、学習できるカーネルが見つかりません。"
            "自作の層の重みは `self.add_weight` で作ってください。",
        )
    return text(
        "Found: a kernel of another size than was asked for. Are height and width, "
        "channels and number of outputs each taken from what is passed in?",
        ja="カーネルの大きさが、指定されたものと違います。高さと幅、チャンネル数、出力の数を、"
        "それぞれ渡された値から取っていますか。",
    )


def _explains(answer: np.ndarray, before: np.ndarray, pool: reference.Pool) -> bool:
    """Whether the answer is `before`, bent and pooled in either order."""
    largest = pool(before)
    if largest.shape != answer.shape:
        return False
    if reference.follows(answer, largest):
        return True
    return any(
        reference.near(answer, bent)
        for bend in reference.DIPPING
        for bent in (pool(bend(before)), bend(largest))
    )
