"""Trains the student's model on pairs of sentences and judges what it has learnt.

Batches are drawn and translations scored here. The sandbox gets the training pairs and the English
sentences of the held-out ones, but never their French ones. The first attempt trains where no code of the
student's runs, if it can (`apart.py`).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from workers_packs.translate_a_language import harness, showing
from workers_packs.translate_a_language.apart import Apart
from workers_packs.translate_a_language.data import Dataset
from workers_packs.translate_a_language.learning import learn_from

from protocol.exhibits import EXHIBITS
from protocol.progress import Sink
from workers.packkit.apart import SHOWN, NotShown, shown_apart
from workers.packkit.checks import Student, check, require, text

ATTEMPTS = 2
"""The most seeds tried. The first that passes counts, else the best one; see README.md."""

REPORTED = ("validation_accuracy", "test_accuracy")  # by verdicts and calibrations

SAMPLE = 128  # sentences at the start, and for what a reviewer sees
CHANCE = 0.3  # token accuracy that no model without training reaches
LEAST_AGREEMENT = 0.99  # rounding may swap two words that are equally likely
LARGEST_GAP = 0.1  # between training and validation accuracy
PARTS = {"training": "sample", "validation": "validation", "test": "test"}
"""What is translated in the end, by the name of its accuracy."""


def first_drive(
    student: Student, dataset: Dataset, sink: Sink, seed: int
) -> Mapping[str, Any]:
    """The first attempt: apart from the student's code, or else as any other."""
    rng = np.random.default_rng(seed)

    def learn(net: harness.Harness) -> dict[str, Any]:
        return learn_from(student, net, dataset, sink, rng)

    try:
        net, learnt, start = Apart(student, dataset, seed).learnt(learn, PARTS)
    except NotShown as not_shown:
        student.start_over(bare=False)
        student.seed(seed)
        return {**drive(student, dataset, sink, seed), **not_shown.figures}
    measured = _measured(net, dataset, learnt.translations)
    return {"start_accuracy": start, **learnt.found, **measured, **SHOWN}


def drive(
    student: Student, dataset: Dataset, sink: Sink, seed: int
) -> Mapping[str, Any]:
    """One attempt. `score` is at most 1 when the held-out accuracies meet their limit."""
    rng = np.random.default_rng(seed)
    net = harness.Harness(student, dataset.split(seed), seed)
    few = np.arange(SAMPLE)
    start = net.score("validation", net.translations("validation", few))
    found = learn_from(student, net, dataset, sink, rng)
    translations = {name: net.translations(part) for name, part in PARTS.items()}
    measured = _measured(net, dataset, translations)
    return {"start_accuracy": start.tokens, **found, **measured}


def _measured(
    net: harness.Harness, dataset: Dataset, translations: Mapping[str, np.ndarray]
) -> Mapping[str, Any]:
    scores = {name: net.score(PARTS[name], ids) for name, ids in translations.items()}
    agreement = net.agreement("validation", translations["validation"][:SAMPLE])
    worst = min(scores[name].tokens for name in ("validation", "test"))
    return {
        **{f"{name}_accuracy": score.tokens for name, score in scores.items()},
        **{f"{name}_accuracy_padded": score.padded for name, score in scores.items()},
        "agreement": agreement,
        "score": (1 - worst) / (1 - dataset.limit),
        EXHIBITS: showing.exhibits(net, translations, scores, dataset.limit),
    }


@check(
    title=text("Training starts from nothing", ja="学習はゼロから始まる"),
    hint=text(
        "Before the first step of training your model already translates. It should start "
        "from random weights and learn from the pairs it is given.",
        ja="学習を始める前から訳せています。モデルは乱数の重みから始め、"
        "与えられた文の組から学んでください。",
    ),
)
def starts_at_chance(figures: Mapping[str, Any]) -> None:
    start = figures["start_accuracy"]
    assert start < CHANCE, f"accuracy {start:.3f} before training"


@check(
    title=text("Training converges", ja="学習が収束する"),
    hint=text(
        "The loss grew beyond all numbers. A smaller learning rate takes smaller steps.",
        ja="損失が発散しました。学習率を小さくすると、1回の更新が小さくなります。",
    ),
)
def converges(figures: Mapping[str, Any]) -> None:
    loss = figures["loss"]
    assert loss is not None, f"no finite loss after {figures['steps_done']} steps"


@check(
    title=text("Translations come from the model", ja="訳文はモデルから出てくる"),
    hint=text(
        "The translations of new sentences are not what the trained model finds likeliest. "
        "Inference should use the trained encoder and decoder, and nothing else.",
        ja="新しい文の訳が、学習したモデルの選ぶ単語と一致しません。"
        "推論では、学習したエンコーダーとデコーダーだけを使ってください。",
    ),
    needs=("training.converges",),
)
def translations_follow_model(figures: Mapping[str, Any]) -> None:
    agreement = figures["agreement"]
    assert agreement >= LEAST_AGREEMENT, f"{agreement:.3f} of the ids agree"


@check(
    title=text("Training finishes in time", ja="時間内に学習が終わる"),
    hint=text(
        "Training was cut short because it took too long here, and the translations were not "
        "good enough by then. Fewer epochs, larger batches or fewer units make it faster.",
        ja="時間がかかりすぎたため学習を途中で止めましたが、訳はまだ十分ではありませんでした。"
        "エポックやユニットを減らすか、バッチを大きくすると速くなります。",
    ),
    needs=("training.converges",),
)
def finishes(figures: Mapping[str, Any]) -> None:
    done, asked = figures["steps_done"], figures["steps_asked"]
    enough = figures["score"] <= 1
    require(
        done == asked or enough,
        text(
            f"Found: the time was up after {done} of {asked} steps.",
            ja=f"{asked}ステップ中{done}ステップで時間切れになりました。",
        ),
    )


@check(
    title=text("Validation accuracy", ja="検証データの正解率"),
    hint=text(
        "Too few words of new sentences are translated correctly, counted with and without the "
        "padding. If the curve is still falling at its end, train for longer or take "
        "larger steps; if it has levelled off, the network may need more units.",
        ja="新しい文の単語の正解率が足りません（パディングを含めた場合と除いた場合の両方を見ます）。"
        "曲線が最後まで下がり続けているなら、学習を長くするか学習率を上げます。"
        "横ばいなら、ユニットが足りないのかもしれません。",
    ),
    needs=("training.converges",),
)
def validation_accuracy(figures: Mapping[str, Any]) -> None:
    _reaches(figures, "validation")


@check(
    title=text("Test accuracy", ja="テストデータの正解率"),
    hint=text(
        "On the sentences kept for the very end too few words are right. They are of the same "
        "kind as the validation sentences: whatever helps there will help here.",
        ja="最後まで取っておいた文の正解率が足りません。検証データと同じ種類の文なので、"
        "検証データで効くことは、ここでも効きます。",
    ),
    needs=("training.converges",),
)
def test_accuracy(figures: Mapping[str, Any]) -> None:
    _reaches(figures, "test")


@check(
    title=text("It does not only know its lessons", ja="丸暗記ではない"),
    hint=text(
        "Sentences from the training data are translated much better than new ones. More "
        "dropout (a lower `keep_probability`), fewer units or fewer epochs keep a network "
        "from learning by heart.",
        ja="訓練データの文は、新しい文よりずっとよく訳せています。"
        "ドロップアウトを強める（`keep_probability` を下げる）、ユニットやエポックを減らす、"
        "などで丸暗記を防げます。",
    ),
    needs=("training.converges",),
)
def generalises(figures: Mapping[str, Any]) -> None:
    known, new = figures["training_accuracy"], figures["validation_accuracy"]
    require(
        known - new < LARGEST_GAP,
        text(
            f"Found: {known:.1%} of the words right in sentences of the training, {new:.1%} "
            f"in new ones; less than {LARGEST_GAP:.0%} may lie between them.",
            ja=f"単語の正解率は、訓練データの文で {known:.1%}、新しい文で {new:.1%} でした。"
            f"差は {LARGEST_GAP:.0%} より小さくなるはずです。",
        ),
    )


learnt_here = shown_apart(
    needs=("training.validation_accuracy", "training.test_accuracy")
)


def _reaches(figures: Mapping[str, Any], part: str) -> None:
    limit = figures["limit"]
    tokens = figures[f"{part}_accuracy"]
    padded = figures[f"{part}_accuracy_padded"]
    done, asked = figures["steps_done"], figures["steps_asked"]
    require(
        min(tokens, padded) >= limit,
        text(
            f"Found: {tokens:.1%} of the words right ({padded:.1%} with the padding) after "
            f"{done} of {asked} steps; {limit:.0%} are wanted.",
            ja=f"{asked}ステップ中{done}ステップの学習後、単語の正解率は {tokens:.1%}"
            f"（パディングを含めると {padded:.1%}）でした。{limit:.0%} が必要です。",
        ),
    )
