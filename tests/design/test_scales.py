import pytest

from projects.web.parts.scales import compact, log_scale, nice_step, scale_over


@pytest.mark.parametrize(
    ("span", "step"), [(1, 0.2), (5000, 1000), (0.18, 0.05), (7, 2), (90, 20)]
)
def test_steps_are_one_two_or_five(span, step):
    assert nice_step(span) == pytest.approx(step)


def test_a_scale_goes_from_the_first_pixel_to_the_last():
    scale = scale_over([0, 10], 100, 300)
    assert (scale(0), scale(5), scale(10)) == (100, 200, 300)


def test_a_rounded_scale_ends_at_ticks():
    scale = scale_over([0.03, 0.93], 0, 100, rounded=True)
    assert scale.ticks == (0, 0.2, 0.4, 0.6, 0.8, 1.0)
    assert scale(1.0) == pytest.approx(100)


@pytest.mark.parametrize("value", [0.0, 3.0, -2.0])
def test_a_single_value_has_a_place_in_the_scale(value):
    assert 0 <= scale_over([value], 0, 100)(value) <= 100


def test_decades_are_evenly_spaced():
    scale = log_scale(0.1, 1000, 0, 400)
    assert scale.ticks == pytest.approx((0.1, 1, 10, 100, 1000))
    assert [scale(tick) for tick in scale.ticks] == pytest.approx(
        [0, 100, 200, 300, 400]
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (0.09, "0.09"),
        (0.1 + 0.2, "0.3"),
        (5000, "5000"),
        (15435, "15.4k"),
        (2_500_000, "2.5M"),
        (1e-5, "1e-05"),
        (1e12, "1e+12"),
        (-20000, "-20k"),
    ],
)
def test_numbers_are_short(value, words):
    assert compact(value) == words
