"""A digest of everything but the submission that decides a verdict.

A record with another digest is out of date, and its submission is graded again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import notebooks
import protocol
from protocol.digests import digest_of
from protocol.steps import Incident
from workers import environments, grader, packkit, sandbox
from workers.environments.environments import Runtime, find_runtime
from workers.packkit.pack import Pack

CODE = (notebooks, protocol, environments, grader, packkit, sandbox)


def runtimes_of(pack: Pack) -> list[Runtime]:
    """What the pack's submissions run in: its runtime, and those built of its editions.

    Raises Incident when the pack's own is not built.
    """
    others = {name for edition in pack.editions for name in edition.runtimes}
    return [find_runtime(pack.runtime), *_built(sorted(others - {pack.runtime}))]


def _built(names: Iterable[str]) -> Iterator[Runtime]:
    for name in names:
        with suppress(Incident):  # the pack's own serves in its place
            yield find_runtime(name)


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
