"""The map leads nowhere that does not exist."""

import pytest

from tests.house import names
from tests.house.figures import MAP


def test_the_map_names_only_what_exists():
    assert names.missing(MAP.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "gone",
    [
        "projects/web/nowhere.py",
        "projects/nowhere/",
        "nowhere.py",
        "operations.submissions.nothing",
        "Submission.nothing",
        "NOTHING_PER_HOUR",
        "make nothing",
        "manage.py nothing",
        "python -m tests.nothing",
    ],
)
def test_what_does_not_exist_is_found(gone):
    assert not names.exists(gone)


def test_the_tree_is_read_name_by_name():
    page = (
        "\n```\nworkers/packkit/{pack,nothing}   two\nprojects/web │ projects/api   skins\n"
        "projects/packs.py, errors.py, no.py   words\ndocs/ + nowhere/   pages\n```\n"
    )
    assert names.missing(page) == [
        "nowhere/",
        "projects/no.py",
        "workers/packkit/nothing.py",
    ]
