"""The exhibits of a training: translations, figures, and the words that are often wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from workers_packs.translate_a_language import attention, harness, reference
from workers_packs.translate_a_language.settings import PAD

from protocol.exhibits import Exhibit, Measure, Measures, Table
from workers.packkit.checks import text

SHOWN = 12  # translations
CONFUSIONS = 10
WIDE_GAP = 0.05  # between training and validation accuracy: somebody should look
PARTS = {
    "training": text("Training (a sample)", ja="訓練（一部）"),
    "validation": text("Validation", ja="検証"),
    "test": text("Test", ja="テスト"),
}


def exhibits(
    net: harness.Harness,
    translations: Mapping[str, np.ndarray],
    scores: Mapping[str, reference.Score],
    limit: float,
) -> Sequence[Exhibit]:
    shown: list[Exhibit] = [
        _measures(scores, limit),
        _translations(net, translations["validation"]),
    ]
    confused = _confusions(net, translations["validation"])
    if confused.rows:
        shown.append(confused)
    return [*shown, *attention.shown(net, translations["validation"])]


def _measures(scores: Mapping[str, reference.Score], limit: float) -> Measures:
    rows = []
    for name, label in PARTS.items():
        found = scores[name]
        low = name != "training" and min(found.tokens, found.padded) < limit
        gap = scores["training"].tokens - found.tokens > WIDE_GAP
        rows.append(
            Measure(
                label,
                f"{found.tokens:.1%}",
                text(
                    f"{found.padded:.1%} with the padding counted; "
                    f"{found.sentences:.1%} of the sentences wholly right",
                    ja=f"パディング込みで{found.padded:.1%}、"
                    f"文全体が正しいもの{found.sentences:.1%}",
                ),
                doubtful=low or gap,
            )
        )
    return Measures(text("Words that are right", ja="単語の正解率"), rows)


def _translations(net: harness.Harness, ids: np.ndarray) -> Table:
    """Wrong ones first, as a reviewer learns most from those; at most half are wrong."""
    references = reference.padded(net.references["validation"], net.longest)
    right = (references == ids).all(axis=1)
    wrong = np.flatnonzero(~right)[: SHOWN // 2]
    fine = np.flatnonzero(right)[: SHOWN - len(wrong)]
    rows = [
        (
            net.source.decode(_words(net.sources["validation"][row])),
            net.target.decode(_words(ids[row])),
            net.target.decode(references[row]),
        )
        for row in (*wrong, *fine)
    ]
    return Table(
        text("Translations of sentences it has not seen", ja="見たことのない文の訳"),
        (
            text("English", ja="英語"),
            text("The network's French", ja="ネットワークの訳"),
            text("Reference", ja="参照訳"),
        ),
        rows,
        note=text(
            f"{right.mean():.0%} of {len(ids)} sentences are right to the last word. Up to "
            f"{SHOWN // 2} that are not come first.",
            ja=f"{len(ids)}文のうち{right.mean():.0%}は、最後の単語まで正解です。"
            f"間違いのある文（{SHOWN // 2}つまで）を先に示しています。",
        ),
    )


def _confusions(net: harness.Harness, ids: np.ndarray) -> Table:
    references = reference.padded(net.references["validation"], net.longest)
    places = (references != ids) & (references != PAD) & (ids != PAD)
    found = Counter(zip(references[places], ids[places], strict=True))
    names = net.target.words
    rows = [
        (names[wanted], names[got], str(times))
        for (wanted, got), times in found.most_common(CONFUSIONS)
    ]
    return Table(
        text("Words it confuses", ja="取り違えた単語"),
        (
            text("Should be", ja="正解"),
            text("Written", ja="書いた単語"),
            text("Times", ja="回数"),
        ),
        rows,
        note=text(
            "At the same place of the sentence. One word too many or too few moves all that "
            "follow.",
            ja="文の同じ位置で比べています。1語の過不足で、後ろがすべてずれます。",
        ),
    )


def _words(ids: np.ndarray) -> np.ndarray:
    return np.asarray(ids[ids != PAD])
