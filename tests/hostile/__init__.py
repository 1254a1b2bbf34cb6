"""Uploads made to take the site down: one function each, which gives the file's bytes.

Every notebook here is a sound hand-in for project 1 with something hostile in it, so that
intake has no other reason to refuse it. `UPLOADS` names the file that each is sent as.

    for name, (filename, make) in UPLOADS.items():
        send(filename, make())
"""

from collections.abc import Callable, Mapping

from tests.hostile import archives, code, formatting, outputs, shapes

NOTEBOOK = "Your_first_neural_network.ipynb"
ARCHIVE = "project.zip"

Make = Callable[[], bytes]

NOTEBOOKS: Mapping[str, Make] = {
    make.__name__: make
    for room in (shapes, code, formatting, outputs)
    for make in room.ALL
}
ARCHIVES: Mapping[str, Make] = {make.__name__: make for make in archives.ALL}

UPLOADS: Mapping[str, tuple[str, Make]] = {
    **{name: (NOTEBOOK, make) for name, make in NOTEBOOKS.items()},
    **{name: (ARCHIVE, make) for name, make in ARCHIVES.items()},
}
