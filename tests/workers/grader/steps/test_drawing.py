"""The notebook's own curve: told by Keras or printed, thinned, never believed too much."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from protocol.progress import Progress
from protocol.steps import StepReport, Upload
from tests.workers.packing import GOOD, notebook, write_pack
from workers.grader.pipeline import train
from workers.grader.steps.drawing import MIME, Drawing
from workers.grader.steps.keras_points import points_of
from workers.grader.steps.thinning import MOST_ROWS
from workers.packkit.pack import Pack, load_pack

FAKE_KERAS = """
import time

class callbacks:
    class Callback:
        params = None
        def on_train_begin(self, logs=None): pass
        def on_epoch_begin(self, epoch, logs=None): pass
        def on_train_batch_end(self, batch, logs=None): pass
        def on_epoch_end(self, epoch, logs=None): pass
        def on_train_end(self, logs=None): pass

class Trainer:
    def fit(self, x=None, y=None, batch_size=None, epochs=1, verbose="auto",
            callbacks=None, validation_data=None):
        '''Trains.'''
        for one in callbacks:
            one.params = {"epochs": epochs, "steps": 4}
            one.on_train_begin()
        for epoch in range(epochs):
            for one in callbacks:
                one.on_epoch_begin(epoch)
            for batch in range(4):
                time.sleep(0.08)
                for one in callbacks:
                    one.on_train_batch_end(batch, {"loss": 9.0 - epoch, "accuracy": 0.5})
            logs = {"loss": 8.0 - epoch, "val_loss": 8.5 - epoch, "lr": 0.1}
            print(f"Epoch {epoch + 1}/{epochs} loss: 777")
            for one in callbacks:
                one.on_epoch_end(epoch, logs)
        for one in callbacks:
            one.on_train_end()
        return len(callbacks)

class Model(Trainer):
    pass

class Sequential(Model):
    pass
"""


class Told(list):
    def __call__(self, progress: Progress) -> None:
        self.append(progress)

    def curve(self, series: str) -> list[tuple[float, float, float]]:
        rows = [p.payload for p in self if p.kind == "curve"]
        return [(r["x"], r["y"], r["x_of"]) for r in rows if r["series"] == series]


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return load_pack(write_pack(tmp_path))


def run(pack: Pack, told: Told, *cells: str, **files: str) -> StepReport:
    beside = {f"{name}.py": text.encode() for name, text in files.items()}
    upload = Upload(
        "mine.ipynb", {"mine.ipynb": notebook(GOOD, *cells), **beside}, "only"
    )
    return train(pack, upload, told, data_folder=None)


def executed(report: StepReport) -> list[dict]:
    cells: list[dict] = json.loads(report.artifacts["executed.ipynb"])["cells"]
    return cells


def test_a_training_with_keras_draws_itself(pack: Pack) -> None:
    told = Told()
    cells = (
        "import keras\nmodel = keras.Sequential()",
        "assert model.fit(epochs=3) == 1",
        "assert model.fit(1, 2, 3, 1, 'auto', keras.callbacks.Callback()) == 2",
        "print(model.fit.__doc__)",
    )
    report = run(pack, told, *cells, keras=FAKE_KERAS)
    assert report.notes == ()
    losses = told.curve("notebook train")
    first = [(x, x_of) for x, _y, x_of in losses if x_of == 3]
    assert first[0] == (0.25, 3.0)
    assert first[-1] == (3.0, 3.0)
    assert losses[-1] == (1.0, 8.0, 1.0)
    assert (3.0, 6.5, 3.0) in told.curve("notebook validation")
    assert told.curve("notebook accuracy")
    assert 777 not in [y for _x, y, _of in losses], "printed and told: drawn twice"
    cells = executed(report)
    assert MIME not in json.dumps(cells)
    assert {o["output_type"] for o in cells[2]["outputs"]} == {"stream"}
    assert cells[4]["outputs"][0]["text"] == "Trains.\n"


def test_a_keras_that_we_do_not_know_works_as_it_did(pack: Pack) -> None:
    told = Told()
    cells = ("import keras\nprint(keras.Model().fit(3))",)
    keras = "class Model:\n    def fit(self, x):\n        return x\n"
    report = run(pack, told, *cells, keras=keras)
    assert report.notes == ()
    assert executed(report)[1]["outputs"][0]["text"] == "3\n"


def test_printed_losses_draw_a_curve_beside_the_packs_own(pack: Pack) -> None:
    told = Told()
    cell = "for n in range(1, 9):\n    print(f'epoch {n}/8, loss {1 / n}, val loss 2')"
    run(pack, told, cell)
    assert [y for _x, y, _of in told.curve("train")] == [2.0, 4.0, 8.0, 16.0]
    assert told.curve("notebook train")[-1] == (8.0, 0.125, 8.0)
    assert told.curve("notebook validation")[-1] == (8.0, 2.0, 8.0)


@pytest.mark.parametrize(
    "forged",
    [
        "{'x': 'a', 'values': {'loss': 1}}",
        "{'x': float('nan'), 'values': {'loss': 1}}",
        "{'x': 1, 'values': {'loss': float('inf'), 'val_loss': 10**40, 'acc': 'x'}}",
        "{'x': 1, 'values': [1]}",
        "[[[[]]]]",
        "None",
        "{'x': 1, 'values': {'<script>': 1}}",
    ],
)
def test_a_forged_word_draws_nothing(forged: str) -> None:
    assert list(points_of(eval(forged))) == []


def test_a_flood_of_points_becomes_few_rows_from_first_to_last() -> None:
    told, now = Told(), 0.0
    drawing = Drawing(told, clock=lambda: now)
    for n in range(1, 30_001):
        now += 0.01
        drawing.printed(f"step {n}/30000 loss: {30_000 - n} val_loss: 1\n")
    drawing.end()
    rows = told.curve("notebook train")
    assert MOST_ROWS / 2 < len(rows) <= MOST_ROWS + 1
    assert rows[0][0] == 1
    assert rows[-1][:2] == (30_000, 0)
    gaps = [b[0] - a[0] for a, b in pairwise(rows)]
    assert max(gaps) < 3_300


def test_a_training_of_a_moment_is_drawn_all_the_same() -> None:
    told = Told()
    drawing = Drawing(told, clock=lambda: 1.0)
    for n in range(1, 101):
        drawing.printed(f"epoch {n}/100 loss: {n}\n")
    drawing.end()
    rows = told.curve("notebook train")
    assert len(rows) >= 10
    assert rows[-1][0] == 100


def test_what_it_used_is_recorded_and_told_while_it_runs(
    pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.grader.steps.metering.EVERY_S", 0.3)
    told = Told()
    cell = "import time\nkept = bytearray(b'x') * 120_000_000\ntime.sleep(1.5)"
    report = run(pack, told, cell)
    usage = report.environment["usage"]
    assert max(point[1] for point in usage) > 120
    assert report.environment["phases"][0][1]["en"] == "Training"
    assert len(report.environment["phases"]) == 3
    assert usage[0][0] <= usage[-1][0] <= report.duration_s
    rows = [p.payload for p in told if p.kind == "usage"]
    assert rows
    assert {row["limit_mb"] for row in rows} == {512}
