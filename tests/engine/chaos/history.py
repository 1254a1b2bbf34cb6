"""What really happened to every step, written down by the database itself.

Triggers see each committed change, whatever the product says of it later.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

TABLES = ("projects_step", "projects_run", "projects_submission")
SET_UP = """
CREATE TABLE chaos_history (
    number bigserial PRIMARY KEY, at double precision, source text, row jsonb
);
CREATE FUNCTION chaos_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO chaos_history (at, source, row)
    VALUES (extract(epoch FROM clock_timestamp()), TG_TABLE_NAME, to_jsonb(NEW));
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER chaos_note AFTER INSERT OR UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION chaos_note();
"""


def keep_history(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(SET_UP)
        for table in TABLES:
            connection.execute(TRIGGER.format(table=table))


@dataclass(frozen=True)
class Change:
    at: float
    pk: int
    state: str
    worker: str
    fence: str | None


History = dict[str, dict[int, list[Change]]]  # table, row, changes of state or owner


def read_history(url: str) -> History:
    history: History = {table: {} for table in TABLES}
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT at, source, row FROM chaos_history ORDER BY number"
        )
        for at, table, row in rows:
            changes = history[table].setdefault(row["id"], [])
            change = _change(at, row)
            # A lease that is extended is no change of anything.
            if not changes or _what(changes[-1]) != _what(change):
                changes.append(change)
    return history


def _change(at: float, row: dict[str, Any]) -> Change:
    return Change(at, row["id"], row["state"], row.get("worker", ""), row.get("fence"))


def _what(change: Change) -> tuple[str, str | None]:
    return change.state, change.fence


@dataclass(frozen=True)
class Take:
    """One worker's hold of a step, from being taken to what came next."""

    step: int
    worker: str
    at: float
    until: float | None
    finished: bool  # by this worker; else it was given up or taken away
    next_at: float | None  # when the step was taken again


DONE = ("passed", "failed")


def takes(history: History) -> list[Take]:
    found = []
    for pk, changes in history["projects_step"].items():
        for index, change in enumerate(changes):
            if change.state != "running":
                continue
            rest = changes[index + 1 :]
            again = next((c.at for c in rest if c.state == "running"), None)
            after = rest[0] if rest else None
            found.append(
                Take(
                    step=pk,
                    worker=change.worker,
                    at=change.at,
                    until=after.at if after else None,
                    finished=after is not None and after.state in DONE,
                    next_at=again,
                )
            )
    return found
