"""The course at its size: what the pages of a cohort cost with 6,500 students, and a roster.

On SQLite and on a PostgreSQL server of its own, seeded by `manage.py seed_load`; gunicorn as the
Procfile starts it. Each page is asked for by ten people: in turn, and all at the same moment.
"""

import json
import sys
from collections.abc import Mapping
from statistics import median, quantiles
from typing import Any

from tests.bench.course import rosters, web
from tests.bench.course.asking import Times, all_at_once, askers_of, one_at_a_time
from tests.bench.course.seeding import POSTGRESQL, SQLITE, Course, seeded, tell
from tests.bench.knocking import Person
from tests.bench.rows import Report, Row, table

STUDENTS, FEW = 6500, 10
ALONE_MS, TOGETHER_MS, QUERIES, HTML_KB, MEMORY_MB = 100, 250, 15, 60, 300
SEED_S, PREVIEW_S, IMPORT_S = 120, 2, 10
PEOPLE = ("lead", "reviewer-1", "january-1")
PASSWORD = "reviewhub-demo"
HELP = "from projects.operations.help_lists import work_out_all; work_out_all()"
HEAD = (
    *("page", "first", "alone p50", "p95", "ten at once p50", "p95"),
    *("processor", "queries", "HTML"),
)

Counts = Mapping[str, Mapping[str, int]]


def measure(*, quick: bool) -> Report:
    students = 300 if quick else STUDENTS
    few = _queries_with_few()
    rows: list[Row] = []
    tables: list[str] = []
    for database in (SQLITE, POSTGRESQL):
        with seeded(database, students, web=False) as course:
            part, details = _measured(course, database, few, quick=quick)
        rows += part
        tables.append(f"{database}, {students} students:\n\n{details}")
    return Report(rows, "\n\n".join(tables))


def _queries_with_few() -> Counts:
    with seeded(SQLITE, FEW, web=False) as course:
        course.stack.manage("shell", "--no-imports", "-c", HELP)
        return _queries(course, course.asked("tests.bench.course.pages"))


def _queries(course: Course, found: Any) -> Counts:
    counts: Counts = course.asked("tests.bench.course.queries", stdin=json.dumps(found))
    return counts


def _measured(
    course: Course, database: str, few: Counts, *, quick: bool
) -> tuple[list[Row], str]:
    stack = course.stack
    stack.manage("shell", "--no-imports", "-c", HELP)
    found = course.asked("tests.bench.course.pages")
    counts = _queries(course, found)
    stack.start("web")
    for person in PEOPLE:
        _sign_in(stack.port, f"{person}@load.test")
    every = [_asked(course, page, quick=quick) for page in found["pages"]]
    lead = found["pages"][0]["sessions"][0]
    imported = rosters.import_roster(stack.port, lead, found["roster"], course.students)
    memory = web.memory_of(stack)
    if any(times.errors for times in every):
        sys.stdout.write(f"The web's log:\n{stack.log('web')}\n")
    rows = [
        _row(f"Seeding, {database}", course.seconds, SEED_S, "s"),
        *_summary(database, every, counts, few),
        _row(f"Roster: preview, {database}", imported.preview_s, PREVIEW_S, "s"),
        _row(f"Roster: import, {database}", imported.import_s, IMPORT_S, "s"),
        _row(
            f"Memory of a web process at the end, {database}",
            max(one.rss for one in memory),
            MEMORY_MB,
            "MB",
        ),
    ]
    held = ", ".join(
        f"{one.rss:.0f} MB ({one.pss:.0f} MB its own share, {one.peak:.0f} MB at most)"
        for one in memory
    )
    lines = table([HEAD, *(_line(one, counts, few) for one in every)])
    return rows, f"{lines}\n\nWeb processes: {held}."


def _sign_in(port: int, address: str) -> None:
    """By the form, as people do; the others' sessions were made for them."""
    person = Person(port)
    rosters.expect(person.get("/login/"), rosters.OK)
    fields = {"username": address, "password": PASSWORD}
    rosters.expect(person.post("/login/", fields), rosters.FOUND)
    rosters.expect(person.get("/account/"), rosters.OK)


def _asked(course: Course, page: Mapping[str, Any], *, quick: bool) -> Times:
    times, askers = Times(page["name"]), askers_of(course.stack.port, page)
    one_at_a_time(times, askers, 20 if quick else 40)
    before = web.processor_s(course.stack)
    all_at_once(times, askers, 3 if quick else 10)
    spent = web.processor_s(course.stack) - before
    times.processor = 1000 * spent / len(times.together)
    tell(
        f"{times.name}: alone {_p95(times.alone):.0f} ms,"
        f" ten at once {_p95(times.together):.0f} ms"
    )
    return times


def _summary(
    database: str, every: list[Times], counts: Counts, few: Counts
) -> list[Row]:
    """The worst page of each kind: that one decides, and the table below has all."""
    alone = max(every, key=lambda one: _p95(one.alone))
    together = max(every, key=lambda one: _p95(one.together))
    largest = max(every, key=lambda one: one.html_kb)
    most = max(counts, key=lambda name: counts[name]["most"])
    grown = [name for name in counts if counts[name]["most"] > few[name]["most"]]
    errors = sum(one.errors for one in every)
    asked = sum(len(one.alone) + len(one.together) for one in every)
    return [
        _row(
            f"Slowest page alone, p95, {database}",
            *(_p95(alone.alone), ALONE_MS, "ms", alone.name),
        ),
        _row(
            f"Slowest page at ten at once, p95, {database}",
            *(_p95(together.together), TOGETHER_MS, "ms", together.name),
        ),
        _row(
            f"Largest page, compressed, {database}",
            *(largest.html_kb, HTML_KB, "kB", largest.name),
        ),
        Row(
            f"Most queries of a page, {database}",
            f"{counts[most]['most']} ({most})",
            target=f"≤ {QUERIES}",
            met=counts[most]["most"] <= QUERIES,
        ),
        Row(
            f"Pages with more queries than at {FEW} students, {database}",
            ", ".join(grown) or "none",
            target="none",
            met=not grown,
        ),
        Row(
            f"Errors, {database}",
            f"{errors} in {asked} requests",
            target="0",
            met=not errors,
        ),
    ]


def _line(times: Times, counts: Counts, few: Counts) -> tuple[str, ...]:
    mine = counts[times.name]
    figures = (
        *(times.first, median(times.alone), _p95(times.alone)),
        *(median(times.together), _p95(times.together), times.processor),
    )
    return (
        times.name,
        *(f"{one:.0f} ms" for one in figures),
        f"{mine['later']} (first {mine['first']}; at most {few[times.name]['most']} at {FEW} students)",
        f"{times.html_kb:.1f} kB",
    )


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def _row(name: str, value: float, most: float, unit: str, of: str = "") -> Row:
    said = f"{value:.2f} {unit}" if unit == "s" else f"{value:.0f} {unit}"
    words = f"{said} ({of})" if of else said
    return Row(name, words, target=f"< {most:g} {unit}", met=value < most)
