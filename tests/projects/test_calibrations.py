"""Reports of calibrations: what is kept of them, and which are refused, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from projects.enums import AuditKind
from projects.errors import Incomplete, NotAllowed, WrongState
from projects.models import AuditEntry, CalibrationReport
from projects.operations.calibrations.attaching import attach, remove
from projects.operations.calibrations.reading import MOST_BYTES, read
from projects.queries.calibrations import Figures, last_report
from tests import factories
from tests.projects.calibrations import CHECK, DIGEST, REPORT, report, without
from workers.calibration.counting import summarize
from workers.calibration.judged import judged
from workers.calibration.page import About
from workers.calibration.records import Record, Result, Verdict
from workers.calibration.tables import as_json

WHY = "Before the course."
FAILED = Result("forward", "Forward pass", "failed", hint="Look.")


def record(name: str, verdict: Verdict, *results: Result) -> Record:
    return Record(
        name=name,
        seed=0,
        digest="d",
        version="v",
        verdict=verdict,
        results=results,
        code="no_notebook" if verdict == Verdict.REFUSED else "",
    )


@pytest.fixture
def project(db):
    return factories.project(slug="project")


@pytest.fixture
def admin(db):
    return factories.admin("Root")


def test_the_figures_of_a_report():
    found = read(report())
    assert (found.slug, found.digest) == ("project", DIGEST)
    assert found.made_at == datetime(2026, 11, 29, 10, tzinfo=UTC)
    figures = found.figures
    assert (figures.agreeing, figures.incidents, figures.real_data) == (9, 1, False)
    (check,) = figures.doubtful
    assert (check.returned_good, check.alone_good, check.asked) == (1, 1, 11)


def test_what_the_command_writes_is_read():
    """The two ends of the format meet: a change on one side fails here."""
    records = {
        ("anna", 0): record("anna", Verdict.ACCEPTED),
        ("bob", 0): record("bob", Verdict.RETURNED, FAILED),
        ("cleo", 0): record("cleo", Verdict.RETURNED, FAILED),
        ("dan", 0): record("dan", Verdict.INCIDENT),
        ("eve", 0): record("eve", Verdict.REFUSED),
    }
    known = {"anna": True, "bob": True, "cleo": False, "dan": True}
    about = About(
        title="A project",
        pack="project",
        pack_digest=DIGEST,
        folder="x",
        seeds=1,
        with_training=False,
        data="/data",
        found=5,
        is_whole=True,
        made_at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )
    text = as_json(summarize(judged(records.values(), known)), about.as_json())
    figures = read(text.encode()).figures
    assert (figures.submissions, figures.compared, figures.incidents) == (5, 3, 1)
    assert (figures.known_good, figures.known_bad) == (2, 1)
    assert (figures.false_rejects, figures.false_accepts) == (1, 0)
    assert [one.title for one in figures.doubtful] == ["Forward pass"]
    assert (figures.real_data, figures.with_training) == (True, False)


def test_a_calibration_of_nothing_is_read():
    about = {name: REPORT[name] for name in About.__dataclass_fields__}
    text = as_json(summarize(judged([], {})), about)
    assert read(text.encode()).figures.compared == 0


def test_neither_names_nor_hints_are_kept(project, admin):
    attach(project, by=admin, data=report(), reason=WHY)
    row = CalibrationReport.objects.get()
    assert "anna" not in str(row.figures)
    assert "keeper" not in str(row.figures)
    assert Figures.parse(row.figures).false_rejects == 1


def test_attaching_says_who_when_and_why(project, admin):
    attach(project, by=admin, data=report(), reason=WHY)
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor, entry.project, entry.reason) == (
        AuditKind.CALIBRATION_ATTACHED,
        admin,
        project,
        WHY,
    )
    assert entry.data["version"] == DIGEST[:8]


def test_the_newest_report_counts_whenever_it_was_attached(project, admin):
    attach(project, by=admin, data=report(), reason=WHY)
    older = report(made_at="2026-01-01 10:00 UTC")
    attach(project, by=admin, data=older, reason=WHY)
    assert last_report(project).made_at.month == 11
    assert last_report(factories.project()) is None


def test_the_same_report_twice_is_refused(project, admin):
    attach(project, by=admin, data=report(), reason=WHY)
    with pytest.raises(Incomplete, match="already") as refused:
        attach(project, by=admin, data=report(), reason=WHY)
    assert refused.value.field == "report"
    assert AuditEntry.objects.count() == 1


def test_only_admins_attach_one(project):
    with pytest.raises(NotAllowed):
        attach(project, by=factories.lead(), data=report(), reason=WHY)


def test_it_has_to_say_why(project, admin):
    with pytest.raises(Incomplete) as refused:
        attach(project, by=admin, data=report(), reason=" ")
    assert refused.value.field == "reason"
    assert not CalibrationReport.objects.exists()


def test_a_report_on_another_pack_is_refused(project, admin):
    with pytest.raises(Incomplete, match="another pack: faces"):
        attach(project, by=admin, data=report(pack="faces"), reason=WHY)


@pytest.mark.parametrize(
    "name", sorted({*REPORT} - {"title", "folder", "hints", "rows"})
)
def test_what_is_missing_is_named(name):
    with pytest.raises(Incomplete, match=f"“{name}” is missing"):
        read(without(name))


@pytest.mark.parametrize(
    "data",
    [b"", b"{nope", b"\xff\xfe", b"[" * 100_000, b"NaN and so on"],
    ids=["empty", "broken", "bytes", "deep", "words"],
)
def test_what_is_no_json_is_refused(data):
    with pytest.raises(Incomplete, match="not JSON"):
        read(data)


@pytest.mark.parametrize("data", [b"[]", b"3", b"null", b'"text"'])
def test_json_that_is_no_report_is_refused(data):
    with pytest.raises(Incomplete, match="no report"):
        read(data)


def test_a_file_larger_than_any_report_is_refused():
    with pytest.raises(Incomplete, match="20 MB"):
        read(b" " * (MOST_BYTES + 1))


@pytest.mark.parametrize(
    "changed",
    [
        {"pack_digest": "A" * 64},
        {"pack_digest": "a" * 63},
        {"pack": 3},
        {"seeds": "3"},
        {"seeds": True},
        {"seeds": -1},
        {"found": 10_000_000},
        {"is_whole": 1},
        {"data": None},
        {"made_at": "yesterday"},
        {"verdicts": []},
        {"verdicts": {"fine": 12}},
        {"verdicts": {"accepted": "7"}},
        {"false_rejects": 1},
        {"checks": [3]},
        {"checks": [{**CHECK, "asked": None}]},
        {"checks": [CHECK] * 501},
    ],
    ids=str,
)
def test_what_is_of_another_kind_is_refused(changed):
    with pytest.raises(Incomplete) as refused:
        read(report(**changed))
    assert refused.value.field == "report"


@pytest.mark.parametrize(
    "changed",
    [
        {"found": 11},
        {"submissions": 11},
        {"compared": 13},
        {"known_good": 7},
        {"false_rejects": list("abcdefg")},
        {"false_accepts": list("abcde")},
    ],
    ids=str,
)
def test_numbers_that_contradict_one_another_are_refused(changed):
    with pytest.raises(Incomplete, match="contradict"):
        read(report(**changed))


def test_a_report_of_tomorrow_is_a_clock_that_was_wrong():
    later = timezone.now() + timedelta(days=2)
    with pytest.raises(Incomplete, match="to come"):
        read(report(made_at=later.strftime("%Y-%m-%d %H:%M UTC")))


def test_a_removed_report_gives_way_to_the_one_before(project, admin):
    older = report(made_at="2026-01-01 10:00 UTC")
    attach(project, by=admin, data=older, reason=WHY)
    newer = attach(project, by=admin, data=report(), reason=WHY)
    remove(newer, by=admin, reason="Of the wrong folder.")
    assert last_report(project).made_at.month == 1
    entry = AuditEntry.objects.latest("pk")
    assert entry.kind == AuditKind.CALIBRATION_REMOVED
    assert entry.reason == "Of the wrong folder."
    assert entry.data["version"] == DIGEST[:8]
    attach(project, by=admin, data=report(), reason=WHY)  # and may come again


def test_removing_asks_why_is_for_admins_and_happens_once(project, admin):
    kept = attach(project, by=admin, data=report(), reason=WHY)
    with pytest.raises(NotAllowed):
        remove(kept, by=factories.lead(), reason=WHY)
    with pytest.raises(Incomplete):
        remove(kept, by=admin, reason=" ")
    again = CalibrationReport.objects.get()
    remove(kept, by=admin, reason=WHY)
    with pytest.raises(WrongState):
        remove(again, by=admin, reason=WHY)
