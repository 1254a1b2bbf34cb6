"""What a pack shows of a training, as plain data and files."""

import io
import json
from dataclasses import replace

import numpy as np
from PIL import Image

from protocol.exhibit_json import MOST_PICTURES, laid_out
from protocol.exhibits import (
    EXHIBITS,
    Matrix,
    Measure,
    Measures,
    Pictures,
    picture_bytes,
)
from protocol.steps import StepKind, StepReport
from workers.grader.printing import print_report
from workers.packkit.pictures import montage
from workers.packkit.pictures import picture as picture_of

TITLE = {"en": "Title", "ja": "題"}


def test_everything_but_pictures_is_json_as_it_stands():
    matrix = Matrix(TITLE, TITLE, TITLE, ["a"], ["a", "b"], [[1, 2.5]])
    measures = Measures(TITLE, [Measure(TITLE, "12 %", doubtful=True)])
    plain, files = laid_out([matrix, measures])
    again = json.loads(json.dumps(plain))
    assert [entry["kind"] for entry in again] == ["matrix", "measures"]
    assert again[0]["values"] == [[1, 2.5]]
    assert again[1]["rows"][0]["doubtful"] is True
    assert files == {}


def test_pictures_become_files_that_hold_the_same_pixels():
    pixels = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    grey = np.full((4, 5), 7, np.uint8)
    plain, files = laid_out(
        [Pictures(TITLE, [picture_of(pixels, TITLE), picture_of(grey, TITLE)])]
    )
    shown = plain[0]["pictures"]
    assert [one["file"] for one in shown] == list(files)
    assert (shown[1]["width"], shown[1]["height"]) == (5, 4)
    first, second = (np.array(Image.open(io.BytesIO(f))) for f in files.values())
    assert np.array_equal(first, pixels)
    assert np.array_equal(second, grey)


def test_there_is_an_end_to_pictures():
    picture = picture_of(np.zeros((1, 1), np.uint8), TITLE)
    plain, files = laid_out([Pictures(TITLE, [picture] * (MOST_PICTURES + 9))] * 2)
    assert len(files) == MOST_PICTURES
    assert [len(entry["pictures"]) for entry in plain] == [MOST_PICTURES, 0]


def test_the_bytes_of_all_pictures_are_counted_and_of_nothing_else():
    picture = picture_of(np.zeros((3, 3), np.uint8), TITLE)
    shown = [Matrix(TITLE, TITLE, TITLE, ["a"], ["b"], [[1]])]
    assert picture_bytes(shown) == 0
    shown += [Pictures(TITLE, [picture] * 2), Pictures(TITLE, [picture])]
    assert picture_bytes(shown) == 3 * len(picture.png)


def test_a_montage_goes_row_by_row_and_ends_in_black():
    images = np.stack([np.full((2, 2, 3), n, np.uint8) for n in (1, 2, 3)])
    grid = montage(images, 2)
    assert grid.shape == (4, 4, 3)
    assert grid[0, 0, 0] == 1
    assert grid[0, 2, 0] == 2
    assert grid[2, 0, 0] == 3
    assert grid[2, 2, 0] == 0


def test_a_terminal_is_told_which_exhibits_there_are_and_not_what_is_in_them():
    plain, _files = laid_out([Matrix(TITLE, TITLE, TITLE, ["a"], ["b"], [[12345]])])
    figures = {"loss": 0.25, "data": "real", EXHIBITS: plain}
    report = StepReport(StepKind.TRAIN, passed=True, results=(), environment={})
    said = []
    print_report(replace(report, figures=figures), said.append)
    assert said[2:] == ["  loss = 0.2500", "  data = real", "  matrix: Title"]
