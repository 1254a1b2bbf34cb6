"""What intake says of the packs' own notebooks: exemplars are work, starters are not."""

import pytest

from notebooks.intake import take_in
from notebooks.refusals import Refusal
from notebooks.signatures import NotebookSignature
from projects.packs import starter_files
from tests.notebooks.building import code, document
from tests.packs.exemplars import exemplars_of, open_packs

PACKS = open_packs()
# Without the starters' fingerprints: a template that was edited a little has another one.
SIGNATURES = {p.slug: NotebookSignature.parse(p.signature()) for p in PACKS}
EXEMPLARS = [exemplar for pack in PACKS for exemplar in exemplars_of(pack)]


def received(pack, files):
    uploads = list(files.items())
    return take_in(uploads, SIGNATURES[pack.slug], list(SIGNATURES.values()))


@pytest.mark.parametrize("exemplar", EXEMPLARS, ids=lambda exemplar: exemplar.name)
def test_every_exemplar_is_taken_in_as_its_edition(exemplar):
    taken = received(exemplar.pack, exemplar.upload.files)
    assert taken.edition == exemplar.expected["edition"]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.slug)
def test_a_starter_is_known_by_its_blanks_alone(pack):
    known = {pack.notebook, *pack.side_files}
    paths = [path for path in starter_files(pack.folder) if path.name in known]
    with pytest.raises(Refusal) as caught:
        received(pack, {path.name: path.read_bytes() for path in paths})
    assert caught.value.code == "blanks_left"


@pytest.mark.parametrize("pack", PACKS[1:], ids=lambda pack: pack.slug)
def test_projects_with_keras_tell_a_notebook_for_tensorflow_1(pack):
    old, other = pack.unsupported
    assert old.title["en"] == "TensorFlow 1"
    assert {"placeholder", "contrib", "Session"} <= set(old.uses)
    assert other.title["en"] == "PyTorch"


WRITTEN_FOR = {
    "TensorFlow 1": "import tensorflow as tf\nfor batch in batches:\n    # TODO\nwith tf.Session() as s:\n    pass",
    "PyTorch": "import torch.nn as nn\nclass Discriminator(nn.Module):\n    pass",
}


@pytest.mark.parametrize("title", WRITTEN_FOR)
@pytest.mark.parametrize("pack", PACKS[1:], ids=lambda pack: pack.slug)
def test_work_for_another_framework_is_told_so_before_anything_else(pack, title):
    with pytest.raises(Refusal, match="unsupported_framework") as caught:
        received(pack, {"a.ipynb": document(code(WRITTEN_FOR[title]))})
    assert f"is written for {title}" in caught.value.words["en"]
