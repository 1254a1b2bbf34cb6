"""What the notebook's own loop hands to each step, besides the images."""

import numpy as np
from workers_packs.generate_faces import watching

from workers.packkit.checks import Student, check, require, text

FEWEST_NEGATIVE = 0.1  # a part of all random numbers; half of them are usual
LEAST_SPREAD, LARGEST_SPREAD = 0.2, 2.0  # evenly between -1 and 1: 0.58
SAME_BETA = 0.01
FAR_TOO_FAST = 10  # times the rate asked for: one network may well be faster


@check(
    title=text("New random numbers for every image", ja="画像ごとに新しい乱数"),
    hint=text(
        "`train` should draw new random numbers for every batch, not once for all or once "
        "an epoch, and other ones for every image of it. They lie on both sides of 0, as "
        "between -1 and 1: `np.random.uniform(-1, 1, (batch_size, z_dim))`.",
        ja="`train` では、最初に1回やエポックごとに1回ではなく、バッチごとに新しい乱数を作り、"
        "その中の画像ごとにも異なる値にしてください。"
        "値は−1〜1のように0の両側に広がるものです："
        "`np.random.uniform(-1, 1, (batch_size, z_dim))`。",
    ),
    needs=("stepping.loop",),
)
def noise(student: Student, rng: np.random.Generator) -> None:
    seen = np.stack(watching.watch(student, rng).noise)
    # A batch may be used for two steps with the same numbers; the next one may not.
    drawn, fewest = len(np.unique(seen, axis=0)), watching.EPOCHS * watching.BATCHES
    require(
        drawn >= fewest,
        text(
            f"Found: numbers drawn {drawn} times for {fewest} batches.",
            ja=f"{fewest}バッチに対し、乱数は{drawn}回しか作られていません。",
        ),
    )
    fewest_rows = min(len(np.unique(z, axis=0)) for z in seen)
    require(
        fewest_rows == watching.SIZE,
        text(
            f"Found: {fewest_rows} different rows in a batch of {watching.SIZE} images.",
            ja=f"{watching.SIZE}枚のバッチに、異なる乱数が{fewest_rows}行しかありません。",
        ),
    )
    negative, spread = float(np.mean(seen < 0)), float(np.std(seen))
    require(
        FEWEST_NEGATIVE < negative < 1 - FEWEST_NEGATIVE,
        text(
            f"Found: {negative:.0%} of the numbers are below 0; about half of them should be.",
            ja=f"0より小さい乱数は {negative:.0%} でした。半分くらいになるはずです。",
        ),
    )
    require(
        LEAST_SPREAD < spread < LARGEST_SPREAD,
        text(
            f"Found: numbers with a standard deviation of {spread:.2g}; it is 0.58 between "
            "-1 and 1.",
            ja=f"乱数の標準偏差が {spread:.2g} でした。−1〜1なら0.58です。",
        ),
    )


@check(
    title=text("The loop's learning rate and beta1", ja="ループでの学習率とbeta1"),
    hint=text(
        "`train` should hand its own `learning_rate` and `beta1` on to `model_opt`, in "
        "this order, and the two optimisers that it gets to `train_step`.",
        ja="`train` は、受け取った `learning_rate` と `beta1` をこの順で `model_opt` に渡し、"
        "得られた2つのオプティマイザを `train_step` に渡してください。",
    ),
    needs=("stepping.loop", "optimisers.adam"),
)
def settings(student: Student, rng: np.random.Generator) -> None:
    seen = watching.watch(student, rng)
    assert len(seen.adam) == 2, f"{len(seen.adam)} optimisers"
    for found in seen.adam:
        if not found.size:  # an optimiser in a wrapper of its own, say
            continue
        assert found.shape == (2,), f"settings of shape {found.shape}"
        rate, beta1 = found.tolist()
        assert abs(beta1 - seen.beta1) < SAME_BETA, f"beta1 {beta1}, not {seen.beta1}"
        # No closer than this: a rate may warm up or fall, or differ between the two.
        assert rate < FAR_TOO_FAST * seen.learning_rate, f"a rate of {rate:.3g}"
