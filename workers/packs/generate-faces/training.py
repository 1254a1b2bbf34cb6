"""Trains the student's networks on digits and on faces, and measures what they paint.

Whether something looks like a face is for a person to say. What is decided here is only
what nobody would dispute: nothing was learnt, everything looks alike, or the images were
not painted at all. Of the digits, which are there to practise on, slow learning is only
a warning. The rest are figures, warnings and pictures.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from workers_packs.generate_faces import harness, measuring, settings, showing
from workers_packs.generate_faces.data import Dataset, Part

from protocol.progress import Sink
from workers.packkit.checks import Allowance, Student, check, draw_point, text

ATTEMPTS = 2
"""Seeds tried; the first that passes ends it, else the better one counts: see README.md."""

# By tests.packs.verdicts:
REPORTED = ("faces_distance", "faces_spread", "faces_nearness")

POINTS = 20  # on the curve of each kind of images
LOOKS = 5  # grids of samples, from before the first step to after the last
SAMPLES = 800  # images behind every distance
ATTEMPT_CPU_S = 700.0  # of one attempt, so that two fit into limits.train

FARTHEST = 45.0  # from real images in the end
NARROWEST = 0.35  # spread of painted images, as a part of that of real ones
CLOSEST = 0.25  # distance to a training image, as a part of that of other real images
CHANCE = 45.0
"""Before training. Distances are in features that each vary by 1 among real images. One
and the same image, however well chosen, is at least 64 away, the number of features.
Good work ends near 10. See README.md."""
HOPELESS = 1e9  # the score of an attempt without numbers


def drive(
    student: Student, dataset: Dataset, sink: Sink, seed: int
) -> Mapping[str, Any]:
    """One attempt. The lower the `score`, the nearer the faces are to real ones."""
    rng = np.random.default_rng(seed)
    parts = {"digits": dataset.digits, "faces": dataset.faces}
    rows = {
        name: _rows(part, settings.chosen(student)[0], rng)
        for name, part in parts.items()
    }
    clock = _Clock(
        sink, Allowance(student, ATTEMPT_CPU_S), sum(map(len, rows.values()))
    )
    found = {
        name: _trained(student, part, rows[name], clock, rng)
        for name, part in parts.items()
    }
    numbers = {
        f"{name}_{key}": value
        for name, seen in found.items()
        for key, value in seen.numbers.items()
    }
    ends = numbers["faces_distance"]
    return {
        **numbers,
        "data": dataset.kind,
        "digits_data": dataset.digits.kind,
        "faces_data": dataset.faces.kind,
        "score": HOPELESS if ends is None else ends,
        "steps_asked": clock.asked,
        "steps_done": clock.done,
        "exhibits": showing.exhibits(found),
    }


def _rows(part: Part, size: int, rng: np.random.Generator) -> np.ndarray:
    """Which images each step sees, (steps, size): every pass in another order."""
    steps = len(part.images) // size
    wanted = max(part.passes * steps, part.fewest_steps)
    passes = [
        rng.permutation(len(part.images))[: steps * size]
        for _ in range(math.ceil(wanted / steps))
    ]
    return np.concatenate(passes).reshape(-1, size)[:wanted]


class _Clock:
    """Counts the steps of both kinds of images, and tells the losses on the way."""

    def __init__(self, sink: Sink, allowance: Allowance, asked: int) -> None:
        self._sink = sink
        self._allowance = allowance
        self.asked = asked
        self.done = 0

    @property
    def over(self) -> bool:
        return self._allowance.is_spent

    def count(self, losses: np.ndarray) -> None:
        self.done += len(losses)
        means = losses.mean(axis=0)
        for series, mean in zip(("discriminator", "generator"), means, strict=True):
            draw_point(self._sink, series, self.done, self.asked, float(mean))


def _trained(
    student: Student,
    part: Part,
    rows: np.ndarray,
    clock: _Clock,
    rng: np.random.Generator,
) -> showing.Seen:
    net = harness.Harness(student, part, rng)
    z = net.noise(SAMPLES)
    looks = [showing.Look(0, net.paint(z))]
    losses = np.zeros((0, 2))
    pieces = np.array_split(rows, min(POINTS, len(rows)))
    wanted = np.linspace(0, len(pieces), LOOKS).astype(int)
    for point, piece in enumerate(pieces, start=1):
        fresh = net.train(piece)
        losses = np.concatenate([losses, fresh])
        clock.count(fresh)
        if point in wanted or clock.over:
            looks.append(showing.Look(len(losses), net.paint(z)))
        if clock.over or not np.isfinite(fresh).all():
            break
    other = part.fresh(rng, SAMPLES)
    closest = part.images[rng.permutation(len(part.images))]
    return showing.Seen(
        looks=looks,
        losses=losses,
        real=other,
        numbers=_numbers(looks, losses, other, closest),
        training=closest,
    )


def _numbers(
    looks: list[showing.Look],
    losses: np.ndarray,
    other: np.ndarray,
    training: np.ndarray,
) -> dict[str, float | None]:
    """What is measured of one kind of images. `other`: real ones that were kept back."""
    first, last = looks[0].images, looks[-1].images
    tail = losses[-max(len(losses) // 5, 1) :].mean(axis=0)
    numbers: dict[str, float | None] = {
        "d_loss": _plain(tail[0]),
        "g_loss": _plain(tail[1]),
        "largest": _plain(max(np.abs(look.images).max() for look in looks)),
        **dict.fromkeys(("start", "distance", "spread", "nearness")),
    }
    if not all(np.isfinite(look.images).all() for look in looks):
        return numbers
    known = training[: 2 * SAMPLES] / 255
    scale = measuring.scale(known)
    real, mine = scale.of(other / 255), scale.of(showing.pixels(last) / 255)
    own = measuring.nearest(showing.pixels(last), training)[0]
    usual = measuring.nearest(other, training)[0]
    return numbers | {
        "start": measuring.frechet(scale.of(showing.pixels(first) / 255), real),
        "distance": measuring.frechet(mine, real),
        "usual_distance": measuring.frechet(scale.of(known), real),
        "spread": measuring.spread(mine) / measuring.spread(real),
        "nearness": float(np.median(own) / max(np.median(usual), measuring.TINY)),
    }


def _plain(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None


KINDS = ("digits", "faces")


def _known(figures: Mapping[str, Any], key: str) -> list[tuple[str, float]]:
    pairs = [(kind, figures[f"{kind}_{key}"]) for kind in KINDS]
    assert None not in [value for _, value in pairs], f"{key}: {pairs}"
    return pairs


@check(
    title=text("The images are images", ja="画像になっている"),
    hint=text(
        "During training the generator painted pixels that are no numbers, or that lie "
        "outside -1 to 1, or a loss left all numbers behind. A smaller learning rate "
        "helps; so does tanh at the generator's end.",
        ja="学習中に、数値でない画素や−1〜1の範囲外の画素が作られたか、損失が発散しました。"
        "学習率を小さくし、生成器の最後がtanhになっているか確かめてください。",
    ),
)
def in_range(figures: Mapping[str, Any]) -> None:
    for key in ("d_loss", "g_loss", "distance"):
        _known(figures, key)
    for kind, largest in _known(figures, "largest"):
        assert largest <= 1 + 1e-4, f"{kind}: a pixel of {largest:.3g}"


@check(
    title=text("Training finishes in time", ja="時間内に学習が終わる"),
    hint=text(
        "Training was cut short because it took too long here. Fewer filters, a larger "
        "batch, or `@tf.function` above `train_step` make it faster.",
        ja="時間がかかりすぎたため、学習を途中で止めました。フィルタの数を減らす、バッチを大きくする、"
        "`train_step` に `@tf.function` を付けるなどすると速くなります。",
    ),
    needs=("training.in_range",),
)
def finishes(figures: Mapping[str, Any]) -> None:
    done, asked = figures["steps_done"], figures["steps_asked"]
    assert done == asked, f"{done} of {asked} steps"


@check(
    title=text("Training begins at the beginning", ja="学習は何も知らないところから"),
    hint=text(
        "Before a single step of training the generator already painted images like the "
        "real ones. It should start from random weights and learn the rest here.",
        ja="学習を始める前から、生成器が本物に近い画像を描いていました。"
        "乱数の重みから始めて、ここで学習してください。",
    ),
    needs=("training.in_range",),
)
def untrained_at_first(figures: Mapping[str, Any]) -> None:
    for kind, start in _known(figures, "start"):
        assert start > CHANCE, f"{kind}: distance {start:.1f} before training"


@check(
    title=text("The generator learns", ja="生成器が学習している"),
    hint=text(
        "After training the images are still far from real ones. Look at "
        "the losses: if the discriminator's falls to nothing, it wins too easily; use a "
        "smaller learning rate, label smoothing or more filters in the generator.",
        ja="学習後の画像が、まだ本物からかけ離れています。損失を見てみましょう。"
        "識別器の損失がほぼ0なら、識別器が強すぎます。学習率を小さくする、ラベルを平滑化する、"
        "生成器のフィルタを増やすなどを試してください。",
    ),
    needs=("training.in_range", "training.untrained_at_first"),
)
def learns(figures: Mapping[str, Any]) -> None:
    distance = dict(_known(figures, "distance"))["faces"]
    assert distance < FARTHEST, f"faces: distance {distance:.1f}"


@check(
    title=text("The images differ", ja="画像に多様性がある"),
    hint=text(
        "The generator has collapsed: it paints nearly the same image whatever random "
        "numbers it is given. Batch normalisation, a smaller learning rate or a smaller "
        "beta1 often help.",
        ja="生成器が「崩壊」し、どんな乱数からもほとんど同じ画像しか描きません。"
        "バッチ正規化、小さめの学習率、小さめのbeta1が効くことがよくあります。",
    ),
    needs=("training.in_range",),
)
def varied(figures: Mapping[str, Any]) -> None:
    spread = dict(_known(figures, "spread"))["faces"]
    assert spread > NARROWEST, f"faces: a spread of {spread:.2f}"


@check(
    title=text("The images are new", ja="画像が新しい"),
    hint=text(
        "The generator gives back training images as they are. It should paint new ones "
        "from random numbers, and know the real ones only through the discriminator.",
        ja="生成器が訓練画像をそのまま返しています。乱数から新しい画像を描き、"
        "本物の画像のことは識別器を通してだけ知るようにしてください。",
    ),
    needs=("training.in_range",),
)
def original(figures: Mapping[str, Any]) -> None:
    for kind, nearness in _known(figures, "nearness"):
        assert nearness > CLOSEST, f"{kind}: {nearness:.2f} of the usual distance"
