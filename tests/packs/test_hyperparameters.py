"""What the checks of hyperparameters say, in all packs, held against what they have always said.

`hyperparameters.json` was written by the checks of before they became declarations:

    python -m tests.packs.test_hyperparameters     # writes it anew, after a change that is meant
"""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from protocol.steps import Outcome
from tests.packs.exemplars import BUILT_IN_PACKS
from workers.grader.steps.judging import judged
from workers.packkit.pack import pack_in

KNOWN = Path(__file__).with_name("hyperparameters.json")
MISSING = object()  # not assigned, or to something that is no literal

FACES = {"batch_size": 64, "z_dim": 100, "learning_rate": 0.0005, "beta1": 0.5}
SCRIPTS = {
    "num_epochs": 50,
    "batch_size": 256,
    "rnn_size": 256,
    "embed_dim": 200,
    "seq_length": 20,
    "learning_rate": 0.01,
}
IMAGES = {
    "epochs": 20,
    "batch_size": 128,
    "keep_probability": 0.6,
    "learning_rate": 0.001,
}
TRANSLATION = {
    "epochs": 4,
    "batch_size": 256,
    "rnn_size": 128,
    "num_layers": 2,
    "encoding_embedding_size": 64,
    "decoding_embedding_size": 64,
    "learning_rate": 0.005,
    "keep_probability": 0.8,
}
BIKES = {"hidden_nodes": 16, "output_nodes": 1, "learning_rate": 0.5}
GOOD = {
    "first-neural-network": ({**BIKES, "iterations": 3000}, {**BIKES, "epochs": 300}),
    "generate-faces": (FACES,),
    "generate-tv-scripts": (SCRIPTS,),
    "image-classification": (IMAGES,),
    "translate-a-language": (TRANSLATION,),
}
"""Constants with which every check passes, by pack."""

ODD = {
    "missing": MISSING,
    "None": None,
    "True": True,
    "False": False,
    "'64'": "64",
    "''": "",
    "[64]": [64],
    "(64,)": (64,),
    "{}": {},
    "1j": 1j,
    "nan": math.nan,
    "inf": math.inf,
    "-inf": -math.inf,
    "10**400": 10**400,
    "-10**400": -(10**400),
    "1e300": 1e300,
}
WHOLE = (
    *(-64, -1, 0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19, 20, 21, 31, 32, 33),
    *(46, 47, 56, 99, 100, 101, 119, 120, 121, 199, 200, 201, 255, 256, 257),
    *(500, 501, 511, 512, 513, 600, 601, 1000, 1001, 1023, 1024, 1025),
    *(2047, 2048, 2049, 12_000, 12_001, 20_000, 20_001, 1_000_000),
)
FRACTIONS = (
    *(-0.5, -0.001, 0.0, 1e-9, 0.00009, 0.0001, 0.0005, 0.001, 0.002, 0.0021, 0.05),
    *(0.1, 0.1001, 0.19, 0.2, 0.29, 0.3, 0.5, 0.7, 0.71, 0.9, 0.99, 1.0, 1.01, 2.5),
    *(16.0, 64.0, 100.0, 128.5, 3000.0),
)
VALUES = ODD | {repr(value): value for value in (*WHOLE, *FRACTIONS)}


def checks_of(slug: str) -> list[Any]:
    checks = pack_in(BUILT_IN_PACKS / slug).checks
    return [one for one in checks if one.slug.startswith("hyperparameters.")]


def cases_of(slug: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Good constants, one of them after the other replaced by every value."""
    for number, good in enumerate(GOOD[slug], 1):
        yield f"good {number}", dict(good)
        for name in good:
            for told, value in VALUES.items():
                changed = {key: kept for key, kept in good.items() if key != name}
                if value is not MISSING:
                    changed[name] = value
                yield f"{number}: {name} = {told}", changed


def said_of(slug: str) -> dict[str, Any]:
    """Slug, title and hint of each check, and the cases in which it does not pass."""
    said: dict[str, Any] = {}
    cases = list(cases_of(slug))
    for one in checks_of(slug):
        outcomes: dict[str, list[str]] = {}
        for told, constants in cases:
            outcome = outcome_of(one, constants).outcome
            if outcome is not Outcome.PASSED:
                outcomes.setdefault(outcome.value, []).append(told)
        said[one.slug] = {"title": one.title, "hint": one.hint, **outcomes}
    return said


def outcome_of(one: Any, constants: dict[str, Any]) -> Any:
    student = SimpleNamespace(constants=constants, edition="", kinds={}, places={})
    rng = np.random.default_rng(1)
    result = judged(one, lambda: one.function(student, rng))
    for language, words in one.hint.items():
        hint = result.hint.get(language, "")
        assert hint.endswith(words) is (result.outcome is Outcome.FAILED), result
    assert bool(result.evidence) == (result.outcome is not Outcome.PASSED), result
    return result


@pytest.mark.parametrize("slug", GOOD)
def test_they_say_what_they_always_said(slug):
    known = json.loads(KNOWN.read_text("utf-8"))[slug]
    said = said_of(slug)
    assert list(said) == list(known)
    for check, expected in known.items():
        assert said[check] == expected, check


@pytest.mark.parametrize("slug", GOOD)
def test_no_value_breaks_them(slug):
    for one in checks_of(slug):
        for told, constants in cases_of(slug):
            outcome = outcome_of(one, constants).outcome
            assert outcome is not Outcome.BROKEN, (one.slug, told)


def write() -> None:
    said = {slug: said_of(slug) for slug in GOOD}
    KNOWN.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write()
