"""Celery messages as files in one folder, shared by web, workers and beat.

kombu writes a message under its final name and moves it through the system's temporary folder, so
a reader may find half a message, which ends a worker. Here writing and taking are one rename each.
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
        # Names sort by time, and end with the queue's name as in kombu.
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        draft = folder / f"{name}.draft"
        draft.write_text(json.dumps(payload))  # type: ignore[no-untyped-call]
        draft.replace(folder / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Takes the oldest message of the queue. Of two readers, exactly one gets it."""
        for path in self._waiting(queue):
            taken = path.with_name(f"{path.name}.taken")
            try:
                path.rename(taken)
            except FileNotFoundError:
                continue  # another reader took it first
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
