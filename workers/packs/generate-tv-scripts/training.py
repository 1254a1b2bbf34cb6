"""Trains the student's network on the script and judges what it has learnt.

The words are numbered at random for each run, the first weights put at other places, and the
training runs where no code of the student's does (`plain.py`), so that weights from elsewhere are
useless. Every loss is computed here, from the weights that the sandbox returns.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from workers_packs.generate_tv_scripts import harness, reference, settings, showing
from workers_packs.generate_tv_scripts.data import Dataset

from protocol.exhibits import EXHIBITS
from protocol.progress import Sink
from workers.packkit.checks import Allowance, Student, check, draw_point, require, text

ATTEMPTS = 1
# By verdicts and calibrations:
REPORTED = ("training_loss", "unseen_loss", "passage_known")
POINTS = 25  # on the curve
ATTEMPT_CPU_S = 900.0  # so that the notebook's own run fits into limits.train as well
CALL_S = 25.0  # of training, between two looks
SAMPLE = 32, 48  # rows and words of each, behind a point of the curve; the end uses all
PASSAGE = 220  # words
FEWEST_KINDS = 25  # different words in it
LEAST_START = 0.8  # the loss of a network that knows nothing is log(words), or larger
COMPARED = 2_000_000  # scores, of the model and of its weights
LARGEST_GAP = 0.02  # rounding in half of single precision stays below


def drive(
    student: Student, dataset: Dataset, sink: Sink, seed: int
) -> Mapping[str, Any]:
    """One attempt. `score` is below 1 when the loss meets its limit."""
    rng = np.random.default_rng(seed)
    kinds = [str(word) for word in rng.permutation(sorted(set(dataset.words)))]
    numbers = {word: number for number, word in enumerate(kinds)}
    ids = np.array([numbers[word] for word in dataset.words])
    net = harness.Harness(student, ids, len(kinds), seed)
    inputs, targets = harness.rows_of(net.batches)
    first, done = _trained(student, net, sink)
    network = net.network()
    loss = network.loss(inputs, targets)
    net.hand_back()
    gap = _gap(net, network, inputs[:, : net.batches.shape[-1]], rng)
    passage = _passage(net, kinds, dataset.words[0]) if math.isfinite(loss) else []
    unseen = [numbers[w] for w in dataset.unseen(seed) if w in numbers]
    figures = {
        "data": dataset.kind,
        "score": loss / dataset.loss_limit if math.isfinite(loss) else 1e9,
        "training_loss": loss if math.isfinite(loss) else None,
        "training_limit": dataset.loss_limit,
        "starting_loss": first if math.isfinite(first) else None,
        "even_loss": math.log(len(kinds)),
        "unseen_loss": _unseen(network, np.array(unseen)),
        "answer_gap": gap,
        "epochs_asked": settings.NUM_EPOCHS.chosen_by(student),
        "epochs_done": round(done / len(net.batches), 2),
        "words_in_all": len(dataset.words),
        "words_different": len(kinds),
        "passage_words": len(passage),
        "passage_kinds": len(set(passage)),
        "passage_known": showing.known_pairs(passage, dataset.words),
    }
    return {**figures, EXHIBITS: showing.exhibits(figures, passage)}


def _trained(student: Student, net: harness.Harness, sink: Sink) -> tuple[float, int]:
    """Trains for all epochs, or as long as there is time.

    The loss before the first step, and how many batches were done.
    """
    rows, steps = SAMPLE
    epochs = settings.NUM_EPOCHS.chosen_by(student)
    inputs, targets = (long[:rows, :steps] for long in harness.rows_of(net.batches))
    asked, done = epochs * len(net.batches), 0
    allowance = Allowance(student, ATTEMPT_CPU_S)
    first = loss = net.network().loss(inputs, targets)
    draw_point(sink, "train", 0, epochs, first)
    for point in range(1, POINTS + 1):
        until = math.ceil(asked * point / POINTS)
        while done < until:
            before = done
            if not allowance.is_spent and math.isfinite(loss):
                done = net.train(until, min(CALL_S, allowance.left_s))
            if done == before:
                return first, done
            loss = net.network().loss(inputs, targets)
            draw_point(sink, "train", done / len(net.batches), epochs, loss)
    return first, done


def _passage(net: harness.Harness, kinds: list[str], prime_word: str) -> list[str]:
    """What the student's own function writes; nothing where it cannot."""
    try:
        words = net.write(kinds, prime_word, PASSAGE - 1)
    except AssertionError:  # a StudentError among them
        return []
    known = set(kinds)
    return [word for word in words if word in known]


def _unseen(network: reference.Network, ids: np.ndarray) -> float | None:
    """The loss on a script that nobody has trained on, where there is one."""
    if not len(ids):
        return None
    loss = network.loss(ids[None, :-1], ids[None, 1:])
    return loss if math.isfinite(loss) else None


def _gap(
    net: harness.Harness,
    network: reference.Network,
    ids: np.ndarray,
    rng: np.random.Generator,
) -> float | None:
    """How far the model's answers are from what its weights give, by their spread.

    The model reads all rows; as many of them are compared as memory allows.
    """
    words = len(network.bias)
    ids = ids[:, : max(COMPARED // words, 1)]
    count = max(COMPARED // (words * ids.shape[1]), 1)
    rows = sorted(int(row) for row in rng.permutation(len(ids))[:count])
    with np.errstate(all="ignore"):
        own, _ = network.logits(ids[rows], reference.fresh(network.layers, len(rows)))
        answers = net.scores(ids, rows)
        if answers.shape != own.shape or not np.isfinite(own).all():
            return None
        gap = float(np.abs(answers - own).max() / max(float(own.std()), 1e-6))
    return gap if math.isfinite(gap) else None


@check(
    title=text("Training begins from nothing", ja="学習は白紙から始まる"),
    hint=text(
        "Before the first step the network already knows which words follow. It is trained "
        "here, from weights drawn at random; weights that were prepared elsewhere are not "
        "accepted.",
        ja="最初の更新の前から、どの単語が続くかを知っています。学習はここで、乱数の初期値から"
        "行います。別の場所で用意した重みは使えません。",
    ),
)
def starts_even(figures: Mapping[str, Any]) -> None:
    loss, even = figures["starting_loss"], figures["even_loss"]
    assert loss is not None, "the first loss is no number"
    assert loss > LEAST_START * even, f"loss {loss:.2f} before, even {even:.2f}"


@check(
    title=text("Training converges", ja="学習が収束する"),
    hint=text(
        "The loss grew beyond all numbers. A smaller learning rate takes smaller steps.",
        ja="損失が発散しました。学習率を小さくすると、1回の更新が小さくなります。",
    ),
)
def converges(figures: Mapping[str, Any]) -> None:
    loss = figures["training_loss"]
    assert loss is not None, f"no number after {figures['epochs_done']} epochs"


@check(
    title=text("Answers come from the weights", ja="答えは重みから計算される"),
    hint=text(
        "The scores that the trained model gave are not what its weights give. Every "
        "score should be worked out by the embedding, the LSTM layers and the linear "
        "layer, and by nothing else.",
        ja="学習後のモデルのスコアが、その重みから計算した値と一致しません。"
        "スコアは、埋め込み、LSTM層、線形層だけで計算してください。",
    ),
    needs=("training.converges",),
)
def answers_follow_weights(figures: Mapping[str, Any]) -> None:
    gap = figures["answer_gap"]
    assert gap is not None, "answers that are no numbers"
    assert gap < LARGEST_GAP, f"answers are off by up to {gap:.3g} of their spread"


@check(
    title=text("Training loss", ja="訓練損失"),
    hint=text(
        "The training loss, worked out anew from the trained weights, is not below 1 "
        "yet. Look at the curve: if it is still falling at the end, train for more "
        "epochs or take somewhat larger steps; if it has levelled off too high, give "
        "the network more units; if it jumps about, take smaller steps. If training "
        "was cut short, a smaller network or fewer epochs get further in the time.",
        ja="学習後の重みから計算し直した訓練損失が、まだ1を下回っていません。曲線を見てみましょう。"
        "最後まで下がり続けているなら、エポックを増やすか学習率を少し上げます。"
        "高いところで横ばいならユニットを増やし、跳ね回るなら学習率を下げます。"
        "時間切れで止まった場合は、ネットワークを小さくするかエポックを減らすと先へ進めます。",
    ),
    needs=("training.converges",),
)
def training_loss(figures: Mapping[str, Any]) -> None:
    loss, limit = figures["training_loss"], figures["training_limit"]
    done, asked = figures["epochs_done"], figures["epochs_asked"]
    require(
        loss < limit,
        text(
            f"Found: a loss of {loss:.2f} after {done:g} of {asked} epochs; it should be below "
            f"{limit:g}.",
            ja=f"{asked}エポック中{done:g}エポックの学習後、損失は {loss:.2f} でした。"
            f"{limit:g} より小さくする必要があります。",
        ),
    )


@check(
    title=text("A script is written", ja="台本が生成される"),
    hint=text(
        "With the trained network `generate_words` should write on and on without an "
        "error, in many different words.",
        ja="学習後のネットワークで、`generate_words` がエラーなく、"
        "いろいろな単語を使って書き続けられるようにしてください。",
    ),
    needs=("training.training_loss",),
)
def writes(figures: Mapping[str, Any]) -> None:
    count, kinds = figures["passage_words"], figures["passage_kinds"]
    assert count == PASSAGE, f"{count} words, expected {PASSAGE}"
    assert kinds >= FEWEST_KINDS, f"only {kinds} different words"
