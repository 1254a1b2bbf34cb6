"""Reads what a browser sends, within the limits, and collects it by name."""

from typing import Protocol

from notebooks.limits import IntakeLimits
from notebooks.quoting import quoted
from notebooks.refusals import Refusal


class Sent(Protocol):
    """An open upload, such as a web framework's uploaded file or a `BytesIO`."""

    def read(self, size: int, /) -> bytes: ...


Upload = tuple[str, bytes | Sent]


def read_upload(sent: bytes | Sent, left: int, limits: IntakeLimits) -> bytes:
    """Reads at most `left` bytes; counts those read, and ignores the announced size."""
    if isinstance(sent, bytes):
        if len(sent) > left:
            raise _too_large(limits)
        return sent
    parts: list[bytes] = []
    while part := sent.read(min(left + 1, 1 << 20)):
        left -= len(part)
        if left < 0:
            raise _too_large(limits)
        parts.append(part)
    return b"".join(parts)


def _too_large(limits: IntakeLimits) -> Refusal:
    return Refusal(
        "too_large",
        en=f"The upload is larger than {limits.megabytes} MB. Leave out data sets and"
        " clear outputs you do not need (Kernel → Restart & Clear Output, then run"
        " again).",
        ja=f"アップロードが {limits.megabytes} MB を超えています。データセットを除き、"
        "不要な出力を消して（Kernel → Restart & Clear Output の後に再実行）から、"
        "もう一度アップロードしてください。",
    )


def too_many_files(count: int, limits: IntakeLimits) -> Refusal:
    return Refusal(
        "too_many_files",
        en=f"{count} files are more than the {limits.files} that one upload may hold."
        " Upload the notebook and the .py files it imports.",
        ja=f"ファイルが {count} 個あり、上限の {limits.files} 個を超えています。"
        "ノートブックと、そこから読み込む .py だけをアップロードしてください。",
    )


def add(files: dict[str, bytes], name: str, data: bytes) -> None:
    """Adds a file; refuses a name that some systems would take for an existing one."""
    twin = next((other for other in files if other.casefold() == name.casefold()), None)
    if twin is not None:
        raise Refusal(
            "duplicate_names",
            en=f"Two files have the same name: “{quoted(twin)}” and “{quoted(name)}”."
            " Keep the one you mean and upload again.",
            ja=f"同じ名前のファイルが 2 つあります：「{quoted(twin)}」と「{quoted(name)}」。"
            "必要な方だけを残して、もう一度アップロードしてください。",
        )
    files[name] = data
