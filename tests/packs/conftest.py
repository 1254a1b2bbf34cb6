"""Packs are graded as a worker grades: by kernels that are forked, not started one by one."""

from collections.abc import Iterator

import pytest

from tests.packs.exemplars import ROOT
from workers.sandbox.opening import STORE
from workers.warming import runtimes_for


@pytest.fixture(scope="session", autouse=True)
def _kernels_are_forked() -> Iterator[None]:
    STORE.keep(runtimes_for(ROOT))
    yield
    STORE.close()
