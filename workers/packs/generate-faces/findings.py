"""What a refusal of a step, or of the loop around it, names."""

import numpy as np

from protocol.texts import Text
from workers.packkit.checks import text
from workers.packkit.rough import about_share

NOT_DOUBLED = text(
    "Found: `train_step` shows the discriminator real images that are neither doubled nor as "
    "they came. Multiply them by 2 and add nothing: what arrives lies around 0.",
    ja="`train_step` が識別器に見せている本物の画像は、2倍になっておらず、元のままでもありません。"
    "届く画像の値は0を中心としているので、何も足さずに2を掛けてください。",
)


def times(factor: float) -> Text:
    return text(
        f"Found: `train_step` shows the discriminator the real images times {factor}.",
        ja=f"`train_step` は、本物の画像を{factor}倍にして識別器に見せています。",
    )


def off_course(likeness: float) -> Text:
    return text(
        f"Found: the step agrees with that gradient by about {about_share(likeness)} only.",
        ja=f"更新の向きとその勾配の一致は、約{about_share(likeness)}だけでした。",
    )


def changed(batch: np.ndarray, seen: list[np.ndarray]) -> Text:
    """What became of a batch that did not arrive as it came."""
    if any(np.allclose(2 * batch, images) for images in seen):
        return text(
            "Found: `train` doubles the batch. That belongs into `train_step`.",
            ja="`train` でバッチを2倍にしています。それは `train_step` の役目です。",
        )
    return text(
        "Found: a batch that did not reach `train_step` in every epoch as it came.",
        ja="エポックごとに、そのままの形で `train_step` に渡っていないバッチがあります。",
    )
