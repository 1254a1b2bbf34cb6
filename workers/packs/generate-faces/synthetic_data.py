"""Drawn digits and drawn faces: the form of MNIST and of cropped CelebA, none of their images.

Everything is worked out for a whole batch at once. A face has a background, hair, skin,
eyes that look somewhere, brows, a mouth between a frown and a smile, and glasses now and
then; its place, size, tilt and colours vary.
"""

import numpy as np

SIDE = 28  # pixels, as in MNIST
CHUNK = 128  # images drawn at a time: what fits the processor's cache is quick
WEAR_GLASSES = 0.2  # of all faces
POINTS = 48  # along the strokes of a digit

# Strokes on a square from (-1, -1) at the top left to (1, 1); arcs are
# (centre x, centre y, radius x, radius y, from, to) in turns, clockwise from the right.
Arc = tuple[float, float, float, float, float, float]
ARCS: tuple[tuple[Arc, ...], ...] = (
    ((0, 0, 0.62, 0.95, 0, 1),),
    ((0, 0, 0.02, 0.95, 0.25, 0.75), (-0.2, -0.7, 0.25, 0.2, 0.25, 0)),
    (
        (0, -0.45, 0.55, 0.5, 0.5, 1.1),
        (0.9, 1.0, 1.5, 1.15, 0.55, 0.72),
        (0, 0.95, 0.65, 0.02, 0.5, 1),
    ),
    ((-0.05, -0.48, 0.55, 0.46, 0.55, 1.22), (-0.05, 0.46, 0.6, 0.5, 0.78, 1.45)),
    (
        (0.25, 0, 0.02, 0.95, 0.25, 0.75),
        (0.6, 0.3, 1.2, 1.3, 0.5, 0.7),
        (0, 0.3, 0.65, 0.02, 0.5, 1),
    ),
    (
        (0.05, -0.92, 0.55, 0.02, 0.5, 1),
        (-0.5, -0.5, 0.02, 0.42, 0.25, 0.75),
        (-0.05, 0.35, 0.58, 0.56, 0.62, 1.42),
    ),
    ((0, 0.42, 0.55, 0.5, 0, 1), (0.6, 0.35, 1.15, 1.3, 0.5, 0.73)),
    ((0, -0.92, 0.6, 0.02, 0.5, 1), (1.0, 1.1, 1.1, 2.0, 0.5, 0.7)),
    ((0, -0.48, 0.45, 0.44, 0, 1), (0, 0.46, 0.55, 0.48, 0, 1)),
    ((0, -0.42, 0.52, 0.5, 0, 1), (-0.6, -0.35, 1.12, 1.3, 0, 0.23)),
)


def digits(rng: np.random.Generator, count: int) -> np.ndarray:
    """(count, 28, 28) uint8: white strokes on black, slanted and sized at random."""
    return np.concatenate([_digits(rng, part) for part in _chunks(count)])


def faces(rng: np.random.Generator, count: int) -> np.ndarray:
    """(count, 28, 28, 3) uint8."""
    return np.concatenate([_faces(rng, part) for part in _chunks(count)])


def _chunks(count: int) -> list[int]:
    return [min(CHUNK, count - start) for start in range(0, count, CHUNK)]


def _strokes() -> np.ndarray:
    """Points along each digit, (10, POINTS, 2) as x and y."""
    drawn = []
    for arcs in ARCS:
        dense = []
        for x, y, width, height, start, end in arcs:
            angle = 2 * np.pi * np.linspace(start, end, 400)
            dense.append(
                np.column_stack([x + width * np.cos(angle), y + height * np.sin(angle)])
            )
        drawn.append(_evenly(dense))
    return np.stack(drawn)


def _evenly(pieces: list[np.ndarray]) -> np.ndarray:
    """POINTS points at equal distances along the pieces."""
    points = np.concatenate([piece[1:] for piece in pieces])
    steps = np.concatenate(
        [np.linalg.norm(np.diff(piece, axis=0), axis=1) for piece in pieces]
    )
    along = np.cumsum(steps)
    wanted = np.linspace(0, along[-1], POINTS)
    return np.asarray(points[np.searchsorted(along, wanted).clip(max=len(points) - 1)])


def _digits(rng: np.random.Generator, count: int) -> np.ndarray:
    points = _strokes()[rng.integers(0, 10, count)]
    points = points + rng.normal(0, 0.03, (count, 1, 2))
    slant = rng.normal(0.12, 0.16, (count, 1))
    turn = rng.normal(0, 0.1, (count, 1))
    size = rng.normal(8.0, 0.6, (count, 1))
    width = size * rng.uniform(0.75, 1.05, (count, 1))
    x, y = points[..., 0] - slant * points[..., 1], points[..., 1]
    x, y = x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)
    middle = SIDE / 2 - 0.5
    x = (middle + width * x + rng.normal(0, 0.7, (count, 1))).clip(1, SIDE - 3)
    y = (middle + size * y + rng.normal(0, 0.7, (count, 1))).clip(1, SIDE - 3)
    ink = _blurred(_splat(x, y), rng.uniform(0.5, 0.95, (count, 1, 1)))
    return np.asarray(255 * (1.9 * ink).clip(0, 1), np.uint8)


def _splat(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Each point's ink on the four pixels around it, (count, 28, 28)."""
    count = len(x)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right, down = x - left, y - top
    ink = np.zeros(count * SIDE * SIDE)
    first = np.arange(count)[:, None] * SIDE * SIDE + top * SIDE + left
    for offset, weight in (
        (0, (1 - right) * (1 - down)),
        (1, right * (1 - down)),
        (SIDE, (1 - right) * down),
        (SIDE + 1, right * down),
    ):
        ink += np.bincount((first + offset).ravel(), weight.ravel(), minlength=len(ink))
    return ink.reshape(count, SIDE, SIDE).clip(max=1)


def _blurred(image: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Rows and columns with the kernel (w, 1, w) / (1 + w)."""
    for axis in (1, 2):
        beside = np.roll(image, 1, axis) + np.roll(image, -1, axis)
        image = (image + width * beside) / (1 + width)
    return image


def _faces(rng: np.random.Generator, count: int) -> np.ndarray:
    sheet = _Sheet(rng, count)
    skin = _skin(rng, count)
    hair = _hair(rng, count)
    dark = np.full((count, 3), 0.1) + rng.uniform(0, 0.12, (count, 3))
    length = rng.choice([0.1, 0.75], (count, 1, 1)) + rng.uniform(0, 0.3, (count, 1, 1))
    sheet.shade()
    sheet.ellipse(hair, (0, -0.12), (0.84, 1.02), below=length)
    sheet.ellipse(0.86 * skin, (0, 1.15), (0.34, 0.5))
    sheet.ellipse(skin, (0, 0.1), (0.66, 0.86))
    fringe = rng.uniform(-0.62, -0.4, (count, 1, 1))
    sheet.ellipse(hair, (0, -0.42), (0.72, 0.62), below=fringe)
    look = rng.uniform(-0.06, 0.06, (count, 1, 1))
    for side in (-1, 1):
        sheet.ellipse(0.55 * hair, (0.28 * side, -0.2), (0.17, 0.05))
        sheet.ellipse(np.full((count, 3), 0.95), (0.28 * side, 0), (0.16, 0.1))
        sheet.ellipse(dark, (0.28 * side + look, 0), (0.085, 0.1))
    sheet.glasses(dark, worn=rng.random((count, 1, 1)) < WEAR_GLASSES)
    sheet.ellipse(0.8 * skin, (0, 0.28), (0.08, 0.13))
    sheet.mouth(rng.uniform(-0.12, 0.25, (count, 1, 1)))
    return sheet.pixels()


def _skin(rng: np.random.Generator, count: int) -> np.ndarray:
    """(count, 3) from pale to dark brown."""
    depth = rng.beta(1.3, 1.6, (count, 1))
    pale, deep = np.array([0.98, 0.82, 0.7]), np.array([0.42, 0.27, 0.18])
    return np.asarray(pale + depth * (deep - pale) + rng.normal(0, 0.015, (count, 3)))


def _hair(rng: np.random.Generator, count: int) -> np.ndarray:
    """(count, 3): black, brown, blond, red or grey."""
    colours = np.array(
        [
            [0.08, 0.07, 0.07],
            [0.32, 0.2, 0.1],
            [0.82, 0.66, 0.32],
            [0.6, 0.25, 0.1],
            [0.66, 0.66, 0.66],
        ]
    )
    chosen = rng.choice(len(colours), count, p=[0.35, 0.3, 0.2, 0.08, 0.07])
    return colours[chosen] + rng.normal(0, 0.025, (count, 3))


class _Sheet:
    """A batch of pictures being painted, in coordinates that move with each face.

    (0, 0) is the face's middle; x to its left side's right, y downwards; 1 is half its
    height, about.
    """

    def __init__(self, rng: np.random.Generator, count: int) -> None:
        row, column = np.mgrid[:SIDE, :SIDE].astype(np.float32) - (SIDE / 2 - 0.5)
        size = rng.normal(11.2, 0.7, (count, 1, 1))
        tilt = rng.normal(0, 0.09, (count, 1, 1))
        column = column - rng.normal(0, 0.9, (count, 1, 1)).astype("f4")
        row = row - rng.normal(1.2, 0.8, (count, 1, 1)).astype("f4")
        across, along = (
            (np.cos(tilt) / size).astype("f4"),
            (np.sin(tilt) / size).astype("f4"),
        )
        self._x = column * across + row * along
        self._y = row * across - column * along
        self._pixel = (1 / size).astype("f4")
        self._light = rng.uniform(-0.12, 0.12, (count, 1, 1)).astype("f4")
        grey, tint = (
            rng.uniform(0.2, 0.85, (count, 1, 1, 1)),
            rng.random((count, 3, 1, 1)),
        )
        ground = (0.6 * grey + 0.4 * tint).astype("f4")
        self._image = np.broadcast_to(ground, (count, 3, SIDE, SIDE)).copy()

    def shade(self) -> None:
        """The background is a little brighter on one side."""
        self._image += (self._light * self._x)[:, None]

    def ellipse(
        self,
        colour: np.ndarray,
        middle: tuple[float | np.ndarray, float],
        radii: tuple[float, float],
        below: np.ndarray | None = None,
    ) -> None:
        """With an edge one pixel wide. `below`: nothing is painted further down."""
        cover = self._inside(middle, radii)
        if below is not None:
            rest = (below.astype("f4") - self._y) / self._pixel
            cover = cover * (rest + np.float32(0.5)).clip(0, 1)
        self._paint(colour, cover)

    def glasses(self, colour: np.ndarray, worn: np.ndarray) -> None:
        for side in (-1, 1):
            middle = (0.28 * side, 0.0)
            ring = self._inside(middle, (0.27, 0.22)) - self._inside(
                middle, (0.2, 0.15)
            )
            self._paint(colour, 0.8 * ring.clip(0, 1) * worn)

    def mouth(self, smile: np.ndarray) -> None:
        """A curve across the lower face; `smile` is how far its corners rise."""
        curve = 0.58 - smile.astype("f4") * ((self._x / 0.3) ** 2 - 0.5)
        off = np.abs(self._y - curve)
        cover = ((0.075 - off) / self._pixel + 0.5).clip(0, 1)
        cover *= ((0.3 - np.abs(self._x)) / self._pixel + 0.5).clip(0, 1)
        self._paint(np.full((len(cover), 3), (0.62, 0.16, 0.18)), cover)

    def pixels(self) -> np.ndarray:
        """(count, 28, 28, 3): colours were kept apart while painting, which is faster."""
        return np.asarray(255 * self._image.clip(0, 1), np.uint8).transpose(0, 2, 3, 1)

    def _inside(
        self, middle: tuple[float | np.ndarray, float], radii: tuple[float, float]
    ) -> np.ndarray:
        """1 inside, 0 outside, (count, 28, 28)."""
        x = (self._x - np.float32(middle[0])) * np.float32(1 / radii[0])
        y = (self._y - np.float32(middle[1])) * np.float32(1 / radii[1])
        away = (1 - np.sqrt(x * x + y * y)) * (np.float32(min(radii)) / self._pixel)
        return np.asarray((away + np.float32(0.5)).clip(0, 1))

    def _paint(self, colour: np.ndarray, cover: np.ndarray) -> None:
        colour = colour.astype("f4")[:, :, None, None]
        self._image += cover.astype("f4")[:, None] * (colour - self._image)
