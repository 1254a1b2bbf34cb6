"""`make lint` finds code that nobody uses; its exceptions excuse something."""

from fnmatch import fnmatchcase

import pytest
import vulture

from tests.house import dead_code, sources


@pytest.fixture(scope="module")
def unused():
    finder = vulture.Vulture()
    finder.scavenge([str(path) for path in sources.modules()])
    return {item.name for item in finder.get_unused_code()}


def test_there_is_no_dead_code():
    assert [str(item) for item in dead_code.dead()] == []


def test_each_exception_excuses_something(unused):
    idle = [
        pattern
        for pattern in dead_code.EXCEPTIONS
        if not any(fnmatchcase(name, pattern) for name in unused)
    ]
    assert idle == []


def test_a_function_that_nobody_calls_is_found(tmp_path, monkeypatch):
    (tmp_path / "templates").mkdir()
    module = tmp_path / "module.py"
    module.write_text("def nobody_calls_me():\n    return 1\n")
    monkeypatch.setattr(dead_code, "ROOT", tmp_path)
    monkeypatch.setattr(sources, "modules", lambda: [module])
    assert [item.name for item in dead_code.dead()] == ["nobody_calls_me"]
