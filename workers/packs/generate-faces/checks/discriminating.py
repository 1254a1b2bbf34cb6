"""The discriminator: a logit and a probability for every image."""

import numpy as np
from workers_packs.generate_faces import layers, probes, reference

from workers.packkit import answers
from workers.packkit.checks import Student, assert_close, check, require, text
from workers.packkit.rough import about

ASKED = "discriminator"
Z = 12
LOUD = 1.5  # a logit that was squashed cannot be


def _judged(
    student: Student, images: np.ndarray, *, training: bool
) -> list[np.ndarray]:
    """Probabilities and logits, both (n,)."""
    answer = student.call("_course_judge", images, Z, training)
    return [
        answers.array(part, ASKED, size=len(images), finite=True).ravel()
        for part in answers.parts(answer, ASKED, count=2)
    ]


def _images(rng: np.random.Generator, channels: int, size: int = 8) -> np.ndarray:
    return rng.uniform(-1, 1, (size, 28, 28, channels)).astype(np.float32)


def _bright() -> np.ndarray:
    """Always the same images, so that one trace serves several checks."""
    drawn = np.random.default_rng(2014).uniform(-2.5, 7.5, (8, 28, 28, 1))
    return np.asarray(drawn, np.float32)


def _pieces(
    student: Student, images: np.ndarray, *, training: bool = False
) -> list[list[layers.Row]]:
    student.load(probes.HELPER)
    answer = student.call("_course_trace", 0, images, 1, Z, training)
    return layers.pieces(layers.rows(answer, ASKED))


@check(
    title=text("A probability and its logit", ja="確率とロジット"),
    hint=text(
        "`discriminator(images)` should return a `keras.Model` with two outputs, in this "
        "order: the probability that an image is real, and the logit it comes from. The "
        "probability is the sigmoid of the logit, for grey and for coloured images.",
        ja="`discriminator(images)` は、本物である確率、そのもとになるロジットの順に2つの出力をもつ "
        "`keras.Model` を返してください。確率はロジットのシグモイドです。"
        "白黒でもカラーでも動くようにします。",
    ),
    needs=("beginning.inputs",),
)
def outputs(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    for channels in (1, 3):
        images = _images(rng, channels)
        probability, logit = _judged(student, images, training=False)
        assert_close(probability, reference.sigmoid(logit), rtol=1e-3, atol=1e-5)
        assert np.ptp(logit) > 0, "the same logit for all images"


@check(
    title=text("Logits are not squashed", ja="ロジットは制限されない"),
    hint=text(
        "The second output is the last layer's plain answer, without any activation: it "
        "may be any number. Only the first output goes through the sigmoid, once.",
        ja="2つ目の出力は、活性化関数を通さない最後の層の値そのもので、どんな数にもなります。"
        "シグモイドを通すのは1つ目の出力だけ、しかも1回だけです。",
    ),
    needs=("discriminating.outputs",),
)
def raw_logits(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    images = 1000 * _images(rng, 1)
    _, logit = _judged(student, images, training=False)
    largest = float(np.max(np.abs(logit)))
    # A discriminator that normalises each image gives small logits, however loud it is.
    unbent = largest > LOUD or layers.is_unbent(_pieces(student, images)[-1], logit)
    require(
        unbent,
        text(
            f"Found: logits of {about(largest)} at most, also for images of enormous contrast.",
            ja=f"極端にコントラストの強い画像でも、ロジットは最大{about(largest)}でした。",
        ),
    )


@check(
    title=text("Leaky ReLU in the discriminator", ja="識別器のLeaky ReLU"),
    hint=text(
        "Every hidden layer of the discriminator should end in a leaky ReLU: what is "
        "below zero is made small, not thrown away, so that the generator still gets a "
        "gradient.",
        ja="識別器の隠れ層は、すべてLeaky ReLUで終わるようにしてください。負の値を捨てずに小さく残すことで、"
        "生成器まで勾配が届きます。",
    ),
    needs=("discriminating.outputs",),
)
def leaky(student: Student, rng: np.random.Generator) -> None:
    found = _pieces(student, _bright())
    layers.require_leaky(layers.layers(found, layers.layer_numbers(found)))


@check(
    title=text("Convolutions in the discriminator", ja="識別器の畳み込み"),
    hint=text(
        "The discriminator should look at images with convolutions: at least one layer "
        "such as `layers.Conv2D`.",
        ja="識別器は畳み込みで画像を見てください。`layers.Conv2D` のような層が1つ以上必要です。",
    ),
    needs=("discriminating.outputs",),
)
def convolutions(student: Student, rng: np.random.Generator) -> None:
    trace = [row for part in _pieces(student, _bright()) for row in part]
    assert layers.convolves(trace), f"none: {[row.kind for row in trace]}"


@check(
    title=text("Batch normalisation in the discriminator", ja="識別器のバッチ正規化"),
    hint=text(
        "The discriminator should use batch normalisation in its hidden layers, but not "
        "in the first one: that layer has to see how bright the pixels really are.",
        ja="識別器の隠れ層でバッチ正規化を使ってください。ただし最初の層には使いません。"
        "最初の層は、画素の本当の明るさを見る必要があるからです。",
    ),
    needs=("discriminating.outputs",),
)
def normalised(student: Student, rng: np.random.Generator) -> None:
    numbers = layers.layer_numbers(_pieces(student, _bright()))
    found = layers.layers(_pieces(student, _bright(), training=True), numbers)
    normal = [layers.is_batch_normalised(layer) for layer in found]
    require(
        not any(normal[:2]),
        text(
            "Found: batch normalisation in or before the first layer.",
            ja="最初の層、またはその前に、バッチ正規化があります。",
        ),
    )
    require(any(normal[2:-1]), layers.NOT_NORMALISED, f"layers {normal}")


@check(
    title=text(
        "The discriminator trains and judges in two ways", ja="識別器の学習時と推論時"
    ),
    hint=text(
        "With `training=True` batch normalisation uses the batch; with `training=False` "
        "an image is judged by itself, always alike. Leave the choice to whoever calls "
        "the model: fix `training` nowhere in it.",
        ja="`training=True` ではバッチの統計で正規化し、`training=False` では画像を1枚ずつ、"
        "いつも同じように判定します。どちらにするかは呼び出す側に任せ、"
        "モデルの中で `training` を固定しないでください。",
    ),
    needs=("discriminating.normalised",),
)
def modes(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    images = 0.8 * _images(rng, 1) + 0.3
    alone = _judged(student, images[:3], training=False)[1]
    together = _judged(student, images, training=False)[1]
    assert_close(together[:3], alone, rtol=1e-2, atol=1e-4)
    learning = _judged(student, images, training=True)[1]
    assert not np.allclose(learning, together, rtol=1e-3, atol=1e-5), (
        "training and inference answer alike"
    )
