"""Of a room's tests those that are worth repeating on PostgreSQL, by the statements they make.

Chosen are tests that together make every statement that the room is known to make: those that
make the most new ones in a second of the processor first. So are all that nobody has a record
of, because their file has not run, and all that are about the database: that are marked so,
have transactions of their own, or make a statement that is refused.
"""

import heapq
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pytest

from tests.made_once import FOLDER
from tests.statements import Record, read

MARK = "database"
TOLD = "repeated"  # a property of a repeat's test: how many it chose
CHOICE = pytest.StashKey[str]()
AT_LEAST_S = 0.005  # what a test takes beside its own code


def records_folder() -> Path:
    """Of the test run that this process belongs to."""
    return Path(os.environ[FOLDER]) / "statements"


def is_about_the_database(item: pytest.Item) -> bool:
    """Marked so, or with transactions of its own."""
    asked = item.get_closest_marker("django_db")
    own = asked is not None and asked.kwargs.get("transaction", False)
    return own or item.get_closest_marker(MARK) is not None


def fewest(records: Mapping[str, Record], made: Iterable[str]) -> set[str]:
    """Names of tests that make what all in `records` do and those of `made` do not, cheaply."""
    wanted = set[str]().union(*(record.shapes for record in records.values()))
    wanted -= set(made)

    def worth(name: str) -> float:
        record = records[name]
        return len(record.shapes & wanted) / (record.seconds + AT_LEAST_S)

    chosen = set()
    queue = [(-worth(name), name) for name in records]
    heapq.heapify(queue)
    while wanted:
        _, best = heapq.heappop(queue)
        now = -worth(best)  # less than it was, where others made the same meanwhile
        if queue and now > queue[0][0]:
            heapq.heappush(queue, (now, best))
            continue
        chosen.add(best)
        wanted -= records[best].shapes
    return chosen


def choose(items: Collection[pytest.Item], records: Mapping[str, Record]) -> set[str]:
    """Names of the items to repeat. `records` are those of the same files."""
    names = {item.nodeid for item in items}
    gone = sorted(records.keys() - names)
    if gone:
        raise pytest.UsageError(
            f"tests ran under names that are not found again: {gone[:5]}"
        )
    always = {item.nodeid for item in items if is_about_the_database(item)}
    always |= names - records.keys()
    always |= {name for name, record in records.items() if record.refused}
    made = (shape for name in always & records.keys() for shape in records[name].shapes)
    return always | fewest(records, made)


def in_the_same_files(items: Iterable[pytest.Item]) -> dict[str, Record]:
    files = {item.nodeid.partition("::")[0] for item in items}
    records = read(records_folder())
    return {n: r for n, r in records.items() if n.partition("::")[0] in files}


def deselect(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves what is chosen, and has the run say how many those are."""
    records = in_the_same_files(items)
    chosen = choose(items, records)
    left = [item for item in items if item.nodeid not in chosen]
    shapes = set[str]().union(*(record.shapes for record in records.values()))
    config.stash[CHOICE] = (
        f"repeats {len(chosen)} of {len(items)} tests:"
        f" {len(shapes)} kinds of statements are known from {len(records)}"
    )
    items[:] = [item for item in items if item.nodeid in chosen]
    config.hook.pytest_deselected(items=left)
