"""Placeholders: which braces are replaced, which refused, and which mean something else."""

import time

import pytest

from projects.placeholders import PLACEHOLDERS, rendered, unknown_in

VALUES = {"student": "Ada", "line": "7", "criterion": "Code"}


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Dear {student}, see line {line}.", "Dear Ada, see line 7."),
        ("{student}{student}", "AdaAda"),
        ("In {cell} it stays.", "In {cell} it stays."),  # no value for it
        ("Use `{student}` here.", "Use `{student}` here."),
        ("```\n{student}\n```\n{student}", "```\n{student}\n```\nAda"),
        ("$x_{student}$ and {student}", "$x_{student}$ and Ada"),
        ("$$\\frac{student}{line}$$", "$$\\frac{student}{line}$$"),
        ("It is $5, {student}, or $6.", "It is $5, Ada, or $6."),
        ("{ student } and {} and {1}", "{ student } and {} and {1}"),
        ("```\nnever closed {student}", "```\nnever closed {student}"),
    ],
)
def test_braces_become_words_but_in_code_and_maths(text, becomes):
    assert rendered(text, VALUES) == becomes


def test_a_value_is_not_read_again_nor_taken_for_markdown():
    hostile = {"student": "{line} [x](javascript:1) <b>`*", "line": "7"}
    assert rendered("Dear {student}", hostile) == (
        r"Dear {line} \[x\](javascript:1) \<b\>\`\*"
    )


def test_unknown_names_are_told_once_each():
    text = "{sudent} {sudent} {名前} {student} `{anything}` $\\frac{a}{b}$ { }"
    assert unknown_in(text) == ["sudent", "名前"]
    assert unknown_in(" ".join(f"{{{name}}}" for name in PLACEHOLDERS)) == []


@pytest.mark.parametrize("text", ["$$ " * 3000, "`" * 9999, "{" * 9999, "$a " * 3000])
def test_no_text_takes_long(text):
    begun = time.perf_counter()
    unknown_in(text)
    assert time.perf_counter() - begun < 1
