"""`python -m scripts vendor` keeps what is pinned, whole, and nothing of another package."""

import hashlib
import io
import subprocess
import tarfile
from base64 import b64encode
from pathlib import Path

import pytest

from scripts import say, vendored

LIBRARY = {"dist/draw.min.js": b"draw();\n", "LICENSE.md": b"MIT\n"}


def packed(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(vendored, "FOLDER", tmp_path / "vendor")
    monkeypatch.setattr(vendored, "PINS", tmp_path / "vendored.toml")
    return tmp_path / "vendor"


@pytest.fixture
def npm(folder, monkeypatch):
    """Pins a package, and gives out one: the same unless told otherwise."""

    def gives(files, pinned=LIBRARY, integrity=None):
        package = packed(files)
        whole = b64encode(hashlib.sha512(package).digest()).decode()
        digests = [
            f'"{name}" = "{hashlib.sha256(content).hexdigest()}"'
            for name, content in pinned.items()
        ]
        vendored.PINS.write_text(
            "\n".join(
                [
                    '["draw"]\nversion = "1.0.0"',
                    f'integrity = "{integrity or "sha512-" + whole}"',
                    '["draw".files]',
                    *digests,
                ]
            )
        )

        def pack(command, *, cwd, **_how):
            assert command[-1] == "draw@1.0.0"
            (Path(cwd) / "draw-1.0.0.tgz").write_bytes(package)

        monkeypatch.setattr(subprocess, "run", pack)

    return gives


def kept(folder):
    return {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_what_is_pinned_is_kept_without_the_name_of_its_source_map(folder, npm):
    named = LIBRARY["dist/draw.min.js"] + b"//# sourceMappingURL=draw.min.js.map\n"
    npm({**LIBRARY, "dist/draw.min.js": named, "dist/more.js": b"more();"})
    assert vendored.vendor() == 0
    assert vendored.vendor() == 0  # again, over what is there
    assert kept(folder) == {"draw.min.js": b"draw();\n", "LICENSE.md": b"MIT\n"}


def test_another_package_than_the_pinned_one_is_not_opened(folder, npm):
    npm(LIBRARY, integrity="sha512-AAAA")
    with pytest.raises(say.Stop, match="is not the package"):
        vendored.vendor()
    assert kept(folder) == {}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({**LIBRARY, "LICENSE.md": b"GPL\n"}, "LICENSE.md is not what"),
        ({"dist/draw.min.js": b"draw();\n"}, "draw has no file LICENSE.md"),
    ],
)
def test_with_one_file_that_is_not_as_pinned_none_is_kept(folder, npm, files, words):
    npm(files)
    with pytest.raises(say.Stop, match=words):
        vendored.vendor()
    assert kept(folder) == {}


def test_a_package_with_a_scope_is_kept_in_a_folder_called_by_its_name(folder):
    face = vendored.Library("@fonts/plain", "1.0.0", "", {})
    assert face.kept("files/plain.woff2") == folder / "plain" / "plain.woff2"
