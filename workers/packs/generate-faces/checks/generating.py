"""The generator: from random numbers to images between -1 and 1."""

import numpy as np
from workers_packs.generate_faces import layers, probes

from workers.packkit import answers
from workers.packkit.checks import (
    Student,
    assert_close,
    check,
    require,
    text,
)

ASKED = "generator"
Z = 12
LOUD = 10_000


def _noise(rng: np.random.Generator, size: int = 8) -> np.ndarray:
    return rng.normal(0, 1, (size, Z)).astype(np.float32)


def _painted(
    student: Student, z: np.ndarray, channels: int, *, training: bool = False
) -> np.ndarray:
    answer = student.call("_course_paint", z, channels, training)
    wanted = (len(z), 28, 28, channels)
    return answers.array(answer, ASKED, shape=wanted, finite=True)


def _pieces(
    student: Student, z: np.ndarray, *, channels: int = 1, training: bool = False
) -> list[list[layers.Row]]:
    student.load(probes.HELPER)
    answer = student.call("_course_trace", 1, z, channels, Z, training)
    return layers.pieces(layers.rows(answer, ASKED))


@check(
    title=text("Images of the right shape", ja="正しい形の画像"),
    hint=text(
        "`generator(z, out_channel_dim)` should return a `keras.Model` that turns every "
        "row of random numbers into an image of its own: 28 × 28 × `out_channel_dim`.",
        ja="`generator(z, out_channel_dim)` は、乱数の各行をそれぞれ異なる "
        "28 × 28 × `out_channel_dim` の画像に変える `keras.Model` を返してください。",
    ),
    needs=("beginning.inputs",),
)
def images(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    for channels in (1, 3):
        painted = _painted(student, _noise(rng), channels)
        require(
            np.ptp(painted, axis=0).max() > 0,
            text(
                "Found: the same image for all random numbers.",
                ja="どんな乱数からも同じ画像になりました。",
            ),
        )


@check(
    title=text("Pixels come from tanh", ja="画素はtanhの出力"),
    hint=text(
        "The generator's last step should be tanh, once, so that its pixels fill the "
        "range from -1 to 1: not a sigmoid, not a plain layer, not a part of that range. "
        "Only cutting or resizing may follow.",
        ja="生成器の最後はtanhを1回だけにして、画素の値が−1から1までの全体を使うようにしてください。"
        "シグモイドや活性化関数なし、あるいは範囲の一部だけ、というのはいけません。"
        "そのあとにできるのは、切り抜きや大きさの変更だけです。",
    ),
    needs=("generating.images",),
)
def tanh(student: Student, rng: np.random.Generator) -> None:
    # Loud, because tanh leaves small numbers nearly as they are.
    last = _pieces(student, LOUD * _noise(rng, 4))[-1]
    told = layers.bends_by(last) or "-"
    require(
        layers.ends_in_tanh(last),
        text(
            f"Found: the pixels are not the tanh of the last layer (it is bent by: {told}).",
            ja=f"画素の値が、最後の層のtanhになっていません（使われているもの：{told}）。",
        ),
    )
    require(
        layers.fills_the_range(last),
        text(
            "Found: the ends of tanh's range, -1 and 1, are not reached.",
            ja="tanhの範囲の両端、−1と1に届きません。",
        ),
    )
    loudest = np.abs(_painted(student, LOUD * _noise(rng), 1)).max()
    assert loudest <= 1 + 1e-5, f"a pixel of {loudest:.3g}"


@check(
    title=text("Leaky ReLU in the generator", ja="生成器のLeaky ReLU"),
    hint=text(
        "Every hidden layer of the generator should end in a leaky ReLU.",
        ja="生成器の隠れ層は、すべてLeaky ReLUで終わるようにしてください。",
    ),
    needs=("generating.images",),
)
def leaky(student: Student, rng: np.random.Generator) -> None:
    found = _pieces(student, _noise(rng, 4))
    layers.require_leaky(layers.layers(found, layers.layer_numbers(found)))


@check(
    title=text("Batch normalisation in the generator", ja="生成器のバッチ正規化"),
    hint=text(
        "The generator should use batch normalisation in its hidden layers, but not in "
        "the last one, which has to be free to choose colours and brightness.",
        ja="生成器の隠れ層でバッチ正規化を使ってください。ただし最後の層には使いません。"
        "最後の層は、色や明るさを自由に決める必要があるからです。",
    ),
    needs=("generating.images",),
)
def normalised(student: Student, rng: np.random.Generator) -> None:
    z = 3 * _noise(rng)
    found = _pieces(student, z, channels=3, training=True)
    normal = [layers.is_batch_normalised(piece) for piece in found]
    require(
        not normal[-1],
        text(
            "Found: batch normalisation in the last layer.",
            ja="最後の層にバッチ正規化があります。",
        ),
    )
    require(any(normal[1:-1]), layers.NOT_NORMALISED, f"layers {normal}")


@check(
    title=text(
        "The generator trains and paints in two ways", ja="生成器の学習時と推論時"
    ),
    hint=text(
        "With `training=True` batch normalisation uses the batch; with `training=False` "
        "the same random numbers always give the same image. Leave the choice to "
        "whoever calls the model: fix `training` nowhere in it.",
        ja="`training=True` ではバッチの統計で正規化し、`training=False` では同じ乱数から"
        "いつも同じ画像を作ります。どちらにするかは呼び出す側に任せ、"
        "モデルの中で `training` を固定しないでください。",
    ),
    needs=("generating.normalised",),
)
def modes(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    z = 3 * _noise(rng)
    together = _painted(student, z, 1)
    assert_close(together[:3], _painted(student, z[:3], 1), rtol=1e-2, atol=1e-3)
    learning = _painted(student, z, 1, training=True)
    assert not np.allclose(learning, together, rtol=1e-3, atol=1e-4), (
        "training and inference answer alike"
    )
