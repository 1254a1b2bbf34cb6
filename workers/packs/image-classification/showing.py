"""The exhibits of a training: figures, confusions, mistakes."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from workers_packs.image_classification.data import Part

from protocol.exhibits import Exhibit, Matrix, Measure, Measures, Pictures
from workers.packkit.checks import text
from workers.packkit.pictures import picture

MISTAKES = 20


def exhibits(
    names: Sequence[str], test: Part, logits: np.ndarray, figures: Mapping[str, Any]
) -> list[Exhibit]:
    if figures["test_loss"] is None:
        return [_measures(figures)]
    return [
        _measures(figures),
        _confusions(names, test, logits),
        _mistakes(names, test, logits),
    ]


def _measures(figures: Mapping[str, Any]) -> Measures:
    limit = figures["limit"]
    wanted = text(f"more than {limit:.0%}", ja=f"{limit:.0%}より大きい")
    chance = text("guessing gives 10%", ja="でたらめなら10%")
    rows = [
        Measure(
            text("Validation accuracy", ja="検証画像の正解率"),
            f"{figures['validation_accuracy']:.1%}",
            wanted,
        ),
        Measure(
            text("Test accuracy", ja="テスト画像の正解率"),
            f"{figures['test_accuracy']:.1%}",
            wanted,
        ),
        Measure(
            text("Accuracy before training", ja="学習前の正解率"),
            f"{figures['accuracy_before']:.1%}",
            chance,
        ),
        _steps(figures),
    ]
    return Measures(text("Figures", ja="結果の数値"), rows)


def _steps(figures: Mapping[str, Any]) -> Measure:
    done, asked = figures["steps_done"], figures["steps_asked"]
    epochs = figures["epochs"] * done / max(asked, 1)
    cut = text(
        "The time here was up before all epochs were done; what it had learnt by then "
        "was judged.",
        ja="時間切れで全エポックは終わりませんでした。それまでの学習結果で判定しています。",
    )
    return Measure(
        text("Epochs trained", ja="学習したエポック数"),
        f"{epochs:.3g} / {figures['epochs']}",
        cut if done < asked else None,
        doubtful=done < asked,
    )


def _confusions(names: Sequence[str], test: Part, logits: np.ndarray) -> Matrix:
    counts = np.zeros((len(names), len(names)), int)
    np.add.at(counts, (test.labels, logits.argmax(axis=1)), 1)
    return Matrix(
        title=text("Which classes it confuses", ja="どのクラスを取り違えるか"),
        row_label=text("true class", ja="正しいクラス"),
        column_label=text("predicted class", ja="予測したクラス"),
        rows=list(names),
        columns=list(names),
        values=[[float(count) for count in row] for row in counts],
        note=text("Test images, counted.", ja="テスト画像の枚数です。"),
    )


def _mistakes(names: Sequence[str], test: Part, logits: np.ndarray) -> Pictures:
    """The wrong answers that it was surest of, and never the same confusion twice."""
    predicted = logits.argmax(axis=1)
    wrong = np.flatnonzero(predicted != test.labels)
    lead = logits.max(axis=1) - logits[np.arange(len(logits)), test.labels]
    shown: dict[tuple[int, int], int] = {}
    for place in wrong[np.argsort(-lead[wrong])]:
        shown.setdefault((int(test.labels[place]), int(predicted[place])), int(place))
    pictures = [
        picture(
            test.images[place],
            text(
                f"{names[label]}, taken for {names[guess]}",
                ja=f"正解 {names[label]}、予測 {names[guess]}",
            ),
        )
        for (label, guess), place in list(shown.items())[:MISTAKES]
    ]
    return Pictures(
        title=text("Mistakes", ja="間違えた画像"),
        pictures=pictures,
        note=text(
            "One test image for each confusion, the surest mistakes first.",
            ja="取り違えの組み合わせごとに1枚、自信のあった間違いから順に並べています。",
        ),
    )
