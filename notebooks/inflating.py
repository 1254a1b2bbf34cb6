"""Inflates entries of a zip within limits, whatever their headers say of their size."""

import zipfile
from collections.abc import Mapping

from notebooks.disguised import PEEKED
from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal

_CHUNK = 64 * 1024


class Inflater:
    """Counts what comes out of one upload, also of a zip inside its zip."""

    def __init__(self, packed: int, limits: IntakeLimits) -> None:
        self._packed = packed
        self._limits = limits
        self._total = 0

    def files(
        self, archive: zipfile.ZipFile, chosen: Mapping[str, zipfile.ZipInfo]
    ) -> dict[str, bytes]:
        return {path: self.read(archive, entry) for path, entry in chosen.items()}

    def read(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        parts: list[bytes] = []
        with archive.open(entry) as stream:
            while part := stream.read(_CHUNK):
                self._count(len(part))
                parts.append(part)
        return b"".join(parts)

    def peek(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
        with archive.open(entry) as stream:
            part = stream.read(PEEKED)
        self._count(len(part))
        return part

    def _count(self, size: int) -> None:
        self._total += size
        total, limits = self._total, self._limits
        if total > limits.zip_ratio_from and total > self._packed * limits.zip_ratio:
            raise _bomb(limits)
        if total > limits.total_bytes:
            raise _too_large(limits)


def _bomb(limits: IntakeLimits) -> Refusal:
    return Refusal(
        "zip_bomb",
        en=f"This zip unpacks to more than {limits.zip_ratio} times its size, so it"
        " was not opened further. Upload the notebook itself instead.",
        ja=f"この zip は展開すると元の {limits.zip_ratio} 倍を超えるため、展開を中止しました。"
        "zip にせず、ノートブックをそのままアップロードしてください。",
    )


def _too_large(limits: IntakeLimits) -> Refusal:
    return Refusal(
        "zip_too_large",
        en=f"This zip unpacks to more than {limits.megabytes} MB. Leave out data"
        " sets and pictures, and pack only the notebook and its .py files.",
        ja=f"この zip は展開すると {limits.megabytes} MB を超えます。データセットや画像を"
        "除き、ノートブックと .py ファイルだけを入れてください。",
    )
