"""What was built: whole, and fit for its notebooks inside a real sandbox."""

import subprocess
from collections.abc import Iterator

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.workers.conftest import starter
from tests.workers.obtainable import NAMES
from workers.environments.building import MEGABYTE
from workers.environments.environments import (
    Runtime,
    declaration_of,
    find_runtime,
    runtimes_root,
    stamp_of,
)
from workers.grader.student import SandboxedStudent

# Measured: less than any of these, and TensorFlow does not come up or does not train.
LEAST_FOR_TF2 = {"memory_mb": 1024, "processes": 40, "open_files": 96, "scratch_mb": 8}
BROUGHT_BY_VENV = {"pip", "setuptools"}

LOOK = """
import importlib, os, sys, threading

def imports(modules):
    return [importlib.import_module(m).__name__ for m in modules]

def uncompiled():
    '''Modules whose bytecode every sandbox would have to make anew.'''
    files = [getattr(m, "__cached__", None) for m in list(sys.modules.values())]
    lie = [f for f in files if f and f.startswith(sys.prefix)]
    return [f for f in lie if not os.path.exists(f)]

def variables():
    return dict(os.environ)
"""
LEARN = """
import numpy as np
import keras

def learn(images, labels):
    keras.utils.set_random_seed(1)
    net = keras.Sequential([
        keras.Input(images.shape[1:]),
        keras.layers.Conv2D(8, 3, activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(2, activation="softmax"),
    ])
    net.compile("adam", "sparse_categorical_crossentropy")
    before = [w.copy() for w in net.get_weights()]
    loss = net.train_on_batch(images, labels)
    moved = max(float(np.abs(a - b).max()) for a, b in zip(before, net.get_weights()))
    return {"loss": float(loss), "moved": moved, "answers": net.predict(images, verbose=0)}

def threads():
    with open("/proc/self/status") as status:
        return [int(l.split()[1]) for l in status if l.startswith("Threads")][0]
"""


@pytest.fixture(params=NAMES, scope="module")
def runtime(request: pytest.FixtureRequest) -> Runtime:
    return find_runtime(request.param)


@pytest.fixture(scope="module")
def student(runtime: Runtime) -> Iterator[SandboxedStudent]:
    with starter(runtime) as start:
        yield start(LOOK, call_s=120, wall_s=300, memory_mb=2048)


def test_all_that_is_warmed_up_can_be_imported_and_is_compiled(
    student: SandboxedStudent, runtime: Runtime
) -> None:
    modules = list(runtime.warm_up)
    assert student.call("imports", modules) == modules
    assert student.call("uncompiled") == []


def test_the_variables_it_declares_hold_inside(
    student: SandboxedStudent, runtime: Runtime
) -> None:
    inside = student.call("variables")
    assert {name: inside.get(name) for name in runtime.environment} == dict(
        runtime.environment
    )


def test_what_students_import_is_named_first(runtime: Runtime) -> None:
    assert len(runtime.main) == len(runtime.warm_up)
    assert set(runtime.main) <= set(runtime.packages)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("device", ["cpu", "gpu"])
def test_every_requirement_is_pinned_to_one_version(name: str, device: str) -> None:
    for pin in declaration_of(name).pins(device):
        requirement = Requirement(pin)
        assert [each.operator for each in requirement.specifier] == ["=="]
        assert not requirement.extras, "an extra is resolved, and nothing resolves here"


def test_the_pins_are_the_whole_closure(runtime: Runtime) -> None:
    """Nothing else is there, and nothing that one of them needs is missing."""
    stamp = stamp_of(runtimes_root() / runtime.name) or {}
    pins = declaration_of(runtime.name).pins(stamp["device"])
    there = {
        canonicalize_name(Requirement(p).name): Requirement(p).specifier
        for p in runtime.packages
    }
    wanted = {
        canonicalize_name(Requirement(p).name): Requirement(p).specifier for p in pins
    }
    assert wanted.items() <= there.items()
    assert set(there) - set(wanted) <= BROUGHT_BY_VENV
    checked = subprocess.run(
        [runtime.interpreter, "-I", "-m", "pip", "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No broken requirements" in checked.stdout, checked.stdout


def test_the_disk_that_is_asked_for_is_about_what_building_takes(
    runtime: Runtime,
) -> None:
    stamp = stamp_of(runtime.folder) or {}
    asked = declaration_of(runtime.name).disk_mb[stamp["device"]]
    files = (path for path in runtime.folder.rglob("*") if not path.is_symlink())
    taken = sum(path.stat().st_size for path in files) / MEGABYTE
    assert taken < asked < 2 * taken


def test_keras_learns_within_the_least_limits() -> None:
    rng = np.random.default_rng(0)
    images = rng.random((16, 12, 12, 3), dtype=np.float32)
    labels = rng.integers(0, 2, 16)
    with starter(find_runtime("tf2")) as start:
        student = start(LEARN, call_s=120, wall_s=300, **LEAST_FOR_TF2)
        learned = student.call("learn", images, labels)
        assert 0 < learned["loss"] < 5
        assert learned["moved"] > 0
        assert learned["answers"].shape == (16, 2)
        np.testing.assert_allclose(learned["answers"].sum(axis=1), 1, atol=1e-5)
        assert student.call("threads") < LEAST_FOR_TF2["processes"]
        assert student.sandbox is not None
        assert (
            "rebuild TensorFlow" not in student.sandbox.said
        )  # a note on the processor


def test_the_same_seed_gives_the_same_network() -> None:
    images = np.random.default_rng(0).random((8, 12, 12, 3), dtype=np.float32)
    labels = np.arange(8) % 2
    with starter(find_runtime("tf2")) as start:
        student = start(LEARN, call_s=120, wall_s=300, memory_mb=2048)
        first = student.call("learn", images, labels)
        again = student.call("learn", images, labels)
    np.testing.assert_array_equal(first["answers"], again["answers"])
