import pytest

from projects.web.parts.scales import compact, log_scale, nice_step, scale_over


@pytest.mark.parametrize(
    ("span", "step"),
    [(1, 0.2), (5000, 1000), (0.18, 0.05), (7, 2), (90, 20), (30, 10), (25, 5)],
)
def test_steps_are_one_two_or_five(span, step):
    assert nice_step(span) == pytest.approx(step)


def test_a_scale_goes_from_the_first_pixel_to_the_last():
    scale = scale_over([0, 10], 100, 300)
    assert (scale(0), scale(5), scale(10)) == (100, 200, 300)


def test_a_scale_that_is_not_rounded_ends_at_its_values():
    scale = scale_over([0.03, 0.93], 0, 100)
    assert (scale(0.03), scale(0.93)) == (0, 100)
    assert scale.ticks == (0.2, 0.4, 0.6, 0.8)


def test_around_a_single_value_ticks_are_close_to_it():
    assert scale_over([1000], 0, 100).ticks == (999.6, 999.8, 1000, 1000.2, 1000.4)


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
        (-0.0, "0"),
        (0.09, "0.09"),
        (0.1 + 0.2, "0.3"),
        (5000, "5000"),
        (15435, "15.4k"),
        (2_500_000, "2.5M"),
        (1e-5, "1e-05"),
        (1e12, "1e+12"),
        (-20000, "-20k"),
        (9999.4, "9999"),
        (9999.6, "10k"),
        (999_400, "999k"),
        (999_600, "1M"),
        (-999_600, "-1M"),
        (999_000_000, "999M"),
        (999_600_000, "9.996e+08"),
        (5e-324, "4.941e-324"),
    ],
)
def test_numbers_are_short(value, words):
    assert compact(value) == words


@pytest.mark.parametrize("value", [1e17, -1e17, 3e38])
def test_a_single_value_beside_which_a_half_is_nothing_has_its_place_in_the_middle(
    value,
):
    scale = scale_over([value, value], 0, 100)
    assert scale(value) == pytest.approx(50, abs=1)
    assert all(0 <= scale(tick) <= 100 for tick in scale.ticks)


def test_values_too_close_to_be_divided_are_one_value():
    scale = scale_over([0.0, 5e-324], 0, 100)
    assert scale.ticks == (0, 0.2, 0.4, 0.6, 0.8, 1.0)


@pytest.mark.parametrize("unit", [1e-14, 1e-30, 1e-200])
def test_ticks_of_tiny_values_differ(unit):
    ticks = scale_over([0.0, 5 * unit], 0, 100).ticks
    expected = [n * unit for n in range(6)]
    assert ticks == pytest.approx(expected, rel=1e-6, abs=unit / 1e6)


def test_decades_end_where_numbers_do():
    scale = log_scale(5e-324, 1.7e308, 0, 100)
    assert all(tick > 0 for tick in scale.ticks)
    assert 0 <= scale(5e-324) < scale(1.0) < scale(1.7e308) <= 100


def test_decades_of_one_value_have_a_beginning_and_an_end():
    scale = log_scale(10, 10, 0, 100)
    assert (scale.ticks, scale(10)) == ((10, 100), 0)


def test_many_decades_are_marked_in_equal_leaps():
    assert log_scale(1, 1e12, 0, 100).ticks == pytest.approx(
        (1, 1e2, 1e4, 1e6, 1e8, 1e10, 1e12)
    )
