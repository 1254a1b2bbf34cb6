"""Makes values storable: students' programs produce some that databases refuse."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np


def json_safe(value: Any) -> Any:
    """JSON-able data without NaN, infinities, NUL characters and lone surrogates.

    Numbers that are not finite become None: PostgreSQL's JSON cannot hold them.
    """
    if isinstance(value, str):
        return text(value)
    if isinstance(value, np.generic | np.ndarray):
        return json_safe(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {text(str(key)): json_safe(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_safe(item) for item in value]
    return value


def text(value: str) -> str:
    return (
        value.replace("\0", "\N{REPLACEMENT CHARACTER}")
        .encode("utf-8", "replace")
        .decode()
    )
