"""Bike sharing: the real `hour.csv`, or a generated table of the same form.

Real data: UCI Bike Sharing (Fanaee-T and Gama 2013, CC BY 4.0), 17,379 hours of
2011 and 2012. The generated table has the same columns, number of rows and calendar; see
`synthetic_data.py`.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from workers_packs.first_neural_network import synthetic_data

from workers.packkit.checks import text
from workers.packkit.loaders import REAL, SYNTHETIC, find, read_published
from workers.packkit.sources import Source

URL = "https://archive.ics.uci.edu/static/public/275/bike+sharing+dataset.zip"
TABLE_DIGEST = "sha256:e03de4ee4ef4dc376ac6e04bf829673c6269e8eba5c60fa121640fa2f829504f"
CANONICAL_NAME = "Bike-Sharing-Dataset/hour.csv"
ACCEPTED_NAMES = (CANONICAL_NAME, "bike-sharing/hour.csv", "hour.csv")
SOURCES = (
    Source(
        path="bike-sharing/bike-sharing-dataset.zip",
        url=URL,
        digest="",  # none is published for the archive; `load` checks the digest of the table
        size=None,
        licence=text(
            "Bike Sharing by Hadi Fanaee-T and João Gama (2013), CC BY 4.0",
            ja="Bike Sharing(Hadi Fanaee-T、João Gama、2013年)、CC BY 4.0",
        ),
        unpacks=("hour.csv",),
    ),
)

TEST_HOURS = 21 * 24
VALIDATION_HOURS = 60 * 24

PLAIN = ("yr", "holiday", "temp", "hum", "windspeed")
STANDARDISED = ("temp", "hum", "windspeed", "cnt")
CATEGORIES = {
    "season": range(1, 5),
    "weathersit": range(1, 5),
    "mnth": range(1, 13),
    "hr": range(24),
    "weekday": range(7),
}


@dataclass(frozen=True)
class Part:
    features: np.ndarray  # (hours, 56), float64
    targets: np.ndarray  # (hours,), riders in standard deviations from the mean

    def shuffled(self, rng: np.random.Generator) -> "Part":
        order = rng.permutation(len(self.targets))
        return Part(self.features[order], self.targets[order])


@dataclass(frozen=True)
class Dataset:
    """`training_limit` and `validation_limit` are mean squared errors to stay below."""

    kind: str  # REAL | SYNTHETIC
    table: bytes  # the CSV file itself
    training: Part
    validation: Part
    test: Part
    training_limit: float
    validation_limit: float

    def shuffled(self, rng: np.random.Generator) -> "Dataset":
        """The rows of each part in another order."""
        training, validation, test = (
            part.shuffled(rng) for part in (self.training, self.validation, self.test)
        )
        return replace(self, training=training, validation=validation, test=test)


LIMITS = {REAL: (0.09, 0.18), SYNTHETIC: (0.09, 0.14)}
"""Limits of the training and validation loss by kind of data. README.md gives the reasons."""


def load(folder: Path | None, seed: int | None = None) -> Dataset:
    """The real data when `folder` holds them, else synthetic ones. Raises Incident.

    A run draws the synthetic ones from a secret seed, so that nobody has their answers before.
    """
    path = find(folder, *ACCEPTED_NAMES)
    if path is None:
        return _prepared(SYNTHETIC, synthetic_data.table(seed))
    return _prepared(REAL, read_published(path, TABLE_DIGEST, where=URL))


def notebook_files(dataset: Dataset) -> Mapping[str, bytes]:
    return {CANONICAL_NAME: dataset.table}


def _prepared(kind: str, table: bytes) -> Dataset:
    columns = _columns(table)
    features = _features(columns)
    targets = columns["cnt"]
    last = len(targets) - TEST_HOURS
    middle = last - VALIDATION_HOURS
    training_limit, validation_limit = LIMITS[kind]
    return Dataset(
        kind=kind,
        table=table,
        training=Part(features[:middle], targets[:middle]),
        validation=Part(features[middle:last], targets[middle:last]),
        test=Part(features[last:], targets[last:]),
        training_limit=training_limit,
        validation_limit=validation_limit,
    )


def _columns(table: bytes) -> dict[str, np.ndarray]:
    """The numeric columns, `STANDARDISED` ones by sample deviation as pandas does."""
    rows = list(csv.DictReader(io.StringIO(table.decode("ascii"))))
    columns = {
        name: np.array([float(row[name]) for row in rows])
        for name in (*PLAIN, *CATEGORIES, "cnt")
    }
    for name in STANDARDISED:
        column = columns[name]
        columns[name] = (column - column.mean()) / column.std(ddof=1)
    return columns


def _features(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    plain = [columns[name] for name in PLAIN]
    one_hot = [
        (columns[name] == value).astype(np.float64)
        for name, values in CATEGORIES.items()
        for value in values
    ]
    return np.column_stack(plain + one_hot)
