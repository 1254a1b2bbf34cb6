"""One step of training on networks that can be worked out by hand, and the loop."""

from dataclasses import replace
from typing import Any

import numpy as np
from workers_packs.generate_faces import findings, probes, reference, watching

from workers.packkit import answers
from workers.packkit.checks import Student, check, require, text

LOSSES = ("losses.discriminator", "losses.generator")
STEP = "train_step"  # the student's name for what is asked here
RATE = 0.05
FEW, MANY = 16, 96  # images: random labels say more about many
BATCH, Z = 64, 12  # for the student's own networks, as other checks have built them
ROUNDING = 1e-5
OWN = {  # what each optimiser has to change
    "judge": ("judge", "bias", "judge_gamma", "judge_beta"),
    "painter": ("paint", "painter_gamma", "painter_beta"),
}
NEARLY = 0.2  # off the loss that a factor gives; labels that are drawn move it by 0.05
CASES = 3  # another network's losses may be near the right ones once, by chance


def _stepped(
    student: Student,
    case: reference.Case,
    d_rate: float,
    g_rate: float,
    *,
    normalised: bool = False,
) -> Any:
    """What the step answered, of which every entry is still to be read."""
    return student.call(
        "_course_step", case.weights, case.images, case.z, [d_rate, g_rate], normalised
    )


def _losses(after: Any) -> list[float]:
    return reference.scalars(answers.entry(after, "losses", STEP), STEP)


def _moved(after: Any, case: reference.Case, name: str) -> np.ndarray:
    known = case.weights.get(name)
    shape = (None,) if known is None else known.shape
    entry = answers.entry(after, name, STEP)
    weights = answers.array(entry, STEP, shape=shape, finite=True)
    if known is None:  # batch normalisation's begin at 1 and at 0
        return np.asarray(weights - float(name.endswith("_gamma")))
    return np.asarray(weights - known)


@check(
    title=text("The batch is doubled", ja="バッチを2倍にする"),
    hint=text(
        "Real images arrive between -0.5 and 0.5, the generator's lie between -1 and 1. "
        "`train_step` should double the real ones (once), or the discriminator can tell "
        "them apart by their brightness alone.",
        ja="本物の画像は−0.5〜0.5、生成器の画像は−1〜1の範囲です。`train_step` で本物の画像を"
        "（1回だけ）2倍にしてください。そうしないと、識別器は明るさだけで両者を見分けてしまいます。",
    ),
    needs=LOSSES,
)
def doubled(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    made_of = reference.labels(student, rng)
    drawn = reference.draw(rng)
    # All pixels bright, all weights below zero: the loss then tells how bright.
    case = reference.Case(
        judge=np.full_like(drawn.judge, -0.01),
        bias=np.zeros(1, np.float32),
        paint=np.zeros_like(drawn.paint),
        images=np.abs(drawn.images),
        z=drawn.z,
    )
    loss = _losses(_stepped(student, case, 0.0, 0.0))[0]
    factors = (0.5, 1, 2, 4)
    fake = case.logits(case.painted())
    expected = [made_of.d_loss(case.logits(k * case.images), fake) for k in factors]
    nearest = int(np.argmin(np.abs(np.array(expected) - loss)))
    factor = factors[nearest]
    off = abs(loss / expected[nearest] - 1)
    told = f"loss {loss:.3g} of a batch times {factor}: {expected}"
    require(off < NEARLY, findings.NOT_DOUBLED, told)
    require(factor == 2, findings.times(factor), told)


@check(
    title=text(
        "Each step moves its own network", ja="自分のネットワークだけを更新する"
    ),
    hint=text(
        "In `train_step` the discriminator's optimiser should change the discriminator's "
        "variables only, and the generator's the generator's only: all of the model's "
        "`trainable_variables`, biases and batch normalisation's among them.",
        ja="`train_step` では、識別器のオプティマイザは識別器の変数だけを、"
        "生成器のオプティマイザは生成器の変数だけを更新してください。バイアスやバッチ正規化の変数も含む"
        "モデルの `trainable_variables` すべてが対象です。",
    ),
)
def own_variables(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    case = reference.draw(rng)
    for rates, mover, still in (
        ((RATE, 0.0), "judge", "painter"),
        ((0.0, RATE), "painter", "judge"),
    ):
        after = _stepped(student, case, *rates, normalised=True)
        for name in OWN[mover]:
            moved = np.abs(_moved(after, case, name)).max(initial=0)
            assert moved > 0, f"{name} did not move"
        for name in OWN[still]:
            moved = np.abs(_moved(after, case, name)).max(initial=0)
            assert moved == 0, f"{name} moved as well"


@check(
    title=text("The discriminator's step", ja="識別器の更新"),
    hint=text(
        "One and the same discriminator should judge the doubled real images and the "
        "generated ones, and its step should make the loss of both together smaller.",
        ja="同じ1つの識別器が、2倍にした本物の画像と生成した画像の両方を判定し、"
        "両方を合わせた損失を小さくする方向に更新してください。",
    ),
    needs=("stepping.doubled", "stepping.own_variables"),
)
def discriminator(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    made_of = reference.labels(student, rng)
    case = reference.draw(rng, size=MANY if made_of.is_random else FEW)
    moved = _moved(_stepped(student, case, RATE, 0.0), case, "judge")
    likeness = reference.alike(moved, -case.d_gradient(made_of))
    require(likeness > made_of.least_likeness, findings.off_course(likeness))


@check(
    title=text("The generator's step", ja="生成器の更新"),
    hint=text(
        "The generator learns from the discriminator's opinion of the images it paints "
        "from `batch_z`: its gradient has to go back through the very discriminator that "
        "is being trained.",
        ja="生成器は、`batch_z` から描いた画像に対する識別器の判定から学びます。"
        "勾配は、学習中の識別器そのものを通って生成器に戻らなければなりません。",
    ),
    needs=("losses.generator", "stepping.own_variables"),
)
def generator(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    made_of = reference.labels(student, rng)
    case = reference.draw(rng, size=MANY if made_of.is_random else FEW)
    moved = _moved(_stepped(student, case, 0.0, RATE), case, "paint")
    likeness = reference.alike(moved, -case.g_gradient(made_of))
    require(likeness > made_of.least_likeness, findings.off_course(likeness))


@check(
    title=text(
        "Only optimisers change weights", ja="重みを変えるのはオプティマイザだけ"
    ),
    hint=text(
        "In `train_step` nothing but the two optimisers should change your networks' "
        "weights: with a learning rate of 0 they have to stay as they are. The generator "
        "learns from the discriminator's opinion; the real images are never put into it.",
        ja="`train_step` の中で、ネットワークの重みを変えるのは2つのオプティマイザだけです。"
        "学習率が0なら、重みは変わらないはずです。生成器は識別器の判定から学びます。"
        "本物の画像を生成器に書き込んではいけません。",
    ),
    needs=(
        "stepping.discriminator",
        "stepping.generator",
        "discriminating.outputs",
        "generating.images",
    ),
)
def only_optimisers(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    images = rng.uniform(-0.5, 0.5, (BATCH, 28, 28, 3)).astype(np.float32)
    z = rng.uniform(-1, 1, (BATCH, Z)).astype(np.float32)
    answer = answers.entry(student.call("_course_drift", images, z), "drift", STEP)
    drift = answers.arrays(answer, STEP, count=2, finite=True)
    for name, moved in zip(OWN, drift, strict=True):
        assert moved.size, f"the {name} has no weights"
        assert moved.max() < ROUNDING, (
            f"the {name}'s weights moved by {moved.max():.3g}"
        )


@check(
    title=text("The losses that are reported", ja="報告される損失"),
    hint=text(
        "`train_step` should return `d_loss` and `g_loss` as `model_loss` gives them for "
        "this batch.",
        ja="`train_step` は、このバッチに対して `model_loss` が計算した `d_loss` と `g_loss` を"
        "返してください。",
    ),
    needs=("stepping.doubled",),
)
def reported(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    made_of = reference.labels(student, rng)
    for _ in range(CASES):
        case = reference.draw(rng, size=MANY if made_of.is_random else FEW)
        d_loss, g_loss = _losses(_stepped(student, case, 0.0, 0.0))
        fake = case.logits(case.painted())
        wanted = made_of.d_loss(case.logits(2 * case.images), fake)
        most = made_of.largest_error
        assert abs(d_loss - wanted) < most * wanted, (
            f"d_loss {d_loss:.3g}, {wanted:.3g}"
        )
        wanted = made_of.g_loss(fake)
        assert abs(g_loss - wanted) < most * wanted, (
            f"g_loss {g_loss:.3g}, {wanted:.3g}"
        )


@check(
    title=text("Batch normalisation learns", ja="バッチ正規化も学習する"),
    hint=text(
        "While training, call both models with `training=True`, the discriminator for "
        "real and for painted images: otherwise batch normalisation never finds out what "
        "its inputs look like.",
        ja="学習中は、2つのモデルを `training=True` で呼んでください。識別器は、本物と生成画像のどちらでも同じです。"
        "そうしないと、バッチ正規化は入力の統計をいつまでも学べません。",
    ),
    needs=("stepping.discriminator",),
)
def training_mode(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    case = reference.draw(rng)
    # What is all zeros moves no mean, so the judge's shows whether the other half did.
    for given, names in (
        (replace(case, images=np.zeros_like(case.images)), ("judge", "painter")),
        (replace(case, paint=np.zeros_like(case.paint)), ("judge",)),
    ):
        after = _stepped(student, given, RATE, RATE, normalised=True)
        for name in names:
            entry = answers.entry(after, f"{name}_mean", STEP)
            mean = answers.array(entry, STEP, shape=(None,), finite=True)
            assert np.abs(mean).max(initial=0) > 0, (
                f"the {name}'s moving mean did not move"
            )


@check(
    title=text("Every batch of every epoch", ja="すべてのエポックのすべてのバッチ"),
    hint=text(
        "`train` should build the two networks once and call `train_step` once or more "
        "for every batch that `get_batches` yields, in every epoch: with the batch as it "
        "comes and random numbers of shape (batch size, `z_dim`).",
        ja="`train` はネットワークを最初に1組だけ作り、エポックごとに `get_batches` が返す"
        "すべてのバッチについて `train_step` を呼んでください。バッチはそのまま渡し、"
        "乱数は (バッチサイズ, `z_dim`) の形で作ります。",
    ),
    needs=("generating.images", "discriminating.outputs"),
)
def loop(student: Student, rng: np.random.Generator) -> None:
    seen = watching.watch(student, rng)
    assert seen.networks == 1, f"{seen.networks} pairs of networks"
    fewest = watching.EPOCHS * watching.BATCHES
    steps = len(seen.images)
    require(
        steps >= fewest,
        text(
            f"Found: {steps} calls of `train_step` for {fewest} batches.",
            ja=f"バッチ{fewest}個に対して、`train_step` の呼び出しは{steps}回でした。",
        ),
    )
    for batch in seen.batches:
        same = [images for images in seen.images if images.shape == batch.shape]
        times = sum(np.allclose(batch, images) for images in same)
        require(
            times >= watching.EPOCHS,
            findings.changed(batch, same),
            f"seen {times} times",
        )
