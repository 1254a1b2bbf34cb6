"""What is changed for a try is put back, key by key."""

import pytest

from notebooks.recorded import RecordedDict, RecordedSet


@pytest.fixture
def numbers():
    made = RecordedDict()
    made.learn({"a": 1, "b": 2})
    return made


def test_what_is_changed_within_is_put_back(numbers):
    with numbers.undone():
        numbers["a"] = 10
        numbers["a"] = 100
        numbers["c"] = 3
        numbers.discard("b")
        numbers.discard("never there")
        assert numbers == {"a": 100, "c": 3}
    assert numbers == {"a": 1, "b": 2}


def test_a_key_that_comes_and_goes_leaves_nothing(numbers):
    with numbers.undone():
        numbers["c"] = None
        del numbers["c"]
        numbers["c"] = 3
    assert "c" not in numbers


def test_a_value_of_none_is_a_value(numbers):
    numbers["a"] = None
    with numbers.undone():
        numbers["a"] = 1
    assert numbers["a"] is None


def test_an_inner_try_is_put_back_by_the_outer_one(numbers):
    with numbers.undone():
        with numbers.undone():
            numbers["a"] = 10
        assert numbers["a"] == 10
    assert numbers["a"] == 1


def test_an_error_within_puts_it_back_too(numbers):
    def change():
        with numbers.undone():
            numbers["a"] = 10
            del numbers["nowhere"]

    with pytest.raises(KeyError):
        change()
    assert numbers == {"a": 1, "b": 2}


def test_afterwards_changes_stay(numbers):
    with numbers.undone():
        numbers["a"] = 10
    numbers["a"] = 7
    assert numbers["a"] == 7


def test_names_learnt_after_a_mark_are_forgotten():
    names = RecordedSet()
    names.learn(["a", "b", "a"])
    mark = names.mark()
    assert mark == 2
    names.learn(["b", "c", "d"])
    names.forget_after(mark)
    assert names == {"a", "b"}
    assert names.mark() == mark


def test_what_was_known_before_the_mark_is_kept_though_it_came_again():
    names = RecordedSet()
    names.learn(["a"])
    mark = names.mark()
    names.learn(["a"])
    names.forget_after(mark)
    assert names == {"a"}
