"""The results of a step: read once, and only what is new or differs is written."""

from collections.abc import Mapping
from typing import Any

from projects.models import (
    CheckResult,
    Step,
)


class Results:
    """The results of a step: read once, and only what is new or differs is written."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._rows = {row.check_slug: row for row in step.results.all()}
        self._new: list[CheckResult] = []

    def place(self, check: str) -> int:
        """Results come in the order of the report, so the report changes none of them."""
        return len(self._rows.keys() - {check}) + 1

    def store(self, result: Mapping[str, Any], *, order: int) -> None:
        fields = {
            "order": order,
            "outcome": result["outcome"],
            "title_text": result["title"],
            "hint_text": result["hint"],
            "evidence": result["evidence"],
            "duration_s": result["duration_s"],
        }
        row = self._rows.get(result["check"])
        if row is None:
            row = CheckResult(step=self._step, check_slug=result["check"], **fields)
            self._rows[row.check_slug] = row
            self._new.append(row)
            return
        changed = [
            name for name, value in fields.items() if getattr(row, name) != value
        ]
        for name in changed:
            setattr(row, name, fields[name])
        if changed and row.pk is not None:
            row.save(update_fields=changed)

    def save(self) -> None:
        CheckResult.objects.bulk_create(self._new)
