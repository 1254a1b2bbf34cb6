"""Two optimisers, one for each network."""

import numpy as np
from workers_packs.generate_faces import probes, reference

from workers.packkit import answers
from workers.packkit.checks import Student, check, require, text
from workers.packkit.rough import about

ASKED = "model_opt"


def _steps(
    student: Student, rng: np.random.Generator, rate: float, beta1: float
) -> list[np.ndarray]:
    """How far each optimiser moves its network's kernel, (2 steps, ...).

    The second gradient is the first one turned round. Adam's first step is then the rate,
    and its second the rate times (1 - beta1) / (1 + beta1), back, whatever beta2 is.
    """
    case = reference.draw(rng, length=4)
    gradient = float(rng.uniform(0.5, 2))
    turned = [gradient, -gradient]
    answer = student.call(
        "_course_optimisers", case.weights, (28, 28, 1), rate, beta1, turned
    )
    flags = answers.parts(answers.entry(answer, "built", ASKED), ASKED, count=2)
    built = [answers.flag(flag, ASKED) for flag in flags]
    require(
        built == [True, True],
        text(
            f"Found: {built.count(False)} of the optimisers not built.",
            ja=f"buildされていないオプティマイザが{built.count(False)}個あります。",
        ),
    )
    require(
        answers.flag(answers.entry(answer, "apart", ASKED), ASKED),
        text(
            "Found: one and the same optimiser, returned twice.",
            ja="同じオプティマイザが2回返されています。",
        ),
    )
    moved = answers.parts(answers.entry(answer, "moved", ASKED), ASKED, count=2)
    return [
        answers.array(steps, ASKED, shape=(2, *kernel.shape), finite=True)
        for steps, kernel in zip(moved, (case.judge, case.paint), strict=True)
    ]


@check(
    title=text("Two optimisers", ja="2つのオプティマイザ"),
    hint=text(
        "`model_opt(d_model, g_model, learning_rate, beta1)` should return two optimisers "
        "of their own (not one for both), the discriminator's first, each built for the "
        "trainable variables of its network: "
        "`optimizer.build(model.trainable_variables)`.",
        ja="`model_opt(d_model, g_model, learning_rate, beta1)` は、識別器用、生成器用の順に"
        "別々のオプティマイザを2つ返してください（1つを共用してはいけません）。それぞれ自分のネットワークの変数に対して "
        "`optimizer.build(model.trainable_variables)` を呼んでおきます。",
    ),
)
def two(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    for steps in _steps(student, rng, 0.01, 0.5):
        assert np.abs(steps).min() > 0, "a network's weights did not move"


@check(
    title=text("Adam with the given rate and beta1", ja="指定した学習率とbeta1のAdam"),
    hint=text(
        "Both optimisers should be Adam, with the `learning_rate` and the `beta1` that "
        "`model_opt` was given.",
        ja="2つともAdamを使い、`model_opt` に渡された `learning_rate` と `beta1` を設定してください。",
    ),
    needs=("optimisers.two",),
)
def adam(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    rate, beta1 = float(rng.uniform(0.002, 0.02)), float(rng.uniform(0.2, 0.8))
    back = (1 - beta1) / (1 + beta1)
    for name, steps in zip("dg", _steps(student, rng, rate, beta1), strict=True):
        first, second = (float(np.mean(step)) for step in steps)
        told = f"{name}: a first step of {first:.3g}, then {second:.3g}"
        share, rest = first / -rate, -second / first if first else 0.0
        require(
            abs(share - 1) < 0.02,
            text(
                f"Found: a first step of {about(share)} times the rate, where Adam's is as large "
                "as the rate.",
                ja=f"最初の更新が学習率の{about(share)}倍でした。Adamなら学習率と同じ大きさです。",
            ),
            told,
        )
        require(
            abs(rest - back) < 0.02,
            text(
                "Found: the first steps are as large as Adam's, but it remembers gradients for "
                "another time than `beta1` says.",
                ja="更新の大きさはAdamと同じですが、過去の勾配を覚える長さが "
                "`beta1` のとおりではありません。",
            ),
            told,
        )
