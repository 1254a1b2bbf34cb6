"""The modules of one's own that a notebook needs and that did not come."""

import pytest

from notebooks.imported import missing_files, starred_files
from notebooks.syntax import definitions
from tests.notebooks.building import BIKES


def missing(cell, *wanted, files=()):
    return missing_files(
        BIKES, wanted, definitions([cell]), [cell], dict.fromkeys(files, b"")
    )


@pytest.mark.parametrize(
    ("cell", "files"),
    [
        ("from network import NeuralNetwork", ["network.py"]),
        ("from pkg.network import NeuralNetwork as N", ["pkg.py"]),
        ("import network as n\nx = n.NeuralNetwork(3)", ["network.py"]),
        ("import pkg.network\nx = [pkg.network.NeuralNetwork(3)]", ["pkg.py"]),
        ("try:\n    from net import NeuralNetwork\nexcept: pass", ["net.py"]),
        ("import helper\nx = helper.plot()", []),
        ("import network\nx = network.NeuralNetworks(3)", []),
        ("import network\nx = self.network.NeuralNetwork(3)", []),
        ("from torch import NeuralNetwork", []),
        ("from . import NeuralNetwork", []),
    ],
)
def test_a_file_is_asked_for_where_a_wanted_name_comes_from_it(cell, files):
    assert missing(cell, "NeuralNetwork") == files


def test_a_module_that_tells_the_edition_is_asked_for_whatever_is_wanted():
    assert missing("from my_answers import x") == ["my_answers.py"]
    assert missing("from network import x") == []


def test_a_name_that_an_import_binds_in_the_end_is_not_taken_from_another_module():
    imported = "from network import NeuralNetwork"
    own = "class NeuralNetwork: pass"
    assert missing(imported) == missing(f"{own}\n{imported}") == ["network.py"]
    assert missing(f"{imported}\n{own}") == []


@pytest.mark.parametrize("came", ["my_answers.py", "my_answers/__init__.py"])
def test_a_module_or_package_that_came_is_not_asked_for(came):
    assert missing("import my_answers", files=[came]) == []
    assert missing("import my_answers", files=[f"p/{came}"]) == ["my_answers.py"]


@pytest.mark.parametrize(
    ("cell", "came", "files"),
    [
        ("from network import *", [], ["network.py"]),
        ("from b.net import *\nfrom a import *", [], ["a.py", "b.py"]),
        ("try:\n    from net import *\nexcept ImportError: pass", [], ["net.py"]),
        ("from network import *", ["network.py"], []),
        ("from numpy import *\nfrom tqdm import *", [], []),
        ("from network import train", [], []),
    ],
)
def test_a_file_of_which_all_is_imported_may_hold_what_is_wanted(cell, came, files):
    there = dict.fromkeys(came, b"")
    assert starred_files(["NeuralNetwork"], definitions([cell]), there) == files
    assert starred_files([], definitions([cell]), there) == []
