"""From features to a prediction: in `run`, and in the same way while training."""

from dataclasses import replace

import numpy as np
from workers_packs.first_neural_network import reference

from workers.packkit import answers
from workers.packkit.checks import Student, assert_close, check, text


@check(
    title=text("The output is not squashed", ja="出力層は恒等関数"),
    hint=text(
        "Riders are counted without an upper limit, so the output layer passes its "
        "input on as it is: doubling the hidden-to-output weights should double what "
        "`run` returns.",
        ja="利用者数に上限はありません。出力層は入力をそのまま返します。"
        "隠れ層から出力層への重みを2倍にすると、`run` の結果も2倍になるはずです。",
    ),
)
def linear_output(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=4)
    doubled = reference.Weights(case.weights.hidden, 2 * case.weights.output)
    once, twice = (
        reference.predictions(
            student,
            reference.network(student, variant).call("run", variant.features),
            len(variant.features),
        )
        for variant in (case, replace(case, weights=doubled))
    )
    assert_close(twice, 2 * once)


@check(
    title=text("`run` predicts", ja="`run` による予測"),
    hint=text(
        "`run(features)` should carry every record through both layers with the "
        "network's own weights, anew at every call, and return one prediction per "
        "record: an array of shape (records, 1), which the notebook turns before it "
        "compares it with the targets. In the January 2017 edition, which does not turn "
        "it, the shape is (1, records).",
        ja="`run(features)` は、呼び出すたびに、ネットワーク自身の重みですべてのレコードを"
        "2つの層に通し、レコードごとに予測を1つ返してください。形は（レコード数, 1）で、"
        "ノートブックはこれを転置してから目標値と比べます。転置しない2017年1月版では"
        "（1, レコード数）です。",
    ),
    needs=("building.sigmoid", "forward.linear_output"),
)
def run(student: Student, rng: np.random.Generator) -> None:
    for records in (1, 7):
        case = reference.draw(rng, records=records)
        net = reference.network(student, case)
        answer = reference.predictions(
            student, net.call("run", case.features), len(case.features)
        )
        assert_close(answer, reference.predict(case.weights, case.features))
    other = reference.draw(rng, records=1, layers=case.sizes[:2]).weights
    reference.give_weights(student, net, other)
    answer = reference.predictions(
        student, net.call("run", case.features), len(case.features)
    )
    assert_close(answer, reference.predict(other, case.features))


@check(
    title=text("Forward pass in training", ja="学習時の順伝播"),
    hint=text(
        "While training, predict in the same way as `run` does. A record whose target "
        "is already met should leave the weights alone; for any other, the "
        "hidden-to-output weights should move along the hidden layer's outputs.",
        ja="学習中も `run` と同じ方法で予測してください。目標値とすでに一致しているレコードでは"
        "重みは動かず、それ以外では隠れ層の出力の方向に、出力層への重みが動くはずです。",
    ),
    needs=("building.sigmoid",),
)
def in_training(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1)
    met = reference.predict(case.weights, case.features)
    at_rest = replace(case, targets=met)
    still = reference.learned(student, at_rest)
    assert_close(still.flat(), np.zeros_like(still.flat()))
    moved = reference.learned(student, case).output.ravel()
    hidden = reference.hidden_outputs(case.weights, case.features).ravel()
    assert np.linalg.norm(moved) > 0, "the hidden-to-output weights did not move"
    along = moved @ hidden / (hidden @ hidden) * hidden
    assert_close(moved, along, rtol=1e-5)


@check(
    title=text("`forward_pass_train`", ja="`forward_pass_train`"),
    hint=text(
        "`train` does not change the weights as it should, and this method is a part "
        "of it. `forward_pass_train(X)` should return the final outputs first and the "
        "hidden layer's outputs second.",
        ja="`train` による重みの変化が正しくありません。このメソッドはその一部です。"
        "`forward_pass_train(X)` は、最終出力、隠れ層の出力の順で返してください。",
    ),
    editions=(reference.FOUR_METHOD_EDITION,),
    needs=("building.sigmoid",),
)
def forward_pass_train(student: Student, rng: np.random.Generator) -> None:
    if reference.trains_well(student, rng):
        return
    case = reference.draw(rng, records=1)
    net = reference.network(student, case)
    answer = net.call("forward_pass_train", case.features[0])
    final, hidden = (
        part.ravel() for part in answers.arrays(answer, "forward_pass_train", count=2)
    )
    assert_close(final, reference.predict(case.weights, case.features).ravel())
    assert_close(hidden, reference.hidden_outputs(case.weights, case.features).ravel())
