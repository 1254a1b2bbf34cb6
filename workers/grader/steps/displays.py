"""Which outputs of a notebook were shown under which display id."""

from collections.abc import Collection, Iterable
from typing import Any

Output = dict[str, Any]


class Displays:
    """Which outputs, of all cells, were shown under which display id."""

    def __init__(self) -> None:
        self._shown: dict[str, dict[int, Output]] = {}
        self._ids: dict[int, str] = {}

    def note(self, display_id: str, output: Output) -> None:
        if display_id:
            self._ids[id(output)] = display_id
            self._shown.setdefault(display_id, {})[id(output)] = output

    def under(self, display_id: str) -> Collection[Output]:
        return self._shown.get(display_id, {}).values()

    def forget(self, outputs: Iterable[Output]) -> None:
        for number in map(id, outputs):
            display_id = self._ids.pop(number, "")
            if display_id:
                del self._shown[display_id][number]
