"""Where images and random numbers come in."""

import numpy as np
from workers_packs.generate_faces import probes

from workers.packkit import answers
from workers.packkit.checks import Student, check, text


@check(
    title=text("The two inputs", ja="2つの入力"),
    hint=text(
        "`model_inputs` should return two `keras.Input`s: one for real images of shape "
        "(height, width, channels), and one for the `z_dim` random numbers that the "
        "generator starts from.",
        ja="`model_inputs` は `keras.Input` を2つ返してください。1つは (高さ, 幅, チャンネル数) の"
        "本物の画像、もう1つは生成器のもとになる `z_dim` 個の乱数です。",
    ),
)
def inputs(student: Student, rng: np.random.Generator) -> None:
    student.load(probes.HELPER)
    width, height = (int(side) for side in rng.permutation([14, 28, 20])[:2])
    channels, z_dim = int(rng.integers(1, 5)), int(rng.integers(5, 50))
    answer = student.call("_course_inputs", width, height, channels, z_dim)
    shapes = [
        answers.shape_of(part, "model_inputs")
        for part in answers.parts(answer, "model_inputs", count=2)
    ]
    upright = [(0, height, width, channels), (0, z_dim)]
    as_in_2017 = [(0, width, height, channels), (0, z_dim)]
    assert shapes in (upright, as_in_2017), f"shapes {shapes}, expected {upright}"
