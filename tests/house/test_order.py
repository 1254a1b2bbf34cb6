"""What tests/conftest.py says of single files names files that exist."""

from types import SimpleNamespace

import pytest

from tests.conftest import (
    LAST,
    LONG,
    NOT_FAST,
    pytest_collection_modifyitems,
    pytest_ignore_collect,
)
from tests.stack import ROOT


@pytest.mark.parametrize("name", [*LONG, *NOT_FAST, *LAST])
def test_a_file_is_where_the_order_says(name):
    assert (ROOT / name).exists(), "it has moved: name its new place in conftest"


def fast(path):
    options = SimpleNamespace(getoption={"fast": True}.get)
    return pytest_ignore_collect(ROOT / path, options) is None


def test_fast_tests_are_collected_without_importing_the_rooms_of_slow_ones():
    assert all(fast(path) for path in ("tests", "tests/web/test_names.py"))
    assert not any(fast(path) for path in ("tests/packs", "tests/test_catalogue.py"))
    assert not any(fast(path) for path in NOT_FAST)


def ordered(names, *, fast=False, marks=()):
    """What is left of tests in files of these names, in which order; all have these marks."""
    items = [
        SimpleNamespace(
            path=ROOT / name, get_closest_marker=dict.fromkeys(marks, 1).get
        )
        for name in names
    ]
    hook = SimpleNamespace(pytest_deselected=lambda items: None)
    config = SimpleNamespace(getoption={"fast": fast}.get, hook=hook)
    pytest_collection_modifyitems(config, items)
    return [item.path.relative_to(ROOT).as_posix() for item in items]


def test_repeats_come_after_all_that_they_choose_from():
    names = [*LAST, "tests/web/test_names.py", LONG[1], "tests/api/test_me.py", LONG[0]]
    others = ["tests/web/test_names.py", "tests/api/test_me.py"]
    assert ordered(names) == [LONG[0], LONG[1], *others, *LAST]


def test_what_is_slow_is_left_out_of_the_fast_ones_alone():
    names = ["tests/web/test_names.py"]
    assert ordered(names, marks=["slow"]) == names
    assert ordered(names, fast=True, marks=["slow"]) == []
    assert ordered(names, fast=True) == names
