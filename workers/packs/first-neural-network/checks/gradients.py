"""From an error to better weights: one record, then a batch."""

from dataclasses import replace

import numpy as np
from workers_packs.first_neural_network import batches, reference, settings

from workers.packkit import answers
from workers.packkit.checks import Student, assert_close, check, text

ONE_RECORD = ("gradients.output_weights", "gradients.hidden_weights")


@check(
    title=text("The learning rate is used", ja="学習率が使われている"),
    hint=text(
        "The size of a step should be proportional to the learning rate that this "
        "network was made with, the starter's `self.lr`. A `learning_rate` of the "
        "notebook, or a fixed number, is right for one network only.",
        ja="1回の更新の大きさは、そのネットワークを作るときに渡された学習率"
        "（スターターの `self.lr`）に比例させてください。ノートブックの変数 `learning_rate` や"
        "固定の数を使うと、1つのネットワークでしか正しく動きません。",
    ),
    needs=("forward.in_training",),
)
def learning_rate(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1)
    slow = replace(case, learning_rate=case.learning_rate / 4)
    fast_step = reference.learned(student, case).output
    slow_step = reference.learned(student, slow).output
    assert_close(fast_step, 4 * slow_step, rtol=1e-5)


@check(
    title=text("Hidden-to-output weights", ja="隠れ層から出力層への重みの更新"),
    hint=text(
        "The hidden-to-output weights should change by the learning rate times the "
        "error (target minus prediction) times the hidden layer's outputs.",
        ja="隠れ層から出力層への重みは、学習率 × 誤差（目標 − 予測）× 隠れ層の出力 だけ"
        "変わるはずです。",
    ),
    needs=("gradients.learning_rate",),
)
def output_weights(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1)
    assert_close(reference.learned(student, case).output, reference.update(case).output)


@check(
    title=text("Input-to-hidden weights", ja="入力層から隠れ層への重みの更新"),
    hint=text(
        "The error has to reach the hidden layer: back through the hidden-to-output "
        "weights as they were in the forward pass, then through the sigmoid's slope, "
        "h * (1 - h), and the inputs; the step is that times the learning rate.",
        ja="誤差を隠れ層まで伝えてください。順伝播で使った時点の重みを通して戻し、"
        "シグモイドの傾き h * (1 - h) と入力、そして学習率を掛けます。",
    ),
    needs=("gradients.learning_rate",),
)
def hidden_weights(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1)
    assert_close(reference.learned(student, case).hidden, reference.update(case).hidden)


@check(
    title=text("A target may be a plain number", ja="目標値が数値のままでもよい"),
    hint=text(
        "The notebook passes the targets as one number per record; `train` should take "
        "them as well as arrays with one element.",
        ja="ノートブックはレコードごとに数値を1つ渡します。"
        "`train` は要素が1つの配列だけでなく、数値のままの目標値も受け取れるようにしてください。",
    ),
    needs=ONE_RECORD,
)
def plain_targets(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1)
    net = reference.network(student, case)
    if student.edition == reference.TURNED_EDITION:
        net.call("train", case.features[0], float(case.targets[0, 0]))
    else:
        net.call("train", case.features, case.targets[:, 0])
    learned = reference.weights_of(student, net, case).minus(case.weights)
    assert_close(learned.flat(), reference.update(case).flat())


@check(
    title=text("Every record of a batch counts", ja="バッチの全レコードが効く"),
    hint=text(
        "Add up what each record of the batch asks for, computed with the weights as "
        "they were when the batch began.",
        ja="バッチの各レコードの変化量を、バッチ開始時の重みで計算し、すべて足し合わせてください。",
    ),
    editions=reference.BATCH_EDITIONS,
    needs=ONE_RECORD,
)
def whole_batch(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=int(rng.integers(5, 9)))
    moved = reference.learned(student, case).flat()
    assert np.linalg.norm(moved) > 0, "the weights did not move"
    expected = reference.update(case).flat()
    if not batches.is_along(moved, expected):
        batches.tell_kind(student, case)
    direction = expected / np.linalg.norm(expected)
    assert_close(moved / np.linalg.norm(moved), direction, rtol=1e-5, atol=1e-7)


@check(
    title=text("The batch is averaged", ja="バッチで平均する"),
    hint=text(
        "A step is the mean over the batch: divide by the number of records, once.",
        ja="1回の更新はバッチの平均です。レコード数で1回だけ割ってください。",
    ),
    editions=reference.BATCH_EDITIONS,
    needs=("gradients.whole_batch",),
)
def averaged(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=int(rng.integers(5, 9)))
    assert_close(
        reference.learned(student, case).flat(),
        reference.update(case).flat(),
        rtol=1e-5,
    )


@check(
    title=text("Each step starts afresh", ja="更新は毎回新しく始まる"),
    hint=text(
        "Calling `train` again should start from the new weights and carry nothing "
        "else over from the call before.",
        ja="`train` を続けて呼ぶと、更新後の重みから始まり、"
        "それ以外は前回から何も引き継がないはずです。",
    ),
    needs=ONE_RECORD,
)
def one_after_another(student: Student, rng: np.random.Generator) -> None:
    case = reference.draw(rng, records=1)
    net = reference.network(student, case)
    weights = case.weights
    for _ in range(3):
        features, targets = (
            rng.normal(size=case.features.shape),
            rng.normal(size=(1, 1)),
        )
        step = replace(case, weights=weights, features=features, targets=targets)
        reference.train(student, net, step)
        weights = weights.plus(reference.update(step))
    assert_close(
        reference.weights_of(student, net, case).flat(),
        weights.flat(),
        rtol=1e-5,
        atol=1e-7,
    )


@check(
    title=text("Steps of full size", ja="実際の大きさでの更新"),
    hint=text(
        "With as many inputs, hidden nodes and records as in the real training, `train` "
        "should do what it does for a small network and a small batch. Look for "
        "anything in your class that depends on a size.",
        ja="本番の学習と同じ数の入力、隠れノード、レコードでも、`train` は小さなネットワークや"
        "小さなバッチのときと同じ計算をしてください。"
        "クラスの中に、大きさによって変わる処理がないか探しましょう。",
    ),
    needs=("gradients.averaged", "gradients.one_after_another"),
)
def full_size(student: Student, rng: np.random.Generator) -> None:
    one_by_one = student.edition == reference.TURNED_EDITION
    case = reference.draw(
        rng,
        records=1 if one_by_one else settings.BATCH_SIZE + int(rng.integers(1, 40)),
        layers=(settings.INPUTS, settings.hidden_nodes(student)),
    )
    net = reference.network(student, case)
    weights = case.weights
    for features in (case.features, rng.normal(size=case.features.shape)):
        step = replace(case, weights=weights, features=features)
        reference.train(student, net, step)
        weights = weights.plus(reference.update(step))
    assert_close(
        reference.weights_of(student, net, case).flat(),
        weights.flat(),
        rtol=1e-5,
        atol=1e-7,
    )


@check(
    title=text(
        "`backpropagation` adds to the deltas", ja="`backpropagation` は加算する"
    ),
    hint=text(
        "`train` does not change the weights as it should, and this method is a part "
        "of it. `backpropagation` should add this record's change to the two deltas it "
        "was given and return both, input-to-hidden first.",
        ja="`train` による重みの変化が正しくありません。このメソッドはその一部です。"
        "`backpropagation` は、渡された2つのデルタにこのレコードの変化量を加え、"
        "入力側、出力側の順で両方を返してください。",
    ),
    editions=(reference.FOUR_METHOD_EDITION,),
    needs=("forward.forward_pass_train",),
)
def backpropagation(student: Student, rng: np.random.Generator) -> None:
    if reference.trains_well(student, rng):
        return
    case = reference.draw(rng, records=1)
    before = reference.Weights(
        rng.normal(size=case.weights.hidden.shape),
        rng.normal(size=case.weights.output.shape),
    )
    net = reference.network(student, case)
    answer = net.call(
        "backpropagation",
        reference.predict(case.weights, case.features)[0],
        reference.hidden_outputs(case.weights, case.features)[0],
        case.features[0],
        case.targets[0],
        before.hidden,
        before.output,
    )
    hidden, output = answers.arrays(answer, "backpropagation", count=2)
    wanted = before.plus(reference.steps(case.weights, case.features, case.targets))
    assert_close(hidden, wanted.hidden)
    assert_close(output, wanted.output)


@check(
    title=text("`update_weights` averages", ja="`update_weights` は平均する"),
    hint=text(
        "`train` does not change the weights as it should, and this method is a part "
        "of it. `update_weights` should add learning rate times delta divided by the "
        "number of records to each of the two matrices.",
        ja="`train` による重みの変化が正しくありません。このメソッドはその一部です。"
        "`update_weights` は、学習率 × デルタ ÷ レコード数 を2つの行列それぞれに"
        "加えてください。",
    ),
    editions=(reference.FOUR_METHOD_EDITION,),
)
def update_weights(student: Student, rng: np.random.Generator) -> None:
    if reference.trains_well(student, rng):
        return
    case = reference.draw(rng, records=1)
    deltas = reference.Weights(
        rng.normal(size=case.weights.hidden.shape),
        rng.normal(size=case.weights.output.shape),
    )
    records = int(rng.integers(3, 9))
    net = reference.network(student, case)
    net.call("update_weights", deltas.hidden, deltas.output, records)
    learned = reference.weights_of(student, net, case).minus(case.weights)
    assert_close(learned.flat(), deltas.flat() * case.learning_rate / records)
