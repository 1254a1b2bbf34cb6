"""The numbers the student chose, read from the notebook or from my_answers.py."""

from workers_packs.first_neural_network import settings

from workers.packkit.checks import text
from workers.packkit.hyperparameters import hyperparameter

iterations = hyperparameter(
    settings.ITERATIONS,
    title=text("Iterations", ja="反復回数"),
    hint=text(
        "`iterations` (or `epochs`) should be a plain whole number: large enough for "
        "the loss to come down and level off, and at most "
        f"{settings.ITERATIONS.at_most:,}, which is as long as we can train here.",
        ja="`iterations`（または `epochs`）には整数を直接書いてください。"
        "損失が下がりきるだけの回数が必要です。"
        f"ここで学習できるのは {settings.ITERATIONS.at_most:,} 回までです。",
    ),
)
hidden_nodes = hyperparameter(
    settings.HIDDEN_NODES,
    title=text("Hidden nodes", ja="隠れノード数"),
    hint=text(
        "`hidden_nodes` should be a plain whole number: enough units to tell working "
        "days from weekends, hour by hour, but not more than about twice the 56 "
        "inputs.",
        ja="`hidden_nodes` には整数を直接書いてください。"
        "平日と週末の時間帯の違いを表せるだけの数が必要ですが、"
        "入力数56の約2倍を超えないようにします。",
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
        "hour.",
        ja="`output_nodes` は、1時間について予測する数値の個数です。",
    ),
)
