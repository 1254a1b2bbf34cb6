"""Some attacks of each kind, for where the doctor is needed but is not what is tested."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

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


@cache
def few_attacks() -> Path:
    """One copy for all the workers that this process starts, so that one examines."""
    folder = Path(tempfile.mkdtemp(prefix="reviewhub-few-attacks-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return copy_few(folder / "attacks")
