"""Runtimes are folders: what is declared is what is looked for."""

import json
from itertools import chain
from pathlib import Path

import pytest

from protocol.steps import Incident
from workers.environments import environments
from workers.environments.environments import (
    STAMP,
    declaration_of,
    declarations,
    find_runtime,
    wanted_by_packs,
)

TOML = 'python = ["3.11"]\ndevices = ["cpu", "gpu"]\nwarm_up = ["json"]\n'


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    """A folder of declarations with one runtime in it, `old`."""
    folder = tmp_path / "declared" / "old"
    folder.mkdir(parents=True)
    (folder / "runtime.toml").write_text(TOML + '[environment]\nMODE = "quiet"\n')
    (folder / "requirements.txt").write_text("# all\nnumpy==1.0\n")
    (folder / "requirements-gpu.txt").write_text("cuda==1.0\n")
    return folder.parent


def _built(root: Path, declared: Path, device: str) -> None:
    stamp = {
        "digest": declaration_of("old", declared).digest(device),
        "device": device,
        "python": "3.11.1",
        "prefixes": ["/opt/python"],
        "packages": ["numpy==1.0"],
        "main": ["numpy==1.0"],
    }
    (root / "old").mkdir(parents=True, exist_ok=True)
    (root / "old" / STAMP).write_text(json.dumps(stamp))


def test_a_folder_is_all_that_a_runtime_is(
    declared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(declarations(declared)) == ["old"]
    monkeypatch.setenv("REVIEWHUB_RUNTIMES_DECLARED", str(declared))
    monkeypatch.setenv("REVIEWHUB_RUNTIMES", str(tmp_path / "root"))
    assert list(declarations()) == ["old"]
    _built(tmp_path / "root", declared, "cpu")
    runtime = find_runtime("old")
    assert runtime.environment == {"MODE": "quiet"}
    assert runtime.warm_up == ("json",)


@pytest.mark.parametrize(
    ("device", "devices"), [("cpu", ("cpu",)), ("gpu", ("cpu", "gpu"))]
)
def test_a_runtime_has_the_devices_it_was_built_for(
    declared: Path, tmp_path: Path, device: str, devices: tuple[str, ...]
) -> None:
    _built(tmp_path, declared, device)
    assert find_runtime("old", tmp_path, declared).devices == devices


def test_a_device_has_packages_of_its_own(declared: Path) -> None:
    declaration = declaration_of("old", declared)
    assert declaration.pins("cpu") == ("numpy==1.0",)
    assert declaration.pins("gpu") == ("numpy==1.0", "cuda==1.0")
    assert declaration.digest("cpu") != declaration.digest("gpu")


LOCK = "# of requirements.txt\nnumpy==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"


def test_packages_are_installed_from_the_lock_where_there_is_one(
    declared: Path,
) -> None:
    declaration = declaration_of("old", declared)
    plain = declaration.requirements("gpu")
    assert declaration.installed_from("gpu") == plain
    digest = declaration.digest("gpu")
    lock = plain[0].with_suffix(".lock")
    lock.write_text(LOCK)
    assert declaration.installed_from("gpu") == (lock, plain[1])
    assert declaration.digest("gpu") == digest
    plain[0].write_text("numpy==2.0\n")
    with pytest.raises(Incident, match=r"not made from the pins in requirements\.txt"):
        declaration.installed_from("gpu")


@pytest.mark.parametrize(
    ("file", "added", "anew"),
    [
        ("requirements.txt", "pandas==1.0\n", True),
        ("requirements.txt", "# only words\n", False),
        ("requirements-gpu.txt", "more==1.0\n", False),  # it was built for the CPU
        ("runtime.toml", 'OTHER = "1"\n', True),
    ],
)
def test_a_runtime_built_from_other_requirements_is_not_used(
    declared: Path, tmp_path: Path, file: str, added: str, *, anew: bool
) -> None:
    _built(tmp_path, declared, "cpu")
    with (declared / "old" / file).open("a") as text:
        text.write(added)
    if not anew:
        assert find_runtime("old", tmp_path, declared).python == "3.11.1"
        return
    with pytest.raises(Incident, match=r"other requirements.*build-runtimes old"):
        find_runtime("old", tmp_path, declared)


@pytest.mark.parametrize("stamp", [None, "", "{", "[]", '{"python": "3"}'])
def test_half_a_runtime_is_none(
    declared: Path, tmp_path: Path, stamp: str | None
) -> None:
    (tmp_path / "old").mkdir()
    if stamp is not None:
        (tmp_path / "old" / STAMP).write_text(stamp)
    with pytest.raises(Incident, match="not built"):
        find_runtime("old", tmp_path, declared)


def test_an_unknown_runtime_is_named(tmp_path: Path) -> None:
    with pytest.raises(Incident, match="'fortran'"):
        find_runtime("fortran", tmp_path)


def test_a_declaration_that_lacks_something_says_what_and_where(declared: Path) -> None:
    (declared / "old" / "runtime.toml").write_text('python = ["3.11"]')
    with pytest.raises(Incident, match=r"old/runtime\.toml: KeyError 'devices'"):
        declarations(declared)


def test_open_packs_say_what_is_wanted(tmp_path: Path) -> None:
    for slug, text in {
        "open": 'runtime = "old"\nannounced = false\n[[editions]]\n[[editions]]\n'
        'runtimes = ["older", "oldest"]',
        "closed": 'runtime = "new"\nannounced = true',
        "listed": "announced = true",
    }.items():
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "pack.toml").write_text(text)
    assert wanted_by_packs(tmp_path) == (("old",), ("older", "oldest"))


def test_every_pack_that_is_open_runs_on_a_declared_runtime() -> None:
    wanted = chain.from_iterable(wanted_by_packs(environments.PACKS))
    assert set(wanted) <= set(declarations())
