"""A short training of each pack, with a student who pretends to train: no sandbox.

The trainings' own code runs as it is, on a few rows, so that hundreds of them take seconds.
"""

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from tests.packs import inprocess
from tests.packs.test_first_neural_network_training import STILL, with_losses
from tests.packs.test_generate_faces_training import Painter
from tests.packs.test_generate_tv_scripts import SHORT, Scripted
from tests.packs.test_image_classification_training import Pretender
from tests.packs.test_translate_a_language import Puppet
from workers.packkit.pack import Pack, module_name

Short = tuple[Callable[[], Any], Any]
"""Makes the student; the data to train on."""


def short_training(pack: Pack, patch: pytest.MonkeyPatch) -> Short:
    return MAKERS[pack.slug](pack, patch)


def _module(pack: Pack, name: str) -> ModuleType:
    return pack.modules[f"{module_name(pack.slug)}.{name}"]


def _first_neural_network(pack: Pack, patch: pytest.MonkeyPatch) -> Short:
    numbers = {"learning_rate": 0.5, "hidden_nodes": 3, "output_nodes": 1}
    student = inprocess.SourceStudent(STILL, "my-answers", iterations=2, **numbers)
    student.names["OFFSET"] = 0.0
    return lambda: student, with_losses(pack, 0.08, 0.13)


def _image_classification(pack: Pack, patch: pytest.MonkeyPatch) -> Short:
    data, rng = _module(pack, "data"), np.random.default_rng(3)
    parts = [
        data.Part(*_module(pack, "synthetic_data").draw(rng, n)) for n in (60, 30, 30)
    ]
    names = tuple(f"class {number}" for number in range(10))
    dataset = data.Dataset("real", {}, names, *parts, 0.5)
    known = {image.tobytes(): 0 for image in parts[0].images}
    says = "loss 2.3026, accuracy 10.00 %"
    return lambda: Pretender(known, learns=False, says=says), dataset


def _generate_tv_scripts(pack: Pack, patch: pytest.MonkeyPatch) -> Short:
    patch.setattr(_module(pack, "training"), "POINTS", 2)
    return Scripted, _module(pack, "data").prepared("real", SHORT)


class Looking(Puppet):
    """Looks at all words alike."""

    def _course_attention(self, part: str, rows: Any, written: Any) -> np.ndarray:
        wide = self.sent[part].shape[1]
        return np.full((len(rows), written.shape[1], wide), 1 / wide)


def _translate_a_language(pack: Pack, patch: pytest.MonkeyPatch) -> Short:
    patch.setattr(_module(pack, "data"), "HELD_OUT", 20)
    patch.setattr(_module(pack, "training"), "SAMPLE", 10)
    patch.setattr(_module(pack, "learning"), "SAMPLE", 10)
    patch.setattr(_module(pack, "learning"), "POINTS", 2)
    patch.setattr(_module(pack, "harness"), "SAMPLE", 20)
    drawn = _module(pack, "data").load(None)
    dataset = replace(
        drawn, kind="real", pairs=drawn.pairs[:200], epoch=4096, course_epoch=4096
    )
    return lambda: Looking(dataset), dataset


def _generate_faces(pack: Pack, patch: pytest.MonkeyPatch) -> Short:
    for name, few in (("SYNTHETIC_DIGITS", 40), ("SYNTHETIC_FACES", 60)):
        patch.setattr(_module(pack, "data"), name, few)
    patch.setattr(_module(pack, "data"), "FEWEST_STEPS", {"stand-in": (0, 0)})
    for name, few in (("SAMPLES", 10), ("POINTS", 2), ("LOOKS", 2)):
        patch.setattr(_module(pack, "practice"), name, few)
    for name in ("FIRST", "SECOND", "FEATURES"):
        patch.setattr(_module(pack, "measuring"), name, 4)
    patch.setattr(_module(pack, "showing"), "ROWS", 1)
    dataset = _module(pack, "data").load(None)
    return Painter, dataset


MAKERS = {
    "first-neural-network": _first_neural_network,
    "image-classification": _image_classification,
    "generate-tv-scripts": _generate_tv_scripts,
    "translate-a-language": _translate_a_language,
    "generate-faces": _generate_faces,
}
