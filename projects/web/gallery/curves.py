"""Curves for the gallery: noisy, over many powers of ten, and empty."""

import math
import random
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from projects.web.parts.charts import line_chart, sparkline
from projects.web.parts.svg import Point


def _decay(start: float, end: float, steps: float, noise: float) -> list[Point]:
    chance = random.Random(1)  # noqa: S311 - a picture's noise
    return [
        (i * 20, end + (start - end) * math.exp(-i / steps) + chance.gauss(0, noise))
        for i in range(250)
    ]


def charts() -> Mapping[str, SafeString]:
    words: dict[str, Any] = {"x_label": "iterations", "y_label": "loss"}
    training = _decay(1, 0.07, 20, 0.008)
    validation = _decay(1.1, 0.16, 30, 0.015)
    return {
        "curve": line_chart(
            {"training": training, "validation": validation},
            thresholds={"goal": 0.09, "目標": 0.18},
            **words,
        ),
        "log_curve": line_chart(
            {"training": [(i, 10 ** (i / 20)) for i in range(200)]},
            thresholds={"goal": 0.09},
            **words,
        ),
        "empty_curve": line_chart({}, thresholds={"goal": 0.09}, **words),
        "spark": sparkline(training, title="training loss"),
    }
