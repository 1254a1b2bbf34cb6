"""What a Keras model is made of, as the student's process tells it, read before it is built anew.

A sandbox that holds nothing of the student's builds the model from the description that `read`
returns. So a description may name nothing but Keras's own layers, operations and random
initialisers, and hold a few plain numbers: no code, no arrays, no weights that were learnt elsewhere.

    description = read(student.call("_course_described"))  # or NotStock
    student.start_over(bare=True)
    student.load(stock.HELPER)
"""

import math
from collections.abc import Mapping
from typing import Any

from workers.packkit.stock_names import (
    ALLOWED,
    AROUND_ZERO,
    MARKS,
    OFFSETS,
    POLICIES,
    SIZES,
)

MOST_VALUES = 20_000  # a network of ten layers has a thousand
MOST_FLOATS = 1_000  # rates of dropout and the like
MOST_PARTS = 400  # of a list: the layers of a model
MOST_NUMBERS = 16  # of a list of numbers, with the lists in it: sizes and shapes
MOST_LISTED = 200  # of all lists that are no sizes: more would be weights, written out
LARGEST = 10_000_000  # of a whole number
LONGEST = 100  # of a name

TELL = """
def _course_described_as(model):
    # Plain data, or None where Keras cannot describe the model.
    import json

    try:
        return json.loads(model.to_json())
    except Exception:
        return None
"""
"""Public: it runs beside the student's code."""

BUILD = """
def _course_built(description):
    import json

    import keras

    return keras.models.model_from_json(json.dumps(description))
"""
"""Public: it runs where none of the student's code does."""


class NotStock(Exception):
    """The model is made of something else, or is not described. The message is for staff."""


def read(told: Any) -> dict[str, Any]:
    """A description that holds nothing but what is allowed. Raises NotStock."""
    if not isinstance(told, dict) or "class_name" not in told:
        raise NotStock("no description of a model")
    return _Reader().part(told, "")


class _Reader:
    """Copies what is allowed, and counts."""

    def __init__(self) -> None:
        self._values = MOST_VALUES
        self._floats = MOST_FLOATS
        self._listed = MOST_LISTED

    def value(self, told: Any, key: str) -> Any:
        self._values -= 1
        if self._values < 0:
            raise NotStock("too long a description")
        if isinstance(told, list | tuple):
            return self._parts(told, key)
        if isinstance(told, Mapping):
            if "class_name" in told:
                return self.part(told, key)
            return {_name(k): self.value(v, k) for k, v in told.items()}
        # The seed of each layer comes from the run's, which the student does not know.
        return None if key == "seed" else self._plain(told)

    def part(self, told: Mapping[str, Any], key: str) -> dict[str, Any]:
        """A layer, an operation, an initialiser or another object of Keras's own."""
        name, module = told["class_name"], told.get("module")
        if key == "seed":
            raise NotStock("a generator of random numbers")
        if isinstance(name, str) and name in MARKS:
            config = self.value(told.get("config"), "")
            return {"class_name": name, "config": config}
        if not _is_allowed(module, name):
            raise NotStock(f"{module!r:.60}: {name!r:.60}")
        if name == "Constant" and key not in OFFSETS:
            raise NotStock(f"constant numbers as {key!r:.60}")
        if key not in OFFSETS:
            _require_random(told.get("config"))
        kept = {
            part: self.value(told[part], part)
            for part in ("config", "name", "inbound_nodes")
            if part in told
        }
        if name == "DTypePolicy" and kept.get("config") not in POLICIES:
            raise NotStock("numbers of another precision")
        own = name if str(module).startswith("keras.src.") else None
        return {"module": module, "class_name": name, "registered_name": own, **kept}

    def _parts(self, told: Any, key: str) -> list[Any]:
        numbers = _numbers_in(told)
        if len(told) > MOST_PARTS or numbers > MOST_NUMBERS:
            raise NotStock(f"{len(told)} parts, {numbers} numbers as {key!r:.60}")
        if key not in SIZES:
            self._listed -= sum(
                not isinstance(part, list | tuple | Mapping) for part in told
            )
            if self._listed < 0:
                raise NotStock("too many numbers in lists")
        return [self.value(part, key) for part in told]

    def _plain(self, told: Any) -> Any:
        if told is None or isinstance(told, bool):
            return told
        if isinstance(told, int) and abs(told) <= LARGEST:
            return told
        if isinstance(told, float) and math.isfinite(told):
            self._floats -= 1
            if self._floats < 0:
                raise NotStock("too many numbers")
            return told
        return _name(told)


def _numbers_in(told: Any) -> int:
    """Of a list and the lists in it, however deep: rows of few numbers are an array as well."""
    if isinstance(told, list | tuple):
        return sum(map(_numbers_in, told))
    return isinstance(told, int | float)


def _require_random(config: Any) -> None:
    """Around a mean, or in a range, of its own, an initialiser is one number to bring along."""
    told = config if isinstance(config, Mapping) else {}
    mean, low, high = (told.get(part, 0.0) for part in AROUND_ZERO)
    if not all(isinstance(number, int | float) for number in (mean, low, high)):
        raise NotStock("an initialiser of something else than numbers")
    if mean or low > 0 or high < 0:
        raise NotStock(
            f"first weights around {mean!r:.20}, from {low!r:.20} to {high!r:.20}"
        )


def _is_allowed(module: Any, name: Any) -> bool:
    if not (isinstance(module, str) and isinstance(name, str)):
        return False
    return name in ALLOWED.get(module, ())


def _name(told: Any) -> str:
    if isinstance(told, str) and len(told) <= LONGEST and told.isprintable():
        return told
    raise NotStock(f"{type(told).__name__} where a name or a number is wanted")
