"""What is recorded of the statements of a test, by which its repeat on PostgreSQL is decided."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from projects.models import Cohort, User
from tests.statements import Recorder, kind, read, without_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(tmp_path):
    """What is recorded of a test that does as it is told."""
    recorder = Recorder(tmp_path / "statements")
    recorder.listen(connection)

    def recorded(*acts):
        item = SimpleNamespace(nodeid=f"test {len(read(tmp_path / 'statements'))}")
        running = recorder.pytest_runtest_protocol(item)
        next(running)
        for act in acts:
            act()
        with pytest.raises(StopIteration):
            running.send(None)
        return read(tmp_path / "statements")[item.nodeid]

    yield recorded
    recorder.pytest_unconfigure()


def named(name):
    return lambda: list(Cohort.objects.filter(title=name))


def test_values_make_no_other_statement(record):
    assert record(named("Ada")).shapes == record(named("Grace"), named("Ada")).shapes
    assert len(record(named("Ada")).shapes) == 1


@pytest.mark.parametrize(
    ("usual", "unusual"),
    [
        ("Ada", "x" * 201),
        ("Ada", "\0"),
        ("Ada", b"Ada"),
        (7, 7.5),
        (7, 2**31),
        (7, -(2**31) - 1),
    ],
)
def test_values_that_a_column_may_refuse_do(usual, unusual):
    assert kind(usual) != kind(unusual)


def test_kinds_of_values_make_another_statement(record):
    assert record(named("Ada")).shapes.isdisjoint(record(named("\0")).shapes)


def test_another_column_is_another_statement(record):
    by_code = record(lambda: list(Cohort.objects.filter(code="Ada")))
    assert record(named("Ada")).shapes.isdisjoint(by_code.shapes)


@pytest.mark.parametrize(
    "how", [{}, {"skip_locked": True}, {"nowait": True}, {"of": ("self",)}]
)
def test_a_lock_is_recorded_though_sqlite_has_none(record, how):
    plain = record(lambda: list(User.objects.all()))
    locked = record(lambda: list(User.objects.select_for_update(**how)))
    assert len(locked.shapes) == 1
    assert locked.shapes.isdisjoint(plain.shapes)
    again = record(lambda: list(User.objects.all()))
    assert again.shapes == plain.shapes, "the lock is forgotten with its statement"


def test_many_values_are_as_one(record):
    two, three = (
        record(lambda n=n: list(Cohort.objects.filter(pk__in=range(n)))) for n in (2, 3)
    )
    assert two.shapes == three.shapes
    assert without_values("VALUES (%s, %s), (%s, %s)") == "VALUES (%s)"


def test_a_refused_statement_is_told(record):
    def refused():
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("SELECT nothing FROM nowhere")

    assert record(refused).refused
    assert not record(named("Ada")).refused


def test_names_of_savepoints_and_pages_of_rows_are_as_one():
    first = 'SAVEPOINT "s1404_x12"', "LIMIT 21 OFFSET 40"
    second = 'SAVEPOINT "s99_x1"', "LIMIT 5 OFFSET 10"
    assert [*map(without_values, first)] == [*map(without_values, second)]


def test_a_line_that_is_being_written_is_left_alone(tmp_path):
    (tmp_path / "1.jsonl").write_text('["a", 0.5, ["x"], false]\n["b", 0.5, ["y')
    assert read(tmp_path).keys() == {"a"}
