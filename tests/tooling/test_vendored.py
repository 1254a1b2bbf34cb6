"""The browser's libraries are what was pinned, and nothing lies beside them."""

from hashlib import sha256

import pytest

from scripts import vendored


@pytest.mark.parametrize("library", vendored.libraries(), ids=lambda one: one.name)
def test_each_file_has_its_digest(library):
    for path, digest in library.files.items():
        assert sha256(library.kept(path).read_bytes()).hexdigest() == digest


def test_nothing_else_is_served_from_there():
    pinned = {one.kept(path) for one in vendored.libraries() for path in one.files}
    beside = {vendored.PINS, vendored.FOLDER / "README.md"}
    found = {path for path in vendored.FOLDER.rglob("*") if path.is_file()}
    assert found == pinned | beside


def test_the_name_of_a_source_map_goes():
    assert vendored.stripped(b"a();\n//# sourceMappingURL=a.map\n") == b"a();\n"
