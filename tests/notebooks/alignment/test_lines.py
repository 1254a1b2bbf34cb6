import time

from notebooks.alignment import lines as module
from notebooks.alignment.lines import Comparison, Line

OLD = ["def f(x):", "    y = x * 2", "    return y", "", "print(f(3))"]
NEW = ["def f(x):", "    # twice", "    y = x * 20", "    return y", "print(f(3))"]


def marked(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[low:high] for low, high in spans]


def test_lines_are_the_same_edited_inserted_and_deleted():
    found = Comparison().lines(OLD, NEW)
    assert [(line.old, line.new, line.is_same) for line in found] == [
        (1, 1, True),
        (None, 2, False),
        (2, 3, False),
        (3, 4, True),
        (4, None, False),
        (5, 5, True),
    ]


def test_in_an_edited_line_the_words_are_marked_that_changed():
    (line,) = Comparison().lines(
        ["The model predicts the days well."], ["Our model predicts most days well."]
    )
    assert marked("The model predicts the days well.", line.old_spans) == ["The", "the"]
    assert marked("Our model predicts most days well.", line.new_spans) == [
        "Our",
        "most",
    ]


def test_japanese_is_marked_where_it_changed():
    (line,) = Comparison().lines(["学習率 = 0.1 # 大きい"], ["学習率 = 0.01 # 小さい"])
    assert marked("学習率 = 0.01 # 小さい", line.new_spans) == ["01", "小さい"]


def test_blanks_at_the_end_of_a_line_are_no_change():
    assert Comparison().lines(["x = 1  "], ["x = 1"]) == [Line(1, 1, is_same=True)]


def test_lines_that_have_nothing_in_common_are_deleted_and_inserted():
    found = Comparison().lines(["a = 1"], ["print('done')"])
    assert [(line.old, line.new) for line in found] == [(1, None), (None, 1)]


def test_every_line_of_both_comes_once_and_in_order():
    old = [f"x{n % 7} = {n}" for n in range(200)]
    new = [f"x{n % 5} = {n}" for n in range(0, 220, 2)]
    found = Comparison().lines(old, new)
    assert [line.old for line in found if line.old] == list(range(1, 201))
    assert [line.new for line in found if line.new] == list(range(1, 111))


def test_a_line_too_long_for_words_is_marked_as_a_whole():
    long = "a " * module.MOST_TOKENS
    found = Comparison().lines([f"{long}x"], [f"{long}y"])
    assert [(line.old, line.new) for line in found] == [(1, None), (None, 1)]


def test_when_the_words_are_used_up_lines_are_still_compared():
    comparison = Comparison(tokens=5)
    found = comparison.lines(["a = b + c * d", "e"], ["a = b + c * f", "e"])
    assert [(line.old, line.new) for line in found] == [(1, None), (None, 1), (2, 2)]


def test_when_the_lines_are_used_up_they_count_as_removed_and_added():
    comparison = Comparison(lines_left=3)
    found = comparison.lines(["a", "b"], ["a", "b"])
    assert not any(line.is_same for line in found)


def test_hostile_lines_take_no_longer_than_others():
    began = time.process_time()
    old = [f"{n % 3} a b c" for n in range(30_000)]
    new = [f"{n % 5} a b c" for n in range(30_000)]
    assert Comparison().lines(old, new)
    assert Comparison().lines(["(" * 400_000] * 20, [")" * 400_000] * 20)
    assert time.process_time() - began < 5
