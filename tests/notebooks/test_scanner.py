"""Strings, brackets and continued lines are followed without a parser."""

import pytest

from notebooks.scanner import Scanner


def states(text):
    """After each line: whether the next one begins a statement."""
    scanner = Scanner()
    found = []
    for line in text.split("\n"):
        scanner.feed(line)
        found.append(scanner.at_statement)
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a = 1\nb = 2", [True, True]),
        ("f(\n1,\n)", [False, False, True]),
        ("a = [\n{1: (2,\n3)}\n]", [False, False, False, True]),
        ("a = 1 + \\\n2", [False, True]),
        ('"""\n%magic\n"""', [False, False, True]),
        ("r'''\n\\\n'''", [False, False, True]),
        ("s = '('\nt", [True, True]),
        ('s = "#" # (\nt', [True, True]),
        ("s = 'a\\\\'\nt", [True, True]),
        ("s = 'it\\'s ('\nt", [True, True]),
        ("s = 'unclosed (\nt", [True, True]),
        ("s = 'goes on \\\n('\nt", [False, True, True]),
        (")\n(", [True, False]),
        ("# \\\nt", [True, True]),
        ("return'('\nt", [True, True]),
        ("x = 1if'['else'{'\nt", [True, True]),
        ("", [True]),
    ],
)
def test_a_line_begins_a_statement_unless_something_is_open(text, found):
    assert states(text) == found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a = 'text' # remark", "a =  "),
        ("f'{a}' + b", " + b"),
        ('print(rb"x")', "print()"),
        ("help?", "help?"),
        ("'help?'", ""),
        ("xrb'a'", "xrb"),
    ],
)
def test_strings_and_remarks_are_taken_out(line, code):
    assert Scanner().feed(line) == code


def test_a_quotation_mark_within_another_kind_ends_nothing():
    scanner = Scanner()
    scanner.feed('"""')
    scanner.feed("it's '' \"")
    assert not scanner.at_statement
    assert scanner.feed('""" + (') == " + ("
    assert not scanner.at_statement
