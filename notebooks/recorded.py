"""Dicts and sets that can be put back to how they were, at the cost of what was changed."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

_MISSING = object()


class RecordedDict(dict[str, Any]):
    """Records the old values of the keys that are changed within `undone`."""

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[str, Any] | None = None

    def __setitem__(self, key: str, value: Any) -> None:
        self._note(key)
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        self._note(key)
        super().__delitem__(key)

    def discard(self, key: str) -> None:
        if key in self:
            del self[key]

    def learn(self, pairs: Mapping[str, Any]) -> None:
        for key, value in pairs.items():
            self[key] = value

    def _note(self, key: str) -> None:
        if self._before is not None:
            self._before.setdefault(key, self.get(key, _MISSING))

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What is changed within is put back. Within another one, that one puts it back."""
        if self._before is not None:
            yield
            return
        self._before = {}
        try:
            yield
        finally:
            before, self._before = self._before, None
            for key, value in before.items():
                if value is _MISSING:
                    self.discard(key)
                else:
                    self[key] = value


class RecordedSet(set[str]):
    """A set that only grows. `learnt` lists what came in, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self._learnt: list[str] = []

    def learn(self, names: Iterable[str]) -> None:
        for name in names:
            if name not in self:
                self.add(name)
                self._learnt.append(name)

    def mark(self) -> int:
        return len(self._learnt)

    def forget_after(self, mark: int) -> None:
        """Takes out what came in after the mark."""
        self.difference_update(self._learnt[mark:])
        del self._learnt[mark:]
