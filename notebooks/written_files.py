"""Files that cells write with `%%writefile`, put among those that were sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from notebooks.limits import IntakeLimits
from notebooks.quoting import quoted
from notebooks.receiving import too_many_files
from notebooks.refusals import Text

NAMED = 5


@dataclass(frozen=True)
class Written:
    """A file that cells write with `%%writefile` when the notebook is run."""

    name: str
    cell: int  # the last one that starts it anew, counted from 1
    text: str
    first_line: int  # of the text within the cell; 0 if several cells wrote it


def with_written(
    files: Mapping[str, bytes], written: Mapping[str, Written], limits: IntakeLimits
) -> tuple[dict[str, bytes], tuple[Text, ...]]:
    """The files with those that cells write, and notes on the latter. Raises Refusal."""
    sent = {name.casefold(): name for name in files}
    kept = dict(files)
    notes: list[Text] = []
    for name, file in written.items():
        data = file.text.encode()
        twin = sent.get(name.casefold())
        if twin is not None and files[twin].split() == data.split():
            continue
        if twin is not None:
            del kept[twin]
        kept[name] = data
        notes.append(_replaced(file) if twin is not None else _written(file))
    if len(kept) > limits.files:
        raise too_many_files(len(kept), limits)
    return kept, tuple(notes[:NAMED])


def _written(file: Written) -> Text:
    return {
        "en": f"Cell {file.cell} writes “{quoted(file.name)}” with %%writefile. It is"
        " kept and checked as a file beside the notebook.",
        "ja": f"セル {file.cell} が %%writefile で「{quoted(file.name)}」を書き出すため、"
        "ノートブックと一緒のファイルとして保存し、チェックします。",
    }


def _replaced(file: Written) -> Text:
    return {
        "en": f"Cell {file.cell} writes “{quoted(file.name)}” with %%writefile, and the"
        " file of that name that was uploaded differs. What the cell writes was kept,"
        " since running the notebook replaces the file.",
        "ja": f"セル {file.cell} が %%writefile で書き出す「{quoted(file.name)}」は、"
        "アップロードされた同名のファイルと内容が異なります。ノートブックを実行すると上書き"
        "されるため、セルの内容を保存しました。",
    }
