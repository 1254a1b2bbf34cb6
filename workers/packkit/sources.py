"""Where a project's real data come from, as a pack's `data.py` declares it in `SOURCES`.

`manage.py fetch_data` reads these. Grading never does, because a verdict must not depend on a
network.
"""

from dataclasses import dataclass

from protocol.texts import Text


@dataclass(frozen=True)
class Source:
    """A file to be placed in the data folder, or an archive whose members are needed there."""

    path: str  # below the data folder, "cifar-10-python.tar.gz"
    url: str  # empty: the file may not be redistributed, and `ask` says whom to ask
    digest: str  # "sha256:…" or "md5:…", in hex; empty: none is published, only the size is compared
    size: int | None  # bytes
    licence: Text
    unpacks: tuple[str, ...] = ()  # of an archive: members to unpack beside it
    ask: Text | None = None
