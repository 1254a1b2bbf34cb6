"""The site draws what packs declare: it knows no series and no figure of any pack by name."""

import ast

import pytest

from protocol.manifest_reading import NAME, load_manifest
from protocol.notebook_curves import NOTEBOOK_CURVES
from tests.factories import PACKS
from tests.stack import ROOT

MANIFESTS = [load_manifest(path.parent) for path in sorted(PACKS.glob(f"*/{NAME}"))]
SAMPLES = "gallery"  # made-up content, shown with DEBUG only


def declared() -> set[str]:
    names = {one.name for curve in NOTEBOOK_CURVES for one in curve.series}
    for manifest in MANIFESTS:
        names |= {figure.name for figure in manifest.presentation.figures}
        for curve in manifest.presentation.curves:
            names |= {one.name for one in curve.series}
            names |= {limit.figure for limit in curve.limits}
    return names


def modules():
    paths = sorted((ROOT / "projects").rglob("*.py"))
    return [path for path in paths if not {SAMPLES, "migrations"} & set(path.parts)]


def test_packs_declare_curves_and_figures():
    assert {"train", "generator", "validation error", "test_loss"} <= declared()


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.name)
def test_no_module_of_the_site_names_one(path):
    tree = ast.parse(path.read_text("utf-8"))
    literals = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert not literals & declared()


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.slug)
def test_every_text_of_a_chart_is_in_both_languages(manifest):
    curves, figures = manifest.presentation.curves, manifest.presentation.figures
    assert curves, "a training without a curve shows nothing while it runs"
    texts = [figure.label for figure in figures]
    for curve in curves:
        texts += [curve.title, curve.caption, curve.x_label, curve.y_label]
        texts += [row.label for row in (*curve.series, *curve.limits)]
    assert all(text["en"] and text["ja"] for text in texts)
