"""Trains the student's network on pictures and judges what it has learnt.

Batches are drawn and scores computed here. The sandbox gets the training images with their labels,
and the held-out images without. The first attempt trains where no code of the student's runs, if it can
(`apart.py`).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from workers_packs.image_classification import harness, measured, reference, settings
from workers_packs.image_classification.apart import Apart
from workers_packs.image_classification.curve import Curve
from workers_packs.image_classification.data import Dataset, Part
from workers_packs.image_classification.heldout import held_out
from workers_packs.image_classification.learning import learn

from protocol.progress import Sink
from workers.packkit.apart import NotShown, shown_apart
from workers.packkit.checks import Student, check, require, text

ATTEMPTS = 2
"""The most seeds tried. The first that passes counts, else the best one; see README.md."""

REPORTED = ("validation_accuracy", "test_accuracy")  # by verdicts and calibrations

CHANCE = 0.3  # accuracy before any training stays below; guessing gives 0.1
LARGEST_GAP = 0.08  # between validation and test accuracy


def first_drive(
    student: Student, dataset: Dataset, sink: Sink, seed: int
) -> Mapping[str, Any]:
    """The first attempt: apart from the student's code, or else as any other."""
    try:
        return Apart(student, dataset, seed).figures(sink)
    except NotShown as not_shown:
        student.start_over(bare=False)
        student.seed(seed)
        return {**drive(student, dataset, sink, seed), **not_shown.figures}


def drive(
    student: Student, dataset: Dataset, sink: Sink, seed: int
) -> Mapping[str, Any]:
    """One attempt. `score` is below 1 when both accuracies exceed the limit."""
    rng = np.random.default_rng(seed)
    validation, test = held_out(dataset, rng)
    others = {"validation": validation.images, "test": test.images}
    net = harness.Harness(student, dataset.training, others, harness.disguise(rng))
    at_first = net.logits("validation")
    curve = Curve(net, sink, dataset.training, validation, rng)
    asked, done = learn(student, net, curve, dataset.limit, rng)
    epochs = settings.EPOCHS.chosen_by(student)
    run = measured.Run(dataset, validation, test, asked, done, epochs)
    learnt = (net.logits("validation"), net.logits("test"))
    again = net.logits_at_first("validation")
    known = measured.Known(
        measured.known_of(net, at_first, validation.labels),
        measured.known_of(net, again, validation.labels),
        curve.most_untaught,
    )
    finite = measured.is_finite(run, *learnt)
    said = _said(net, dataset.training, rng) if finite else {}
    return measured.figures_of(run, *learnt, known, said)


def _said(
    net: harness.Harness, training: Part, rng: np.random.Generator
) -> Mapping[str, Any]:
    """What print_stats says of training images, and what would be true."""
    batch, others = measured.chosen_to_say(len(training.labels), rng)
    said = net.said(batch, others)
    loss = reference.cross_entropy(
        net.logits("training", batch), training.labels[batch]
    )
    share = reference.accuracy(net.logits("training", others), training.labels[others])
    return measured.truth(said, loss, share)


@check(
    title=text("The network starts knowing nothing", ja="学習前は何も知らない"),
    hint=text(
        "Before its first step of training the network already tells the classes apart "
        "better than chance. It should start from fresh random weights and learn here.",
        ja="学習を始める前から、偶然より高い正解率が出ています。"
        "重みは新しい乱数から始め、ここで学習させてください。",
    ),
)
def starts_at_chance(figures: Mapping[str, Any]) -> None:
    before = figures["accuracy_before"]
    assert before < CHANCE, f"accuracy {before:.3f} before any training"


@check(
    title=text("What it knows was learnt here", ja="知識はここで学んだもの"),
    hint=text(
        "While it trained, the network told the classes apart in a way that this "
        "training never taught it. Weights that were learnt elsewhere do not count: let "
        "`train_neural_network` do nothing but steps of the optimizer.",
        ja="学習の途中で、ここでは教えていない知識を使ってクラスを見分けていました。"
        "別の場所で学習した重みは使えません。`train_neural_network` では"
        "オプティマイザによる更新だけを行ってください。",
    ),
)
def learns_here(figures: Mapping[str, Any]) -> None:
    untaught = figures["accuracy_untaught"]
    assert untaught < CHANCE, f"accuracy {untaught:.3f} under numbers not taught"


@check(
    title=text("What it knows is in its weights", ja="知識は重みの中にある"),
    hint=text(
        "With the weights it started from, the trained network should be back at "
        "chance. Its answers have to come from its weights and the image alone.",
        ja="重みを学習前に戻すと、正解率も偶然の水準に戻るはずです。"
        "答えは、重みと画像だけから計算してください。",
    ),
    needs=("training.starts_at_chance", "training.learns_here"),
)
def answers_follow_weights(figures: Mapping[str, Any]) -> None:
    again = figures["accuracy_with_first_weights"]
    assert again < CHANCE, f"accuracy {again:.3f} with the first weights"


@check(
    title=text("Training converges", ja="学習が収束する"),
    hint=text(
        "The network's outputs grew beyond all numbers. A smaller learning rate takes "
        "smaller steps.",
        ja="ネットワークの出力が発散しました。学習率を小さくすると、1回の更新が小さくなります。",
    ),
)
def converges(figures: Mapping[str, Any]) -> None:
    losses = (figures["validation_loss"], figures["test_loss"])
    assert None not in losses, f"losses {losses} after {figures['steps_done']} steps"


@check(
    title=text("Validation accuracy", ja="検証画像の正解率"),
    hint=text(
        "Too few validation images are recognised. Look at the curve: if it still falls "
        "at the end, train for longer or a little faster; if it lies flat from the "
        "start, try a smaller learning rate; if it has levelled off, try more filters, "
        "another layer or less dropout. If training was cut short, fewer filters or units "
        "get further in the time.",
        ja="検証画像の正解率が足りません。曲線を見てみましょう。最後まで下がり続けているなら、"
        "もっと長く、または少し速く学習させます。最初から横ばいなら学習率を下げ、"
        "途中から横ばいになったなら、フィルタや層を増やすかドロップアウトを弱めてみてください。"
        "時間切れで止まった場合は、フィルタやユニットを減らすと先へ進めます。",
    ),
    needs=("training.converges",),
)
def validation_accuracy(figures: Mapping[str, Any]) -> None:
    _exceeds(figures, "validation")


@check(
    title=text("Test accuracy", ja="テスト画像の正解率"),
    hint=text(
        "Too few of the images that were kept for the end are recognised. What helps "
        "validation accuracy helps here as well.",
        ja="最後まで取っておいた画像の正解率が足りません。"
        "検証画像の正解率を上げる工夫が、ここでも効きます。",
    ),
    needs=("training.converges",),
)
def test_accuracy(figures: Mapping[str, Any]) -> None:
    _exceeds(figures, "test")


@check(
    title=text("Validation and test accuracy agree", ja="検証とテストの正解率が近い"),
    hint=text(
        "The network has seen neither the validation nor the test images, so it should "
        "recognise about as many of both.",
        ja="検証画像もテスト画像も学習には使っていないので、正解率は同じくらいになるはずです。",
    ),
    needs=("training.validation_accuracy", "training.test_accuracy"),
)
def accuracies_agree(figures: Mapping[str, Any]) -> None:
    validation, test = figures["validation_accuracy"], figures["test_accuracy"]
    require(
        abs(validation - test) < LARGEST_GAP,
        text(
            f"Found: {validation:.1%} of the validation images and {test:.1%} of the test "
            f"images are recognised; less than {LARGEST_GAP:.0%} may lie between them.",
            ja=f"正解率は検証画像で {validation:.1%}、テスト画像で {test:.1%} でした。"
            f"差は {LARGEST_GAP:.0%} より小さくなるはずです。",
        ),
    )


@check(
    title=text("What is printed is true", ja="表示された値は正しい"),
    hint=text(
        "Asked about the trained network, `print_stats` printed another loss or "
        "accuracy than the network's own outputs give.",
        ja="学習後のネットワークについて `print_stats` が表示した損失や正解率が、"
        "ネットワークの出力から計算した値と一致しません。",
    ),
    needs=("training.converges",),
)
def printed_numbers(figures: Mapping[str, Any]) -> None:
    assert figures["printed_loss_true"], "the loss was not among the printed numbers"
    assert figures["printed_accuracy_true"], "the accuracy was not among them"


learnt_here = shown_apart(needs=("training.accuracies_agree",))


def _exceeds(figures: Mapping[str, Any], part: str) -> None:
    accuracy, limit = figures[f"{part}_accuracy"], figures["limit"]
    done, asked = figures["steps_done"], figures["steps_asked"]
    cut = done < asked
    require(
        accuracy > limit,
        text(
            f"Found: {accuracy:.1%} of the images recognised after {done} of {asked} steps"
            f"{', when the time was up' if cut else ''}; more than {limit:.0%} are wanted.",
            ja=f"{asked}ステップ中{done}ステップの学習後"
            f"{'（時間切れ）' if cut else ''}、正解率は {accuracy:.1%} でした。"
            f"{limit:.0%} を超える必要があります。",
        ),
    )
