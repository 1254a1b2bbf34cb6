"""Project 1's data and training driver, run in-process with an exemplar of our own."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from protocol.steps import Incident
from tests.packs import inprocess

SLUG = "first-neural-network"
GOOD = inprocess.PACKS / SLUG / "exemplars" / "passing" / "vectorised-batch"
ITERATIONS = 100


class Watched(inprocess.LocalStudent):
    """Keeps every array that is sent in, and trains for a moment only."""

    def __init__(self, folder):
        super().__init__(folder)
        self.constants["iterations"] = ITERATIONS
        self.sent = []

    def call(self, function, *args, **kwargs):
        for value in args:
            parts = value.values() if isinstance(value, dict) else [value]
            self.sent += [part for part in parts if isinstance(part, np.ndarray)]
        return super().call(function, *args, **kwargs)


def driven(pack, dataset, *, seed=1, **constants):
    student, progress = Watched(GOOD), []
    student.constants.update(constants)
    figures = pack.training.drive(student, dataset, progress.append, seed)
    return student, progress, figures


def test_the_stand_in_has_the_form_of_the_real_table(pack, dataset):
    lines = dataset.table.decode("ascii").split("\r\n")
    assert len(lines) == 17_379 + 2  # a head line, and nothing after the last line end
    assert lines[0].split(",")[-3:] == ["casual", "registered", "cnt"]
    assert {len(line.split(",")) for line in lines[:-1]} == {17}


def test_the_last_three_weeks_are_for_testing_and_sixty_days_before_for_validation(
    dataset,
):
    assert dataset.training.features.shape == (15_435, 56)
    assert dataset.validation.features.shape == (60 * 24, 56)
    assert dataset.test.features.shape == (21 * 24, 56)
    assert dataset.training.features.dtype == np.float64


def test_riders_are_standardised_over_the_whole_table(dataset):
    parts = (dataset.training, dataset.validation, dataset.test)
    riders = np.concatenate([part.targets for part in parts])
    assert riders.mean() == pytest.approx(0)
    assert riders.std(ddof=1) == pytest.approx(1)


@pytest.mark.parametrize(
    "name", ["Bike-Sharing-Dataset/hour.csv", "bike-sharing/hour.csv", "hour.csv"]
)
def test_a_table_that_is_not_the_published_one_is_our_incident(
    pack, dataset, tmp_path, name
):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(dataset.table)
    with pytest.raises(Incident, match="SHA-256"):
        pack.data.load(tmp_path)


def test_a_notebook_finds_the_table_where_the_starter_reads_it(pack, dataset):
    starter = (pack.folder / "starter" / pack.notebook).read_text("utf-8")
    (name,) = pack.data.notebook_files(dataset)
    assert name in starter


def test_the_riders_of_the_held_out_weeks_never_enter_the_sandbox(pack, dataset):
    student, _, _ = driven(pack, dataset)
    sent = np.concatenate([array.ravel() for array in student.sent])
    assert np.isin(dataset.training.targets, sent).all()
    secret = np.setdiff1d(dataset.validation.targets, dataset.training.targets)
    assert secret.size
    assert not np.isin(secret, sent).any()


def test_a_network_is_trained_for_as_many_iterations_as_the_student_asked_for(
    pack, dataset
):
    student, _, figures = driven(pack, dataset)
    batches = [
        array for array in student.sent if array.ndim == 2 and array.dtype.kind == "i"
    ]
    assert sum(len(array) for array in batches) == ITERATIONS
    assert {array.shape[1] for array in batches} == {128}
    assert figures["iterations_done"] == figures["iterations_asked"] == ITERATIONS


def test_the_curve_has_forty_points_of_each_kind_and_knows_where_it_ends(pack, dataset):
    _, progress, figures = driven(pack, dataset)
    for series in ("train", "validation"):
        points = [p.payload for p in progress if p.payload["series"] == series]
        assert len(points) == 40
        assert {point["x_of"] for point in points} == {ITERATIONS}
        assert points[-1]["x"] == ITERATIONS
    assert points[-1]["y"] == figures["validation_loss"]


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(pack, dataset):
    first, again, other = (driven(pack, dataset, seed=seed)[2] for seed in (5, 5, 6))
    assert first == again
    assert first["training_loss"] != other["training_loss"]


def test_the_score_is_below_one_exactly_when_both_losses_meet_their_limits(
    pack, dataset
):
    easy = replace(dataset, training_limit=5.0, validation_limit=5.0)
    assert driven(pack, easy)[2]["score"] < 1
    for limit in ("training_limit", "validation_limit"):
        assert driven(pack, replace(easy, **{limit: 0.01}))[2]["score"] > 1


def test_a_network_that_diverges_stops_early_and_its_figures_are_plain(pack, dataset):
    _, progress, figures = driven(pack, dataset, learning_rate=50.0, iterations=2000)
    assert figures["training_loss"] is None
    assert figures["iterations_done"] < 2000
    assert figures["score"] == pack.training.HOPELESS
    assert all(np.isfinite(point.payload["y"]) for point in progress)


def test_training_that_takes_too_long_is_cut_short_and_says_so(
    pack, dataset, monkeypatch
):
    monkeypatch.setattr(pack.training, "ATTEMPT_CPU_S", 0.0)
    _, _, figures = driven(pack, dataset)
    assert 0 < figures["iterations_done"] < ITERATIONS
    with pytest.raises(AssertionError, match="iterations"):
        pack.training.finishes.function(figures)


def test_the_table_that_is_fetched_is_found(pack):
    (source,) = pack.data.SOURCES
    folder = Path(source.path).parent
    (member,) = source.unpacks
    assert str(folder / member) in pack.data.ACCEPTED_NAMES
