"""Celery messages as files in one folder, shared by web, workers and beat.

kombu writes a message in place and takes it through the system's temporary folder: a reader
can meet half a message, which ends a worker. Here both ways are one rename in one folder.
"""

import uuid
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils import json


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        # Names sort by time; kombu's way of telling queues apart is kept.
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        draft = folder / f"{name}.draft"
        draft.write_text(json.dumps(payload))  # type: ignore[no-untyped-call]
        draft.replace(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The oldest message of the queue; of two readers exactly one gets it."""
        for path in self._waiting(queue):
            taken = path.with_name(f"{path.name}.taken")
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue  # another reader was faster
            payload = taken.read_text()
            taken.unlink(missing_ok=True)
            return json.loads(payload)  # type: ignore[no-untyped-call]
        raise Empty

    def _waiting(self, queue: str) -> list[Path]:
        found = Path(self.data_folder_in).iterdir()
        return sorted(
            path for path in found if path.name.partition(".")[2] == f"{queue}.msg"
        )


class Transport(filesystem.Transport):
    Channel = Channel
