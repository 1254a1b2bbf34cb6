"""Which tests are repeated on PostgreSQL."""

from dataclasses import dataclass, field

import pytest

from tests import repeated
from tests.repeated import choose, fewest
from tests.statements import Record


def record(seconds, shapes, *, refused=False):
    return Record(seconds, frozenset(shapes), refused)


@dataclass
class Item:
    nodeid: str
    marks: dict[str, pytest.Mark] = field(default_factory=dict)

    def get_closest_marker(self, name):
        return self.marks.get(name)


def marked(nodeid, name, **kwargs):
    return Item(nodeid, {name: getattr(pytest.mark, name)(**kwargs).mark})


def test_a_test_that_makes_nothing_new_is_left_out():
    records = {"all": record(1, "abc"), "some": record(1, "ab"), "none": record(1, "")}
    assert fewest(records, []) == {"all"}


def test_two_quick_tests_are_better_than_a_slow_one():
    records = {"slow": record(9, "ab"), "one": record(1, "a"), "two": record(1, "b")}
    assert fewest(records, []) == {"one", "two"}


def test_what_counts_is_what_is_new():
    """`second` makes two statements, one of which `first` has made by then."""
    records = {
        "first": record(1, "abc"),
        "second": record(1, "cd"),
        "third": record(0.9, "d"),
    }
    assert fewest(records, []) == {"first", "third"}


def test_what_is_made_anyhow_is_not_made_again():
    assert fewest({"one": record(1, "ab")}, "ab") == set()


def test_every_statement_is_reached_whatever_the_records():
    records = {
        f"test {n}": record(n % 7, {n * k % 101 for k in range(1, 9)})
        for n in range(150)
    }
    chosen = fewest(records, [])
    reached = set().union(*(records[name].shapes for name in chosen))
    assert reached == set().union(*(record.shapes for record in records.values()))
    assert len(chosen) < len(records) / 3


def test_without_records_everything_is_repeated():
    assert choose([Item("a::1"), Item("a::2")], {}) == {"a::1", "a::2"}


def test_what_has_no_record_is_repeated_beside_those_that_are_chosen():
    records = {"a::1": record(1, "ab"), "a::2": record(1, "a")}
    items = [Item("a::1"), Item("a::2"), Item("b::1")]
    assert choose(items, records) == {"a::1", "b::1"}


@pytest.mark.parametrize(
    "item",
    [
        marked("a::2", repeated.MARK),
        marked("a::2", "django_db", transaction=True),
    ],
)
def test_what_is_about_the_database_is_repeated(item):
    records = {"a::1": record(1, "ab"), "a::2": record(9, "a"), "a::3": record(1, "a")}
    chosen = choose([Item("a::1"), item, Item("a::3")], records)
    assert chosen == {"a::1", "a::2"}


def test_what_the_database_refused_is_repeated():
    records = {"a::1": record(1, "ab"), "a::2": record(1, "a", refused=True)}
    assert choose([Item("a::1"), Item("a::2")], records) == {"a::1", "a::2"}


def test_a_name_that_is_not_found_again_is_a_fault():
    with pytest.raises(pytest.UsageError, match="not found again"):
        choose([Item("a::1")], {"a::gone": record(1, "a")})


def test_records_of_other_files_do_not_count(monkeypatch, tmp_path):
    monkeypatch.setenv(repeated.FOLDER, str(tmp_path))
    folder = repeated.records_folder()
    folder.mkdir()
    lines = '["a::1", 1, ["x"], false]\n["b::1", 1, ["y"], false]\n'
    (folder / "1.jsonl").write_text(lines)
    assert repeated.in_the_same_files([Item("a::2")]) == {"a::1": record(1, "x")}
