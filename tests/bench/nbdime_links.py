"""Run with nbdime's own Python: `python nbdime_links.py FOLDER …`, each with old.ipynb and new.ipynb.

Prints for each folder the seconds from the files to the difference, and which old cell nbdime takes
for which new one, both counted from 1. The libraries are imported before the clock starts.
"""

import json
import sys
import time
from pathlib import Path

import nbformat
from nbdime import diff_notebooks


def links(old_count, difference):
    """nbdime says which cells it removes, adds and patches; all others stay, in order."""
    (of_cells,) = [entry.diff for entry in difference if entry.key == "cells"] or [[]]
    removed, added = set(), {}
    for entry in of_cells:
        if entry.op == "removerange":
            removed.update(range(entry.key, entry.key + entry.length))
        elif entry.op == "addrange":
            added[entry.key] = added.get(entry.key, 0) + len(entry.valuelist)
    found, place = [], 0
    for at in range(old_count):
        place += added.get(at, 0)
        if at not in removed:
            place += 1
            found.append((at + 1, place))
    return found


def main():
    answers = []
    for folder in map(Path, sys.argv[1:]):
        began = time.perf_counter()
        old = nbformat.read(folder / "old.ipynb", as_version=4)
        new = nbformat.read(folder / "new.ipynb", as_version=4)
        difference = diff_notebooks(old, new)
        seconds = time.perf_counter() - began
        answers.append({"s": seconds, "links": links(len(old.cells), difference)})
    sys.stdout.write(json.dumps(answers))


main()
