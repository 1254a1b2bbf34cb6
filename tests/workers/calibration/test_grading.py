"""What a calibration keeps of a training."""

from types import SimpleNamespace

import pytest

from protocol.charts import Figure, Presentation
from protocol.steps import StepKind, StepReport
from workers.calibration.grading import figures_of

SHOWN = Presentation(figures=(Figure("epochs", {"en": "Epochs", "ja": "エポック"}),))


@pytest.mark.parametrize(
    ("training", "kept"),
    [
        (SimpleNamespace(REPORTED=("distance", "none")), {"distance": 8.5}),
        (SimpleNamespace(), {}),
        (None, {}),
    ],
)
def test_figures_by_which_training_decides_are_kept(training, kept):
    figures = {"epochs": 2, "distance": 8.5, "none": None, "other": 1.0}
    report = StepReport(
        StepKind.TRAIN, True, (), {}, figures={**figures, "steps_done": 3}
    )
    pack = SimpleNamespace(presentation=SHOWN, training=training)
    found = figures_of(pack, report)
    assert found == {"epochs": 2, "steps_done": 3, **kept}
