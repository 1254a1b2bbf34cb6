"""Device files of their own for sandboxes of workers that are root.

Inside, the student is the worker's user to the kernel. If that is root, the machine's /dev/null is
the student's own file, whose rights it may change for everybody. So devices that belong to nobody
inside are laid over it. Other users own no devices, and need none.
"""

import contextlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path

ROOT = 0
FOLDER = "devices"
UNMAPPED = (
    65534  # of the machine's users: inside, this number stands for the worker's own
)
NODES = {
    "null": (1, 3),
    "zero": (1, 5),
    "full": (1, 7),
    "random": (1, 8),
    "urandom": (1, 9),
    "tty": (5, 0),
}


def own_nodes(below: Path, binds: Sequence[str] = ()) -> tuple[str, ...]:
    """Options of bubblewrap that lay devices over `--dev` and `binds`, a slot's own.

    None if the kernel lets us make no devices there: a container may lack the capability, or
    forbid devices on its disks. The doctor's attack on /dev/null says whether that matters.
    """
    if os.getuid() != ROOT or os.statvfs(below).f_flag & os.ST_NODEV:
        return ()
    folder = below / FOLDER
    folder.mkdir()
    options: list[str] = []
    for place, device in _wanted(binds).items():
        node = folder / Path(place).name
        try:
            os.mknod(node, stat.S_IFCHR, device)
        except PermissionError:
            return ()
        node.chmod(0o666)
        os.chown(node, UNMAPPED, UNMAPPED)
        options += ("--dev-bind", str(node), place)
    return tuple(options)


def _wanted(binds: Sequence[str]) -> dict[str, int]:
    wanted = {f"/dev/{name}": os.makedev(*numbers) for name, numbers in NODES.items()}
    for source, place in zip(binds[1::3], binds[2::3], strict=True):
        with contextlib.suppress(FileNotFoundError):
            about = os.stat(source)  # noqa: PTH116 -- as the others here
            if stat.S_ISCHR(about.st_mode):
                wanted[place] = about.st_rdev
    return wanted
