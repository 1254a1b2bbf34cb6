"""Some attacks of each kind, for where the doctor is needed but is not what is tested."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.made_once import made_once
from workers.doctor.attacks.corpus import FOLDER

FEW = (
    "read/broker_over_tcp",
    "read/checks_by_path",
    "read/session_keyring",
    "escape/ptrace",
    "escape/write_outside",
    "forge/asserts_removed",
)


def copy_few(folder: Path, names: Sequence[str] = FEW) -> Path:
    shutil.copytree(FOLDER / "probe_pack", folder / "probe_pack")
    for name in names:
        copied = folder / f"{name}.py"
        copied.parent.mkdir(exist_ok=True)
        shutil.copyfile(FOLDER / f"{name}.py", copied)
    return folder


def few_attacks() -> Path:
    """One copy for all the workers of a test run, so that one examines for them all."""
    return made_once("doctor", lambda folder: copy_few(folder / "attacks")) / "attacks"
