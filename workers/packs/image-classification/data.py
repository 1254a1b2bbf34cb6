"""CIFAR-10, or generated images in the same files.

Real data: CIFAR-10 (Krizhevsky 2009), 60,000 photographs of 32×32 pixels in ten classes,
six pickled batches in `cifar-10-batches-py/`. A sample in the same format (1,500 images a
batch) is accepted for calibration. The stand-in draws textured shapes; see `synthetic_data.py`.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from workers_packs.image_classification import synthetic_data, unpickling

from protocol.steps import Incident
from workers.packkit.checks import text
from workers.packkit.loaders import REAL, SYNTHETIC, read_published
from workers.packkit.sources import Source

CANONICAL_FOLDER = "cifar-10-batches-py"
TRAINING_FILES = tuple(f"data_batch_{number}" for number in range(1, 6))
TEST_FILE = "test_batch"
NAMES_FILE = "batches.meta"
VALIDATION_SHARE = 10  # the last tenth of each training batch, as in the course

SYNTHETIC_SEED = 20170306
SYNTHETIC_BATCH = 1000  # images a file


@dataclass(frozen=True)
class Collection:
    """Files that are known by their digests."""

    folder: str  # below the data folder
    algorithm: str
    digests: Mapping[str, str]  # by file name, in hex
    limit: float  # accuracy that good work exceeds


COLLECTIONS = (
    Collection(
        CANONICAL_FOLDER,
        "md5",  # what has been published of the single files
        {
            "data_batch_1": "c99cafc152244af753f735de768cd75f",
            "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
            "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
            "data_batch_4": "634d18415352ddfa80567beed471001a",
            "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
            "test_batch": "40351d587109b95175f43aff81a1287e",
            "batches.meta": "5ff9c542aee3614f3951f8cda6e48888",
        },
        limit=0.5,
    ),
    Collection(
        "cifar-10-sample",
        "sha256",
        {
            "data_batch_1": "314a570bf44f255c85b4c25105c0421f"
            "d712b4188d99a20af38c735d52d996eb",
            "data_batch_2": "f80b1115df3c6cd0cf822a2e25767ff0"
            "ce160302ecff4c2ec391ea6656de4323",
            "data_batch_3": "9a751f10b155084d907b7e7c26523011"
            "d5e21a81720aaadde03aac76c4e80ee8",
            "data_batch_4": "07a7b3719c0fd32516000fe1364b12f9"
            "c3616a08634c5c9362364b3c1607aa51",
            "data_batch_5": "50c06e48bc3bb1b856b13ca8902e4fc8"
            "ff4b188066c93a9e0a482a1bf201fa1e",
            "test_batch": "8d291734ef50f130b16004fcde9db6a0"
            "4cadb9d1ca98464f738f71a1be594018",
            "batches.meta": "9e0436a7e99b7ef7549df66986bee2c4"
            "e61246228b59fb4aeff22fa07b288e36",
        },
        limit=0.4,  # 13 % of the images: see README.md
    ),
)
SYNTHETIC_LIMIT = 0.5

SOURCES = (
    Source(
        path="cifar-10-python.tar.gz",
        url="https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
        digest="md5:c58f30108f718f92721af3b95e74349a",
        size=170_498_071,
        licence=text(
            "CIFAR-10 by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton: free to use "
            "with a reference to “Learning Multiple Layers of Features from Tiny "
            "Images” (2009).",
            ja="CIFAR-10（Alex Krizhevsky、Vinod Nair、Geoffrey Hinton）。"
            "“Learning Multiple Layers of Features from Tiny Images”（2009年）を"
            "引用すれば自由に使えます。",
        ),
        unpacks=tuple(f"{CANONICAL_FOLDER}/{name}" for name in COLLECTIONS[0].digests),
    ),
)


@dataclass(frozen=True)
class Part:
    images: np.ndarray  # (n, 32, 32, 3), uint8
    labels: np.ndarray  # (n,), 0 to 9


@dataclass(frozen=True)
class Dataset:
    kind: str  # REAL | SYNTHETIC
    files: Mapping[str, bytes]  # the batch files, by name
    names: tuple[str, ...]  # of the classes
    training: Part
    validation: Part
    test: Part
    limit: float  # accuracy on validation and test that good work exceeds


def load(folder: Path | None, seed: int | None = None) -> Dataset:
    """The real data when `folder` holds them, else synthetic ones. Raises Incident.

    A run draws those from a secret seed, so that nobody has their labels before.
    """
    for collection in COLLECTIONS:
        if folder is not None and (folder / collection.folder).is_dir():
            files = _verified(folder / collection.folder, collection)
            return _prepared(REAL, files, collection.limit)
    files = synthetic_files(SYNTHETIC_SEED if seed is None else seed)
    return _prepared(SYNTHETIC, files, SYNTHETIC_LIMIT)


def notebook_files(dataset: Dataset) -> Mapping[str, bytes]:
    return {
        f"{CANONICAL_FOLDER}/{name}": content for name, content in dataset.files.items()
    }


def _verified(folder: Path, collection: Collection) -> dict[str, bytes]:
    files = {}
    for name, digest in collection.digests.items():
        path = folder / name
        if not path.is_file():
            message = f"{path} is missing; the archive is at {SOURCES[0].url}"
            raise Incident(message)
        known = f"{collection.algorithm}:{digest}"
        files[name] = read_published(path, known, where=SOURCES[0].url)
    return files


def synthetic_files(seed: int) -> dict[str, bytes]:
    """The same bytes for the same seed, in the form of the real batches."""
    rng = np.random.default_rng(seed)
    files = {}
    for name in (*TRAINING_FILES, TEST_FILE):
        images, labels = synthetic_data.draw(rng, SYNTHETIC_BATCH)
        files[name] = batch_file(name, images, labels)
    names = [name.encode("ascii") for name in synthetic_data.CLASSES]
    meta = {b"label_names": names, b"num_cases_per_batch": SYNTHETIC_BATCH}
    files[NAMES_FILE] = pickle.dumps(meta, protocol=3)
    return files


def batch_file(name: str, images: np.ndarray, labels: np.ndarray) -> bytes:
    """As in the real files: byte keys, one row an image, colour plane after plane."""
    rows = np.ascontiguousarray(images.transpose(0, 3, 1, 2)).reshape(len(images), -1)
    batch = {
        b"batch_label": name.encode("ascii"),
        b"labels": [int(label) for label in labels],
        b"data": rows,
        b"filenames": [b"%05d.png" % number for number in range(len(images))],
    }
    return pickle.dumps(batch, protocol=3)


def _prepared(kind: str, files: Mapping[str, bytes], limit: float) -> Dataset:
    training, validation = [], []
    for name in TRAINING_FILES:
        images, labels = unpickling.images_and_labels(files[name])
        kept = len(labels) - len(labels) // VALIDATION_SHARE
        training.append(Part(images[:kept], labels[:kept]))
        validation.append(Part(images[kept:], labels[kept:]))
    return Dataset(
        kind=kind,
        files=files,
        names=unpickling.label_names(files[NAMES_FILE]),
        training=_joined(training),
        validation=_joined(validation),
        test=Part(*unpickling.images_and_labels(files[TEST_FILE])),
        limit=limit,
    )


def _joined(parts: list[Part]) -> Part:
    return Part(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
    )
