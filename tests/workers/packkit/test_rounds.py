"""How many steps work gets that was to be trained on more data than there are here."""

import pytest

from workers.packkit.rounds import rounds


@pytest.mark.parametrize(
    ("wrong", "given"),
    [
        ([0.2], [10]),  # good enough
        ([0.5, 0.4, 0.2], [10, 20, 30]),
        ([0.5, 0.4, 0.35, 0.3], [10, 20, 30, 35]),  # all that the course has
        ([0.5, 0.46], [10, 20]),  # it no longer helps
        ([0.9], [10]),  # nothing learnt
        ([0.25], [10]),  # just good enough
        ([0.2501, 0.25], [10, 20]),
    ],
)
def test_who_gets_better_goes_on_until_it_is_enough(wrong, given):
    told = iter(wrong)
    assert list(rounds(10, 35, 0.25, lambda: next(told))) == given


def test_on_as_much_data_as_the_course_has_nothing_is_asked():
    assert list(rounds(10, 10, 0.25, pytest.fail)) == [10]
