import pytest

from tests.workers.calibration.making import Folder


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path / "past")
