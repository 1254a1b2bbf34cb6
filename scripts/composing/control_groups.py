"""The control groups that an engine leaves behind, and their removal."""

import os
import time
from contextlib import suppress
from pathlib import Path

from scripts import say

GROUPS_S = 10.0
POLL_S = 0.2


PARENT_GROUP = "reviewhub-compose"  # the containers' control groups are below it
GROUPS = Path("/sys/fs/cgroup")


def remove_groups() -> None:
    """Removes empty groups, inner ones first. The kernel may still be using the last one."""
    deadline = time.monotonic() + GROUPS_S
    while left := list(GROUPS.glob(f"*/{PARENT_GROUP}")):
        for parent in left:
            for folder, _, _ in os.walk(parent, topdown=False):
                with suppress(OSError):
                    Path(folder).rmdir()
        if time.monotonic() > deadline:
            say.note(f"control groups were left behind: {left[0]}")
            return
        time.sleep(POLL_S)
