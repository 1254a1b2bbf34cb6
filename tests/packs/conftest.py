"""For the tests of one pack, which the file names in `SLUG`."""

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest

from tests.packs import inprocess
from workers.packkit.pack import Pack, load_pack, module_name, use


@pytest.fixture(scope="module")
def pack(request: pytest.FixtureRequest) -> Pack:
    return load_pack(inprocess.PACKS / request.module.SLUG)


@pytest.fixture(scope="module")
def dataset(pack: Pack):
    """The stand-in."""
    return pack.data.load(None)


@pytest.fixture(scope="module")
def module(pack: Pack) -> Callable[[str], ModuleType]:
    """Any of the pack's modules by name."""
    use(pack)
    return lambda name: pack.modules[f"{module_name(pack.slug)}.{name}"]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(7)


@pytest.fixture
def small(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Project 5's data with few drawn images, which are quick to draw."""
    monkeypatch.setattr(pack.data, "SYNTHETIC_DIGITS", 40)
    monkeypatch.setattr(pack.data, "SYNTHETIC_FACES", 60)
    monkeypatch.setattr(pack.data, "FEWEST_IMAGES", 20)
    monkeypatch.setattr(pack.data, "FEWEST_STEPS", {"real": (0, 0), "stand-in": (0, 0)})
    return pack.data
