"""What tests/conftest.py says of single files names files that exist."""

from types import SimpleNamespace

import pytest

from tests.conftest import LONG, NOT_FAST, pytest_ignore_collect
from tests.stack import ROOT


@pytest.mark.parametrize("name", [*LONG, *NOT_FAST])
def test_a_file_is_where_the_order_says(name):
    assert (ROOT / name).exists(), "it has moved: name its new place in conftest"


def fast(path):
    options = SimpleNamespace(getoption={"fast": True}.get)
    return pytest_ignore_collect(ROOT / path, options) is None


def test_fast_tests_are_collected_without_importing_the_rooms_of_slow_ones():
    assert all(fast(path) for path in ("tests", "tests/web/test_names.py"))
    assert not any(fast(path) for path in ("tests/packs", "tests/test_catalogue.py"))
    assert not any(fast(path) for path in NOT_FAST)
