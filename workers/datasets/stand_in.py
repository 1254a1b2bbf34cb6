"""Generated data in the files that notebooks read."""

from collections.abc import Mapping
from pathlib import Path

from workers.datasets.downloading import FetchError
from workers.packkit.pack import Pack


def write_stand_in(pack: Pack, folder: Path) -> list[Path]:
    """Writes generated data in the files that notebooks read. Overwrites no other contents."""
    files: Mapping[str, bytes] = {}
    if pack.data is not None:
        files = pack.data.notebook_files(pack.data.load(None))
    targets = {folder / name: data for name, data in files.items()}
    for path, data in targets.items():
        if path.exists() and path.read_bytes() != data:
            raise FetchError(
                f"{path} exists already, with other contents. "
                "Name another folder, or move it away."
            )
    for path, data in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return list(targets)
