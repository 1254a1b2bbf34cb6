"""What Python says of a broken line is said in Japanese as well, and never lost."""

import ast
import re

import pytest

from notebooks.python_messages import in_japanese

KANA_OR_KANJI = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def said(source):
    """As this Python words it."""
    with pytest.raises(SyntaxError) as broken:
        compile(source, "<cell>", "exec", dont_inherit=True)
    return broken.value.msg


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("if x\n    pass", "コロン"),
        ("x = = 1", "文法"),
        ("print(1 2)", "文法"),
        ("  x = 1", "余分なインデント"),
        ("def f():\npass", "ブロックが必要"),
        ("if x:\n        a\n    b", "前の行と合いません"),
        ("if x:\n\ta\n        b", "タブと空白"),
        ("f((1, 2)", "「(」が閉じられていません"),
        ("x = [1, 2", "「[」が閉じられていません"),
        ("x = 1)", "「)」"),
        ("x = 'abc", "文字列が閉じられていません"),
        ('x = """abc', "文字列が閉じられていません"),
        ("print 'a'", "print の呼び出しにかっこ"),
        ("x = “a”", "U+201C"),
        ("x =\u00a01", "U+00A0"),
        ("return 1", "関数の外に return"),
        ("await f()", "関数の外に await"),
        ("break", "ループの外に break"),
        ("continue", "ループの外に continue"),
        ("1 = x", "代入できないもの"),
        ("f(x) = 1", "代入できないもの"),
        ("f(a=1, 2)", "位置引数"),
        ("x = 12abc", "数の書き方"),
        ("x = 007", "余分な 0"),
    ],
)
def test_common_mistakes_are_told_in_japanese(source, words):
    message = said(source)
    found = in_japanese(message)
    assert words in found
    assert found.endswith(f"：{message}")


@pytest.mark.parametrize(
    "message",
    [
        "the code is nested too deeply",
        "the cell is too long",
        "there are too many statements",
        "there is too much code",
    ],
)
def test_what_we_say_ourselves_has_japanese_too(message):
    assert KANA_OR_KANJI.search(in_japanese(message))


@pytest.mark.parametrize("message", ["", "something unheard of", "100% {of} it"])
def test_what_is_not_known_is_told_as_it_is(message):
    assert in_japanese(message) == message


def test_braces_in_a_message_are_no_placeholders():
    message = said("x = {1, 2")
    assert in_japanese(message).startswith("「{」")
    with pytest.raises(SyntaxError) as broken:
        ast.parse("x = 1}")
    assert "「}」" in in_japanese(broken.value.msg)
