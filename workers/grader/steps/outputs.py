"""The outputs of a notebook's run: kept as they arrive, counted, and cut with a word about it."""

from collections.abc import Mapping
from typing import Any

from workers.grader.kernel.kernel_messages import (
    Cleared,
    Message,
    Printed,
    Raised,
    Shown,
    Updated,
)
from workers.grader.kernel.plain import size
from workers.grader.steps.displays import Displays, Output
from workers.grader.steps.output_allowance import Allowance

MOST_OF_A_CELL = 400  # outputs; a page shows 300


CUT = "\n[… the rest of the output was cut]\n"  # as in sandbox/inside/admitting.py


class CellOutputs:
    """The outputs of the cell that runs."""

    def __init__(self, allowance: Allowance, displays: Displays, count: int) -> None:
        self._allowance = allowance
        self._displays = displays
        self._count = count
        self.kept: list[Output] = []
        self._streams: dict[str, Output] = {}
        self._clears = False
        self._was_cut = False
        self._charged = 0  # of the outputs of the whole notebook

    def take(self, message: Message | None) -> None:
        match message:
            case Printed():
                self.printed(message)
            case Shown():
                self._shown(message)
            case Updated():
                self._updated(message)
            case Raised():
                self._raised(message)
            case Cleared():
                self._cleared(message)

    def printed(self, printed: Printed) -> str:
        """What of the text is kept. Pieces of one stream become one output."""
        kept = printed.text[: max(self._allowance.characters, 0)]
        self._allowance.characters -= len(kept)
        if len(kept) < len(printed.text):
            self._cut()
        if CUT in kept:  # our helper has cut it at its source
            self._allowance.was_cut = True
        if kept:
            self._clear_if_due()
            self._stream(printed.stream).append(kept)
        return kept

    def _shown(self, shown: Shown) -> None:
        kind = "execute_result" if shown.is_result else "display_data"
        content = {"data": shown.data, "metadata": shown.metadata}
        count = {"execution_count": self._count} if shown.is_result else {}
        # An output may be shown again under an id that others have: all of them change.
        self._update(shown.display_id, content)
        output = {"output_type": kind, **content, **count}
        if self._add(output, size(content)):
            self._displays.note(shown.display_id, output)

    def _updated(self, updated: Updated) -> None:
        content = {"data": updated.data, "metadata": updated.metadata}
        self._update(updated.display_id, content)

    def _raised(self, raised: Raised) -> None:
        content = {
            "ename": raised.kind,
            "evalue": raised.message,
            "traceback": list(raised.traceback),
        }
        self._add({"output_type": "error", **content}, size(content))

    def _cleared(self, cleared: Cleared) -> None:
        self._clears = True
        if not cleared.waits:
            self._clear_if_due()

    def finish(self) -> None:
        """Joins the pieces of printed text, and says where something was left out."""
        for output in self.kept:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        if self._was_cut:
            self.kept.append(_stream_of("stdout", CUT))

    def _stream(self, name: str) -> list[str]:
        """The pieces that further text joins: those of the last output of its name in a full cell."""
        before = self._streams.get(name)
        last = self.kept[-1] if self.kept else None
        if before is None or (before is not last and self._has_room()):
            before = self._streams[name] = _stream_of(name, [])
            self.kept.append(before)
        pieces: list[str] = before["text"]
        return pieces

    def _update(self, display_id: str, content: Mapping[str, Any]) -> None:
        """Charged for each output that it changes, because the file holds each of them."""
        touched = self._displays.under(display_id)
        if touched and self._is_affordable(size(content) * len(touched)):
            for output in touched:
                output.update(content)

    def _add(self, output: Output, bytes_: int) -> bool:
        self._clear_if_due()
        if not self._has_room():
            self._cut()
            return False
        if not self._is_affordable(bytes_):
            return False
        self.kept.append(output)
        return True

    def _is_affordable(self, bytes_: int) -> bool:
        if bytes_ > self._allowance.rich_bytes:
            self._cut()
            return False
        self._allowance.rich_bytes -= bytes_
        return True

    def _has_room(self) -> bool:
        if len(self.kept) >= MOST_OF_A_CELL or self._allowance.outputs <= 0:
            return False
        self._allowance.outputs -= 1
        self._charged += 1
        return True

    def _cut(self) -> None:
        self._was_cut = self._allowance.was_cut = True

    def _clear_if_due(self) -> None:
        if self._clears:
            self._clears = False
            self._displays.forget(self.kept)
            self._allowance.outputs += self._charged
            self._charged = 0
            self.kept.clear()
            self._streams.clear()


def _stream_of(name: str, text: str | list[str]) -> Output:
    return {"output_type": "stream", "name": name, "text": text}
