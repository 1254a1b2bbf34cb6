import ast
import itertools
import time

import pytest

from notebooks.magics import BODY_KEPT, plain_python

STATEMENTS = (
    "x = 1",
    "%matplotlib inline",
    "!pip install numpy",
    "files = !ls",
    "t = %timeit -o f(1)",
    "print?",
    "?print",
    "np.random??",
    "s = '''\n%not a magic\n!nor this?\n'''",
    "y = (5\n% 3)",
    "z = 7 \\\n% 4",
    "def f(a):\n    %time b = a\n    return b",
    "if x:\n    !ls",
    "w = 'why?'  # is it? ",
    "# a question?",
    "q = 'it''s' \"?\"",
    "!echo it\\'s \\\n  'continued'",
)


def written(text):
    return [node for node in ast.parse(text).body if not isinstance(node, ast.Pass)]


@pytest.mark.parametrize("pair", list(itertools.permutations(STATEMENTS, 2)))
def test_any_two_statements_together_stay_python_on_their_own_lines(pair):
    cell = "\n".join(pair)
    text = plain_python(cell)
    assert text is not None
    ast.parse(text)
    assert text.count("\n") == cell.count("\n")


@pytest.mark.parametrize("place", [0, 8, 9, 10, 13, 14, 15])
def test_plain_python_is_not_touched(place):
    assert plain_python(STATEMENTS[place]) == STATEMENTS[place]


def test_a_timed_statement_is_kept_for_it_binds_its_names():
    assert plain_python("%time x = f(1)") == "x = f(1)"
    assert written(plain_python("%time")) == []


@pytest.mark.parametrize("magic", sorted(BODY_KEPT))
def test_a_cell_magic_that_runs_python_keeps_its_body(magic):
    assert plain_python(f"\n%%{magic} -q\nx = 1") == "\n\nx = 1"


@pytest.mark.parametrize("magic", ["bash", "html", "writefile a.py", "javascript", ""])
def test_a_cell_in_another_language_is_left_out(magic):
    assert plain_python(f"%%{magic}\nrm -rf x") is None


def test_an_indented_cell_is_read_as_jupyter_reads_it():
    assert plain_python("    x = 1\n    y = 2") == "x = 1\ny = 2"


def test_long_lines_of_blanks_or_quotes_are_read_in_no_time():
    started = time.process_time()
    for hostile in (" " * 200_000, "a " * 100_000, "'" * 200_000, "?" * 200_000):
        assert plain_python(f"x = 1\n{hostile}") is not None
    assert time.process_time() - started < 2
