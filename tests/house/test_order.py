"""The order in which `make test` begins its files names files that exist."""

import pytest

from tests.conftest import LONG
from tests.stack import ROOT


@pytest.mark.parametrize("name", LONG)
def test_a_long_file_is_where_the_order_says(name):
    assert (ROOT / name).is_file(), "it has moved: name its new place in conftest.LONG"
