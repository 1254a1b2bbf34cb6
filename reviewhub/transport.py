"""Options of Celery's transport: message files in a folder, or a broker on the network."""

from pathlib import Path

FILES = "filesystem://"
# If the broker is down or does not answer, an upload takes a second or two longer but succeeds.
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
    """The transport's options. For the file-system transport, `folder` is made for its messages."""
    if url != FILES:
        return dict(ON_THE_NETWORK)
    queue, control = folder / "queue", folder / "control"
    for place in (queue, control):
        place.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        # Looks take 1.5 % of a core. A grading waits for two hand-overs, each for half of this.
        "polling_interval": 0.02,
    }
