"""How Celery's messages travel: through folders of ours, or through a broker on the network."""

from pathlib import Path

FILES = "filesystem://"
# A broker that is down or silent costs an upload a second or two, never the upload.
ON_THE_NETWORK = {
    "socket_connect_timeout": 2,
    "socket_timeout": 2,
    "socket_keepalive": True,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
    "connect_retries_timeout": 3,
}


def options(url: str, folder: Path) -> dict[str, object]:
    """`folder` holds the messages of a broker of files, and is made for it."""
    if url != FILES:
        return dict(ON_THE_NETWORK)
    queue, control = folder / "queue", folder / "control"
    for place in (queue, control):
        place.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": 0.1,
    }
