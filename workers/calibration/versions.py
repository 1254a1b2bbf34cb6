"""A digest of everything but the submission that decides a verdict.

A record with another digest is out of date, and its submission is graded again.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import notebooks
import protocol
from protocol.digests import digest_of
from workers import environments, grader, packkit, sandbox
from workers.environments.environments import Runtime, find_runtime
from workers.packkit.pack import Pack

CODE = (notebooks, protocol, environments, grader, packkit, sandbox)


def runtimes_of(pack: Pack) -> list[Runtime]:
    """What the pack's submissions run in. Raises Incident when one is not built."""
    return [find_runtime(pack.runtime)]


def version_of(
    pack: Pack, runtimes: Sequence[Runtime], *, with_training: bool, data: Path | None
) -> str:
    parts = [
        pack.digest,
        *(runtime.digest for runtime in runtimes),
        *(digest_of(Path(path)) for package in CODE for path in package.__path__),
        f"training {with_training}",
        *(_listing(data) if with_training and data else ()),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _listing(folder: Path) -> list[str]:
    """Names and sizes: data may hold gigabytes."""
    return [
        f"{path.relative_to(folder).as_posix()} {path.stat().st_size}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
