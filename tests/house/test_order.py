"""What tests/conftest.py says of single files names files that exist."""

import pytest

from tests.conftest import LONG, NOT_FAST
from tests.stack import ROOT


@pytest.mark.parametrize("name", [*LONG, *NOT_FAST])
def test_a_file_is_where_the_order_says(name):
    assert (ROOT / name).exists(), "it has moved: name its new place in conftest"
