"""The numbers the student chose, read from the notebook or from my_answers.py."""

import numpy as np
from workers_packs.first_neural_network import settings

from workers.packkit.checks import Student, check, is_whole, text


@check(
    title=text("Iterations", ja="反復回数"),
    hint=text(
        "`iterations` (or `epochs`) should be a plain whole number: large enough for "
        "the loss to come down and level off, and at most "
        f"{settings.MOST_ITERATIONS:,}, which is as long as we can train here.",
        ja="`iterations`（または `epochs`）には整数を直接書いてください。"
        "損失が下がりきるだけの回数が必要です。"
        f"ここで学習できるのは {settings.MOST_ITERATIONS:,} 回までです。",
    ),
)
def iterations(student: Student, rng: np.random.Generator) -> None:
    value = settings.iterations(student)
    assert is_whole(value), f"iterations = {value!r}"
    fewest, most = settings.FEWEST_ITERATIONS, settings.MOST_ITERATIONS
    assert fewest <= value <= most, f"iterations = {value}"


@check(
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
def hidden_nodes(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("hidden_nodes")
    assert is_whole(value), f"hidden_nodes = {value!r}"
    fewest, most = settings.FEWEST_HIDDEN, settings.MOST_HIDDEN
    assert fewest <= value <= most, f"hidden_nodes = {value}"


@check(
    title=text("Learning rate", ja="学習率"),
    hint=text(
        "`learning_rate` should be a plain number above zero.",
        ja="`learning_rate` には 0 より大きい数を直接書いてください。",
    ),
)
def learning_rate(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("learning_rate")
    assert isinstance(value, int | float), f"learning_rate = {value!r}"
    assert 0 < value < float("inf"), f"learning_rate = {value}"


@check(
    title=text("Output nodes", ja="出力ノード数"),
    hint=text(
        "`output_nodes` should be the count of numbers the network predicts for one "
        "hour.",
        ja="`output_nodes` は、1時間について予測する数値の個数です。",
    ),
)
def output_nodes(student: Student, rng: np.random.Generator) -> None:
    value = student.constants.get("output_nodes")
    assert is_whole(value), f"output_nodes = {value!r}"
    assert value == 1, f"output_nodes = {value}"
