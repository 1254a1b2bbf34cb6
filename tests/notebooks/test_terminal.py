"""Printed text: overwritten lines, colours, long text, and what a terminal would hide."""

import pytest

from notebooks import ansi, terminal
from notebooks.terminal import FOLD_FROM, HEAD, LONGEST_LINE, MOST_LINES, TAIL, folded
from tests.notebooks.dom import parsed

RED, BOLD, OFF = "\x1b[31m", "\x1b[1m", "\x1b[0m"


def lines(count):
    return "".join(f"line {n}\n" for n in range(count))


def test_short_text_is_whole():
    found = folded(lines(FOLD_FROM))
    assert found.head.split("\n") == lines(FOLD_FROM).rstrip("\n").split("\n")
    assert (found.hidden, found.tail, found.hidden_lines) == ("", "", 0)


def test_long_text_is_folded_between_its_beginning_and_its_end():
    count = FOLD_FROM + 1
    found = folded(lines(count))
    assert found.head.split("\n")[-1] == f"line {HEAD - 1}"
    assert found.tail.split("\n")[0] == f"line {count - TAIL}"
    assert found.hidden.split("\n")[0] == f"line {HEAD}"
    assert (found.hidden_lines, found.dropped_lines) == (count - HEAD - TAIL, 0)


def test_of_endless_text_the_last_lines_are_kept():
    count = MOST_LINES + 500
    found = folded(lines(count))
    assert found.tail.split("\n")[-1] == f"line {count - 1}"
    assert found.dropped_lines == 500
    kept = sum(len(part.split("\n")) for part in (found.head, found.hidden, found.tail))
    assert kept == MOST_LINES


def test_colours_in_every_letter_do_not_make_the_page_endless(monkeypatch):
    monkeypatch.setattr(terminal, "MOST_HTML", 5_000)
    text = "".join(f"{RED}a{BOLD}b" * 5 + "\n" for _ in range(200))
    found = folded(text)
    assert found.dropped_lines > 0
    assert len(found.head) + len(found.hidden) < 6_000
    assert len(found.tail.split("\n")) == TAIL


@pytest.mark.parametrize(
    ("printed", "seen"),
    [
        ("10%\r50%\r100%", "100%"),
        ("10%\r50%\r100%\r", "100%"),
        ("a\x1b[2K\x1b[1Ab", "ab"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://a\x1b\\link", "link"),
        ("a\x00b\x07c\x7fd\x9b", "abcd"),
        ("tab\tstays", "tab\tstays"),
        (f"{RED}red{OFF}", "red"),
        ("x" * (LONGEST_LINE + 5), "x" * LONGEST_LINE + " … (+5)"),
    ],
)
def test_readable_text_is_what_a_terminal_shows(printed, seen):
    assert terminal.readable(printed) == seen


def coloured(*rows):
    return list(ansi.coloured(rows))


def test_a_colour_goes_on_in_the_next_line():
    first, second, third = coloured(f"a{RED}b", "c", f"d{OFF}e")
    assert first == 'a<span class="ansi-red">b</span>'
    assert second == '<span class="ansi-red">c</span>'
    assert third == '<span class="ansi-red">d</span>e'


@pytest.mark.parametrize(
    ("codes", "css"),
    [
        ("31", "ansi-red"),
        ("91", "ansi-red"),
        ("1;32", "ansi-bold ansi-green"),
        ("31;32", "ansi-green"),
        ("31;39", ""),
        ("1;31;0", ""),
        ("1;31;", ""),
        ("4", ""),
        ("38;5;196", ""),
        ("48;2;1;2;3", ""),
        ("0000000031", "ansi-red"),
    ],
)
def test_codes_become_classes_of_ours(codes, css):
    (html,) = coloured(f"\x1b[{codes}mx")
    assert html == (f'<span class="{css}">x</span>' if css else "x")


def test_printed_markup_is_text():
    (html,) = coloured(f"{RED}<script>alert(1)</script>&")
    dom = parsed(html)
    assert dom.tags == ["span"]
    assert dom.text == "<script>alert(1)</script>&"


def test_a_code_that_is_too_long_is_no_colour():
    (html,) = coloured("\x1b[" + "1;" * 50 + "mx")
    assert "span" not in html
    assert "\x1b" not in html
