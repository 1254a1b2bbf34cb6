"""Digits and faces: MNIST and an instructor's crops of CelebA, or generated ones.

Both are IDX files, as MNIST's authors published theirs: two zero bytes, 8 for unsigned
bytes, the number of dimensions, each dimension as a big-endian 32-bit number, then the
pixels. Nothing is ever unpickled.

CelebA comes as 202,599 JPEG files under terms that forbid handing them on, and the
trusted side has no JPEG decoder: whoever runs this site puts one file of crops there,
written by the starter notebook's own cell. See README.md.
"""

import gzip
import io
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from workers_packs.generate_faces import synthetic_data

from protocol.steps import Incident
from workers.packkit.checks import text
from workers.packkit.loaders import REAL, SYNTHETIC, find, read_published
from workers.packkit.sources import Source

SIDE = 28
UNSIGNED_BYTES = 8  # the type code of an IDX file
WORD = 4  # bytes of the head, and of each dimension in it
MOST_DIMENSIONS = 4
LARGEST_BYTES = 2**30

MNIST_URL = "https://ossci-datasets.s3.amazonaws.com/mnist/"
DIGITS_NAME = "mnist/train-images-idx3-ubyte.gz"
FEWER_DIGITS_NAME = "mnist/t10k-images-idx3-ubyte.gz"
FACES_NAME = "celeba/faces-28x28-idx4-ubyte"

DIGESTS = {
    DIGITS_NAME: "md5:f68b3c2dcbeaaa9fbdd348bbdeb94873",
    FEWER_DIGITS_NAME: "md5:9fb629c4189551a2d022fa330f9573f3",
}
"""As torchvision and TensorFlow Datasets check them."""

SOURCES = (
    Source(
        path=DIGITS_NAME,
        url=f"{MNIST_URL}train-images-idx3-ubyte.gz",
        digest=DIGESTS[DIGITS_NAME],
        size=9_912_422,
        licence=text(
            "MNIST, Yann LeCun and Corinna Cortes; CC BY-SA 3.0",
            ja="MNIST（Yann LeCun、Corinna Cortes）、CC BY-SA 3.0",
        ),
    ),
    Source(
        path=FACES_NAME,
        url="",
        digest="",
        size=None,
        licence=text(
            "CelebA, Liu, Luo, Wang and Tang 2015: research only, not to be handed on",
            ja="CelebA（Liu、Luo、Wang、Tang、2015年）：非営利の研究目的のみ、再配布不可",
        ),
        ask=text(
            "Agree to the terms at https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html, "
            "unpack img_align_celeba.zip beside the starter notebook and run its cell "
            "that crops the faces. It writes this file.",
            ja="https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html の利用条件に同意し、"
            "img_align_celeba.zip をスターターノートブックと同じ場所に展開して、"
            "顔を切り抜くセルを実行してください。このファイルが書き出されます。",
        ),
    ),
)

SYNTHETIC_DIGITS, SYNTHETIC_FACES = 10_240, 16_384
SEED = 20170616
FEWEST_IMAGES = 4_000  # in a file of faces; fewer are not enough to learn from
MOST_FACES = 60_000  # of a larger file the first ones: the sandbox is limited
HELD_OUT = 0.1  # of the real images: never shown to the student's networks

PASSES = {REAL: (2, 1), SYNTHETIC: (2, 2)}
"""Epochs on the digits and the faces. There are few generated faces, so they are used twice."""
FEWEST_STEPS = {REAL: (0, 0), SYNTHETIC: (320, 512)}
"""The fewest steps, however large the batch, so that slow learners get far enough."""


@dataclass(frozen=True)
class Part:
    """Images (n, 28, 28, 1 or 3) uint8. `kept_back` is empty where new ones are drawn."""

    kind: str  # REAL | SYNTHETIC
    images: np.ndarray
    kept_back: np.ndarray
    passes: int
    fewest_steps: int

    def fresh(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """Images that were never sent to the sandbox."""
        if len(self.kept_back):
            return self.kept_back[rng.permutation(len(self.kept_back))[:count]]
        if self.images.shape[-1] == 1:
            return synthetic_data.digits(rng, count)[..., None]
        return synthetic_data.faces(rng, count)


@dataclass(frozen=True)
class Dataset:
    kind: str  # REAL when both parts are
    digits: Part
    faces: Part
    files: Mapping[str, bytes]


def load(folder: Path | None, seed: int | None = None) -> Dataset:
    """Each part real where `folder` holds it, else drawn. Raises Incident.

    A run draws from a secret seed, so that nobody has the images before.
    """
    digits_path = find(folder, DIGITS_NAME, FEWER_DIGITS_NAME)
    faces_path = find(folder, FACES_NAME)
    drawn = np.random.default_rng(SEED if seed is None else seed)
    files: dict[str, bytes] = {}
    if digits_path is None:
        digits = synthetic_data.digits(drawn, SYNTHETIC_DIGITS)
        files[DIGITS_NAME] = gzip.compress(idx_bytes(digits), 1, mtime=0)
        digits_part = _part(SYNTHETIC, digits[..., None], 0)
    else:
        name = f"mnist/{digits_path.name}"
        files[name] = read_published(digits_path, DIGESTS[name], where=MNIST_URL)
        digits_part = _part(REAL, _pixels(digits_path, files[name], ())[..., None], 0)
    if faces_path is None:
        faces = synthetic_data.faces(drawn, SYNTHETIC_FACES)
        faces_part = _part(SYNTHETIC, faces, 1)
    else:
        faces = _pixels(faces_path, faces_path.read_bytes(), (3,))[:MOST_FACES]
        faces_part = _part(REAL, faces, 1)
    files[FACES_NAME] = idx_bytes(faces)
    both = digits_part.kind == faces_part.kind == REAL
    return Dataset(REAL if both else SYNTHETIC, digits_part, faces_part, files)


def notebook_files(dataset: Dataset) -> Mapping[str, bytes]:
    return dataset.files


def idx_bytes(pixels: np.ndarray) -> bytes:
    """An IDX file of unsigned bytes."""
    head = struct.pack(
        f">HBB{pixels.ndim}I", 0, UNSIGNED_BYTES, pixels.ndim, *pixels.shape
    )
    return head + np.ascontiguousarray(pixels, np.uint8).tobytes()


def read_idx(content: bytes) -> np.ndarray:
    """The pixels of an IDX file of unsigned bytes. Raises ValueError."""
    if len(content) < WORD or content[:3] != bytes((0, 0, UNSIGNED_BYTES)):
        raise ValueError("no IDX file of unsigned bytes")
    dimensions = content[3]
    start = WORD + WORD * dimensions
    if not 1 <= dimensions <= MOST_DIMENSIONS or len(content) < start:
        raise ValueError("an IDX file with an unknown header")
    shape = struct.unpack(f">{dimensions}I", content[WORD:start])
    pixels = np.frombuffer(content, np.uint8, offset=start)
    if int(np.prod(shape, dtype=object)) != len(pixels):
        raise ValueError(f"{len(pixels)} pixels, but the header says {shape}")
    return pixels.reshape(shape)


def _pixels(path: Path, content: bytes, channels: tuple[int, ...]) -> np.ndarray:
    """(n, 28, 28, *channels), or an Incident that names the file."""
    try:
        pixels = read_idx(_unzipped(content) if path.suffix == ".gz" else content)
    except (ValueError, OSError, EOFError, zlib.error) as error:
        raise Incident(f"{path.name}: {error}") from error
    if pixels.shape[1:] != (SIDE, SIDE, *channels) or len(pixels) < FEWEST_IMAGES:
        raise Incident(f"{path.name} has the shape {pixels.shape}")
    return pixels


def _unzipped(content: bytes) -> bytes:
    with gzip.open(io.BytesIO(content)) as file:
        return file.read(LARGEST_BYTES)


def _part(kind: str, images: np.ndarray, which: int) -> Part:
    kept = int(len(images) * HELD_OUT) if kind == REAL else 0
    last = len(images) - kept
    passes, fewest = PASSES[kind][which], FEWEST_STEPS[kind][which]
    return Part(kind, images[:last], images[last:], passes, fewest)
