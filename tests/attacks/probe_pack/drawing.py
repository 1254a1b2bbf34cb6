"""Hidden inputs. Whoever runs an attack looks here for what must not have come out."""

import numpy as np

DRAWN: list[str] = []
SMALLEST, LARGEST = 100_000, 999_999


def draw(rng: np.random.Generator, size: int = 4) -> np.ndarray:
    numbers = rng.integers(SMALLEST, LARGEST, size=size)
    DRAWN.extend(str(number) for number in numbers)
    return numbers
