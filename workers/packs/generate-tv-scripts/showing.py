"""The exhibits of a training, for student and reviewer."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from workers_packs.generate_tv_scripts import reference

from protocol.exhibits import Exhibit, Measure, Measures, Passage
from workers.packkit.checks import text

FEWEST_KNOWN = 0.8  # of the pairs of words; good work: see README.md
LARGEST_UNSEEN = 2.0  # times the training loss


def known_pairs(passage: Sequence[str], words: Sequence[str]) -> float:
    """The share of neighbouring words in the passage that are neighbours in the text."""
    known, pairs = set(pairwise(words)), list(pairwise(passage))
    return sum(pair in known for pair in pairs) / len(pairs) if pairs else 0.0


def exhibits(figures: Mapping[str, Any], passage: Sequence[str]) -> list[Exhibit]:
    return [
        Measures(text("What was measured", ja="測定結果"), _measures(figures)),
        Passage(
            text(
                "A script by the trained network", ja="学習後のネットワークが書いた台本"
            ),
            reference.prose(passage),
            text(
                "Written by the student's own generate_words. It should look like the "
                "text it was trained on; it need not make sense.",
                ja="受講生の generate_words が書いたものです。学習した文章に似ていれば十分で、"
                "意味が通る必要はありません。",
            ),
        ),
    ]


def _measures(figures: Mapping[str, Any]) -> list[Measure]:
    loss, limit = figures["training_loss"], figures["training_limit"]
    rows = [_loss(loss, limit)]
    if loss is not None:
        rows.append(
            Measure(
                text("As unsure as among", ja="迷っている単語の数に換算"),
                f"{math.exp(min(loss, 50)):.1f}",
                text(
                    f"equally likely words, of {figures['words_different']:,}",
                    ja=f"語彙 {figures['words_different']:,} 語のうち、同程度に迷う数",
                ),
            )
        )
    if figures["unseen_loss"] is not None and loss is not None:
        rows.append(_unseen(figures["unseen_loss"], max(loss, limit / 2)))
    known = figures["passage_known"]
    rows += [
        Measure(
            text("Word pairs known from the text", ja="原文にもある2語の並び"),
            f"{known:.0%}",
            text("of the written script below", ja="下の生成された台本のうち"),
            doubtful=known < FEWEST_KNOWN,
        ),
        Measure(
            text("Epochs trained", ja="学習したエポック数"),
            f"{figures['epochs_done']:g} / {figures['epochs_asked']}",
            doubtful=figures["epochs_done"] < figures["epochs_asked"],
        ),
    ]
    return rows


def _loss(loss: float | None, limit: float) -> Measure:
    return Measure(
        text("Training loss, worked out anew", ja="計算し直した訓練損失"),
        "–" if loss is None else f"{loss:.3f}",
        text(
            f"nats per word; below {limit:g}", ja=f"1単語あたり（nat）。{limit:g} 未満"
        ),
        doubtful=loss is None or not loss < limit,
    )


def _unseen(loss: float, seen: float) -> Measure:
    return Measure(
        text("Loss on a script never seen", ja="未知の台本での損失"),
        f"{loss:.3f}",
        text(
            "Far above the training loss means learnt by heart. Decides nothing.",
            ja="訓練損失よりずっと大きければ丸暗記です。合否には関係しません。",
        ),
        doubtful=loss > LARGEST_UNSEEN * seen,
    )
