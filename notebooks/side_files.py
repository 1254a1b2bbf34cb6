"""The .py files beside a notebook, of which some must be there."""

from collections.abc import Mapping, Sequence

from notebooks.file_kinds import suffix
from notebooks.quoting import enumerated, quoted
from notebooks.refusals import Refusal
from notebooks.written_files import NAMED


def modules_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The .py files beside the notebook, by module name. Raises Refusal."""
    modules: dict[str, str] = {}
    for path, data in files.items():
        if suffix(path) != ".py" or "/" in path:
            continue
        try:
            modules[path[: -len(".py")]] = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _not_utf8(path) from None
    return modules


def _not_utf8(path: str) -> Refusal:
    return Refusal(
        "module_not_utf8",
        en=f"“{quoted(path)}” is not UTF-8 text. Open it in your editor, save"
        " it as UTF-8, and upload it again.",
        ja=f"「{quoted(path)}」は UTF-8 ではありません。エディタで開いて UTF-8 で保存し、"
        "もう一度アップロードしてください。",
    )


def refuse_missing(names: Sequence[str]) -> None:
    """Refuses if there are names of files without which the work is not whole."""
    if not names:
        return
    named = enumerated(names, NAMED)
    absent, them = (
        ("that file was", "it") if len(names) == 1 else ("these were", "them")
    )
    raise Refusal(
        "side_file_missing",
        en=f"The notebook imports from {named}, but {absent} not uploaded. Upload"
        f" {them} together with the notebook, or all as one zip.",
        ja=f"ノートブックは {named} を読み込みますが、そのファイルがありません。"
        "ノートブックと一緒に、または 1 つの zip にしてアップロードしてください。",
    )
