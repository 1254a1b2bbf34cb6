"""Refuses notebooks that are too large."""

import nbformat

from notebooks.limits import IntakeLimits
from notebooks.refusals import Refusal


def refuse_oversize(notebook: nbformat.NotebookNode, limits: IntakeLimits) -> None:
    """Raises Refusal for a notebook that could not be shown whole (outputs may be cut)."""
    cells = notebook["cells"]
    if len(cells) > limits.cells:
        raise _too_many_cells(len(cells), limits)
    total = 0
    for number, cell in enumerate(cells, 1):
        lines = cell["source"].count("\n") + 1
        if lines > limits.cell_lines:
            raise _cell_too_long(number, lines, limits)
        pasted = (
            len(data)
            for bundle in cell.get("attachments", {}).values()
            for data in bundle.values()
        )
        total += len(cell["source"]) + sum(pasted)
    if total > limits.source_bytes:
        raise _too_large_without_outputs(limits)


def _too_many_cells(count: int, limits: IntakeLimits) -> Refusal:
    return Refusal(
        "too_many_cells",
        en=f"This notebook has {count:,} cells; {limits.cells:,} are the most. Remove"
        " those that are empty or not part of the project, and upload it again.",
        ja=f"このノートブックにはセルが {count:,} 個あり、上限の {limits.cells:,} 個を超えて"
        "います。空のセルや課題に関係のないセルを削除して、もう一度アップロードしてください。",
    )


def _cell_too_long(number: int, lines: int, limits: IntakeLimits) -> Refusal:
    return Refusal(
        "cell_too_long",
        en=f"Cell {number} has {lines:,} lines; {limits.cell_lines:,} are the most. Move"
        " data out of the notebook, or split the cell, and upload it again.",
        ja=f"セル {number} は {lines:,} 行あり、上限の {limits.cell_lines:,} 行を超えています。"
        "データをノートブックの外に出すか、セルを分けて、もう一度アップロードしてください。",
    )


def _too_large_without_outputs(limits: IntakeLimits) -> Refusal:
    megabytes = limits.source_bytes // (1024 * 1024)
    return Refusal(
        "too_large_without_outputs",
        en=f"Even without its outputs this notebook is larger than {megabytes} MB. Take"
        " out pasted pictures and data, and upload it again.",
        ja=f"このノートブックは出力を除いても {megabytes} MB を超えています。貼り付けた画像や"
        "データを取り除いて、もう一度アップロードしてください。",
    )
