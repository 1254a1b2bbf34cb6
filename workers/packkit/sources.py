"""Where a project's real data come from, as a pack's `data.py` declares it in `SOURCES`.

`manage.py fetch_data` reads these; grading never does, because nothing that decides a verdict
may depend on a network.
"""

from dataclasses import dataclass

from protocol.texts import Text


@dataclass(frozen=True)
class Source:
    """One file to have in the data folder, or an archive whose members are wanted there."""

    path: str  # below the data folder, "cifar-10-python.tar.gz"
    url: str  # empty: nobody may hand it out, and `ask` says whom to turn to
    digest: str  # "sha256:…" or "md5:…", in hex; empty: not published, the size must do
    size: int | None  # bytes
    licence: Text
    unpacks: tuple[str, ...] = ()  # of an archive: members to lay out below the folder
    ask: Text | None = None
