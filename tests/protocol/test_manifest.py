"""pack.toml as both sides read it."""

import pytest

from notebooks.signatures import NotebookSignature
from protocol.charts import Presentation
from protocol.manifest_reading import ManifestError, load_manifest, parse_manifest
from protocol.steps import StepKind
from tests.factories import PACKS

TEXT = {"en": "A", "ja": "あ"}
LEAST = {
    "slug": "tiny",
    "title": TEXT,
    "order": 7,
    "runtime": "numpy",
    "files": {"notebook": "tiny.ipynb"},
}
CURVE = {
    **dict.fromkeys(("title", "caption", "x_label", "y_label"), TEXT),
    "slug": "curve",
    "series": [{"name": "train", "label": TEXT}],
}


def test_what_is_not_said_has_a_default():
    manifest = parse_manifest(LEAST)
    assert (manifest.policy, manifest.announced) == ("return", False)
    assert manifest.limits[StepKind.EXAMINE] == manifest.limits[StepKind.TRAIN]
    assert manifest.presentation == Presentation()


def test_an_announced_pack_needs_neither_runtime_nor_files():
    bare = {name: LEAST[name] for name in ("slug", "title", "order")}
    assert parse_manifest({**bare, "announced": True}).notebook == ""
    with pytest.raises(KeyError):
        parse_manifest(bare)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("title = ", "pack.toml"),
        ("[limits.train]\nwal_s = 3\n", "unknown limits ['wal_s']"),
        ('[[curves]]\nslug = "curve"\n', "KeyError 'series'"),
        ('[[figures]]\nname = "a"\n', "TypeError"),
    ],
)
def test_a_broken_manifest_names_the_file_and_the_fault(tmp_path, more, said):
    text = (PACKS / "first-neural-network" / "pack.toml").read_text("utf-8")
    head = text.partition("[limits.examine]")[0]
    (tmp_path / "pack.toml").write_text(head + more, "utf-8")
    with pytest.raises(ManifestError) as caught:
        load_manifest(tmp_path)
    assert str(tmp_path / "pack.toml") in str(caught.value)
    assert said in str(caught.value)


def test_no_manifest_is_told_too(tmp_path):
    with pytest.raises(ManifestError, match="No such file"):
        load_manifest(tmp_path)


@pytest.mark.parametrize(
    "path", sorted(PACKS.glob("*/pack.toml")), ids=lambda p: p.parent.name
)
def test_a_presentation_comes_back_from_json_as_it_was(path):
    presentation = load_manifest(path.parent).presentation
    assert Presentation.parse(presentation.as_json()) == presentation


def test_the_signature_is_what_recognising_reads():
    manifest = load_manifest(PACKS / "first-neural-network")
    signature = NotebookSignature.parse(manifest.signature())
    assert signature.defines == manifest.defines
    assert [one.slug for one in signature.editions] == [
        one.slug for one in manifest.editions
    ]
    for edition, told in zip(
        manifest.editions, manifest.signature()["editions"], strict=True
    ):
        assert told["title"] == edition.title  # which the queue shows
    assert signature.side_files == manifest.side_files == ("my_answers.py",)
    assert NotebookSignature.parse(signature.as_json()) == signature


def test_a_curve_with_a_word_too_many_is_refused():
    with pytest.raises(TypeError):
        parse_manifest({**LEAST, "curves": [{**CURVE, "colour": "red"}]})
