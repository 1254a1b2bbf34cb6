"""What each of the two networks wants, as numbers."""

import numpy as np
from workers_packs.generate_faces import probes, reference

from workers.packkit.checks import Student, check, require, text
from workers.packkit.rough import about

ROUNDING = 1e-3
SMALLEST_REAL = 0.65  # smoothed from 1
LARGEST_REAL = 1.05  # random soft labels lie around 1 now and then
LARGEST_FAKE = 0.25  # smoothed from 0

NO_CROSS_ENTROPY = text(
    "Found: the loss is no mean cross-entropy of the logits.",
    ja="損失が、ロジットの交差エントロピーの平均になっていません。",
)


@check(
    title=text("The discriminator's loss", ja="識別器の損失"),
    hint=text(
        "The discriminator should call real images 1 (or, if you smooth its labels, a "
        "little less, such as 0.9, fixed or random) and generated ones 0. Its loss "
        "is the cross-entropy of both, added up, taken from the logits and averaged over "
        "the batch.",
        ja="識別器は、本物の画像を1（ラベルを平滑化するなら0.9など1より少し小さい値。固定でも乱数でも構いません）、"
        "生成した画像を0と判定するのが"
        "目標です。損失はロジットから計算した両方の交差エントロピーのバッチ平均を足したものです。",
    ),
)
def discriminator(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    found = reference.labels(student, rng)
    require(found.d_residual < ROUNDING, NO_CROSS_ENTROPY, f"{found}")
    _require_once(found.d_scale)
    labelled = text(
        f"Found: real images labelled {about(found.real)}, generated ones {about(found.fake)}.",
        ja=f"ラベルは、本物が{about(found.real)}、生成画像が{about(found.fake)}でした。",
    )
    require(SMALLEST_REAL < found.real < LARGEST_REAL, labelled)
    require(-0.01 < found.fake < LARGEST_FAKE, labelled)


@check(
    title=text("The generator's loss", ja="生成器の損失"),
    hint=text(
        "The generator wants its images to be taken for real ones: its loss is the "
        "cross-entropy of the generated images' logits with labels of 1.",
        ja="生成器の目標は、自分の画像が本物だと思われることです。損失は、生成した画像のロジットと"
        "ラベル1との交差エントロピーです。",
    ),
)
def generator(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    found = reference.labels(student, rng)
    require(found.g_residual < ROUNDING, NO_CROSS_ENTROPY, f"{found}")
    _require_once(found.g_scale)
    require(
        SMALLEST_REAL < found.wanted < LARGEST_REAL,
        text(
            f"Found: generated images labelled {about(found.wanted)}.",
            ja=f"生成画像のラベルは{about(found.wanted)}でした。",
        ),
    )


def _require_once(scale: float) -> None:
    """Once the cross-entropy, or half of it: Adam makes the same steps of both."""
    told = f"cross-entropy times {scale:.3g}"
    require(abs(scale) > ROUNDING, NO_CROSS_ENTROPY, told)
    require(
        scale > 0,
        text(
            "Found: minus a cross-entropy. Its sign is turned round, or the label is the other one.",
            ja="交差エントロピーの符号が逆です。符号かラベルを取り違えていませんか。",
        ),
        told,
    )
    require(
        0.4 < scale < 1.1,
        text(
            f"Found: {about(scale)} times the cross-entropy.",
            ja=f"交差エントロピーの{about(scale)}倍になっています。",
        ),
        told,
    )
