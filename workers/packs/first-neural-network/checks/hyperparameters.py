"""The numbers the student chose, read from the notebook or from my_answers.py."""

from workers_packs.first_neural_network import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

iterations = hyperparameter(
    settings.ITERATIONS,
    title=text("Iterations", ja="反復回数"),
    hint=text(
        "`iterations` (or `epochs`) should be a whole number from 1 to "
        f"{settings.ITERATIONS.at_most:,}, written as a plain number. Whether there are "
        "enough of them, the losses tell.",
        ja="`iterations`（または `epochs`）には、1 から "
        f"{settings.ITERATIONS.at_most:,} までの整数を直接書いてください。"
        "回数が足りているかどうかは、損失で判定します。",
    ),
)
hidden_nodes = hyperparameter(
    settings.HIDDEN_NODES,
    title=text("Hidden nodes", ja="隠れノード数"),
    hint=text(
        "`hidden_nodes` should be a whole number from 1 to "
        f"{settings.HIDDEN_NODES.at_most:,}, written as a plain number; more do not fit "
        "into the memory here. Whether there are enough of them, the losses tell.",
        ja="`hidden_nodes` には、1 から "
        f"{settings.HIDDEN_NODES.at_most:,} までの整数を直接書いてください。"
        "それより多いと、ここではメモリに収まりません。"
        "ノード数が足りているかどうかは、損失で判定します。",
    ),
)
learning_rate = hyperparameter(
    settings.LEARNING_RATE,
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` is how large a step each update takes.",
        ja="`learning_rate` は、1回の更新でどれだけ進むかを表す数です。",
    ),
)
output_nodes = hyperparameter(
    settings.OUTPUT_NODES,
    title=text("Output nodes", ja="出力ノード数"),
    hint=text(
        "`output_nodes` should be the count of numbers the network predicts for one "
        "hour, written as a plain number: the brief asks for one, the number of riders.",
        ja="`output_nodes` には、1時間について予測する数値の個数を直接書いてください。"
        "課題で予測するのは、利用者数の1つだけです。",
    ),
)
