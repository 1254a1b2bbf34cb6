"""What is said of a line that is no Python: its place, its text, and what helps."""

import pytest

from notebooks.parse_errors import Problem
from notebooks.problems import place, problem_notes, refuse_broken
from notebooks.reasons import reason
from notebooks.refusals import Refusal
from notebooks.syntax import definitions
from notebooks.written_files import Written


def told(source):
    return reason(definitions([source]).problems[0])


@pytest.mark.parametrize(
    ("source", "shown", "japanese"),
    [
        ("def f()\n    pass", "in “def f()”", "コロン「:」がありません"),
        ("x = (1", "in “x = (1”", "「(」が閉じられていません"),
        ("if 1:\n    x\t= = 1", "in “x = = 1”", "文法の誤りです"),
        ("print 1", "in “print 1”", "print の呼び出しにかっこが必要です"),
        ("x = “a”", "straight ' or \"", "使えない文字（U+201C）があります"),
        ("x\u00a0= 1", "“x[U+00A0]= 1” (a space copied", "特殊な空白です"),
    ],
)
def test_the_line_is_shown_and_the_message_put_into_japanese(source, shown, japanese):
    words = told(source)
    assert shown in words["en"]
    assert japanese in words["ja"]
    assert words["en"].partition(",")[0] in words["ja"]


@pytest.mark.parametrize(
    "line", ["x =", "self.lr = # the rate", "w[1, 0] +=", "a, b =  # two"]
)
def test_a_line_that_the_template_leaves_open_is_called_a_blank(line):
    words = told(line)
    assert "nothing stands after the “=”: a blank of the template" in words["en"]
    assert "テンプレートの空欄" in words["ja"]


@pytest.mark.parametrize("line", ["x = = 1", "x == ", "= 1", "f(x) = ", "x = ("])
def test_another_slip_is_no_blank(line):
    assert "blank" not in told(line)["en"]


def test_a_space_or_quote_that_is_not_to_blame_is_not_blamed():
    words = told("x = = '“\u00a0'")
    assert words["en"] == "invalid syntax, in “x = = '“[U+00A0]'”"


def test_a_long_line_is_cut_and_no_control_character_is_passed_on():
    line = reason(Problem(1, 1, "bad\x1b", text="x" * 81 + "\x1b"))["en"]
    assert line == f"bad�, in “{'x' * 80}…”"
    assert reason(Problem(1, 1, "bad", text="y\u202ez"))["en"].endswith("“y[U+202E]z”")


def test_the_place_of_a_file_that_a_cell_writes_is_in_that_cell():
    problem = Problem(0, 3, "invalid syntax", "net.py")
    assert place(problem, {})["en"] == "net.py, line 3"
    whole = {"net.py": Written("net.py", 5, "", 2)}
    assert place(problem, whole)["en"] == "Cell 5, line 4"
    in_parts = {"net.py": Written("net.py", 5, "", 0)}
    assert place(problem, in_parts)["en"] == "net.py, line 3"


def test_no_more_than_three_notes_are_made():
    notes = problem_notes([Problem(n, 1, "bad") for n in range(1, 6)], {})
    assert [note["en"][:6] for note in notes] == ["Cell 1", "Cell 2", "Cell 3"]


def test_a_broken_module_is_a_reason_to_refuse_only_where_it_is_imported():
    modules = {"net": "def f(:"}
    found = definitions(["import net"], modules=modules)
    with pytest.raises(Refusal, match=r"module_syntax_error: “net\.py”.*line 1"):
        refuse_broken(["f"], ["import net"], found, {})
    found = definitions(["x = 1"], modules=modules)
    assert found.problems
    refuse_broken(["f"], ["x = 1"], found, {})


@pytest.mark.parametrize(("wide", "narrow"), [("：", ":"), ("（", "("), ("，", ",")])
def test_a_full_width_character_is_told_with_the_one_to_type(wide, narrow):
    told = reason(Problem(1, 1, f"invalid character '{wide}' (U+FF1A)", text=wide))
    assert f"“{wide}” is a full-width character" in told["en"]
    assert f"“{narrow}”" in told["en"]
    assert f"半角の「{narrow}」" in told["ja"]
