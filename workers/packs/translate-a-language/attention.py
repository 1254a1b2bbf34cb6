"""Shows the attention of the student's model, if it has any.

Attention may be built from Keras's layers or by hand, but it always contains a softmax over the
English words for each French one. So the sandbox records the outputs of softmaxes while the model
reads its own translations; those of that shape are taken as attention. They come from the sandbox
itself and are only shown to people, so they decide nothing.
"""

from collections.abc import Sequence

import numpy as np
from workers_packs.translate_a_language import harness, reference
from workers_packs.translate_a_language.settings import PAD

from protocol.exhibits import Matrix
from protocol.texts import Text
from workers.packkit.checks import text

SHOWN = 3  # sentences
SUM_ERROR = 0.01  # of a row, which should be 1


def shown(net: harness.Harness, translations: np.ndarray) -> Sequence[Matrix]:
    """Of the longest translations that come to an end; nothing without attention."""
    lengths = (translations != PAD).sum(axis=1)
    lengths[lengths == translations.shape[1]] = 0
    few = np.argsort(lengths, kind="stable")[-SHOWN:]
    weights = _weights(net, few, translations[few])
    if weights is None:
        return []
    return [
        _matrix(net, row, translations[row], found, number)
        for number, (row, found) in enumerate(zip(few, weights, strict=True), 1)
    ]


def _weights(
    net: harness.Harness, rows: np.ndarray, ids: np.ndarray
) -> np.ndarray | None:
    """(sentences, written words, English words), each row summing up to 1."""
    wide = net.sources["validation"].shape[1]
    if ids.shape[1] == wide:  # not to be taken for attention of English to English
        ids = ids[:, :-1]
    read = reference.decoder_input(ids).astype(np.int32)
    try:
        weights = net.attention("validation", rows, read)
    except AssertionError:  # no attention, or a StudentError: there is nothing to show
        return None
    if np.abs(weights.sum(axis=2) - 1).max() > SUM_ERROR:
        return None
    return np.asarray(np.clip(weights, 0, 1))


def _matrix(
    net: harness.Harness,
    row: int,
    ids: np.ndarray,
    weights: np.ndarray,
    number: int,
) -> Matrix:
    english = net.sources["validation"][row]
    english = english[english != PAD]
    french = reference.until_end(ids)[: len(weights)]
    french = french[french != PAD]
    part = weights[: len(french), : len(english)]
    return Matrix(
        _title(number),
        text("French, written", ja="書いたフランス語"),
        text("English, looked at", ja="注目した英語"),
        [net.target.words[word] for word in french],
        [net.source.words[word] for word in english],
        [[round(float(weight), 2) for weight in line] for line in part],
        note=text(
            "What the model's own softmax over the English words gave as it read its "
            "translation.",
            ja="モデルが自分の訳を読むとき、英語の単語にかけたソフトマックスの値です。",
        ),
    )


def _title(number: int) -> Text:
    return text(
        f"Where it looks while it writes: {number}", ja=f"訳すときの注目先：{number}"
    )
