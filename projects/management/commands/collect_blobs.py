"""`manage.py collect_blobs`: all at once what `tidy` does in portions, every few hours."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand

from projects.operations.garbage_collection import (
    PORTION,
    SHARDS,
    tidy_rows,
    tidy_shard,
)


class Command(BaseCommand):
    help = "Removes what no row needs any more: files, rows and leftovers older than a day."

    def handle(self, *args: Any, **options: Any) -> None:
        total = _until_done(tidy_rows)
        for shard in range(SHARDS):
            total += _until_done(partial(tidy_shard, shard))
        for what, count in total.items():
            self.stdout.write(f"{what:<13} {count}")


def _until_done(portion: Callable[[], dict[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    while True:
        counts = portion()
        for what, count in counts.items():  # also those that came to nothing
            total[what] += count
        if max(counts.values()) < PORTION:
            return total
