"""Finds the processes of a sandbox by their namespace."""

import os


class Members:
    """The processes of one PID namespace, whoever their parents are.

    Each look asks only processes that it has not met about their namespace.
    """

    def __init__(self, init_pid: int) -> None:
        """Raises FileNotFoundError if that process has ended."""
        self._namespace = _namespace_of(init_pid)
        self._others: set[int] = set()

    def find(self, most: int) -> list[int]:
        """Their numbers, smaller first, so that parents mostly come before children.

        Stops at `most`: asking all of a fork bomb would take too long.
        """
        present = {int(name) for name in os.listdir("/proc") if name.isdecimal()}  # noqa: PTH208 -- many times a second
        self._others &= present
        found: list[int] = []
        for pid in sorted(present - self._others):
            try:
                belongs = _namespace_of(pid) == self._namespace
            except ProcessLookupError:
                continue
            except (FileNotFoundError, PermissionError):  # ended, or somebody else's
                belongs = False
            if not belongs:
                self._others.add(pid)
                continue
            found.append(pid)
            if len(found) == most:
                break
        return found


def _namespace_of(pid: int) -> int:
    return os.stat(f"/proc/{pid}/ns/pid").st_ino  # noqa: PTH116 -- many times a second
