"""Rosters as spreadsheets write them."""

import pytest

from projects.enums import Language
from projects.errors import Incomplete
from projects.operations.roster import reading
from projects.operations.roster.reading import read

ROWS = "name,email\nAda Byron,Ada@Example.org\n山田 花子,hanako@example.org\n"


def people(text, encoding="utf-8", default=Language.ENGLISH):
    return read(text.encode(encoding), default).people


def told(text, **options):
    return [(one.line, one.email, one.error) for one in people(text, **options)]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le", "utf-16-be"],
)
def test_every_encoding_that_spreadsheets_write_reads_alike(encoding):
    assert [(one.email, one.name) for one in people(ROWS, encoding)] == [
        ("ada@example.org", "Ada Byron"),
        ("hanako@example.org", "山田 花子"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_head_tells_what_divides_the_cells(delimiter, end):
    text = ROWS.replace(",", delimiter).replace("\n", end)
    assert [one.line for one in people(text)] == [2, 3]


def test_columns_are_found_by_name_in_any_order_and_others_are_named():
    found = read(
        "電話,氏名,メールアドレス,言語\n1,花子,h@example.org,日本語\n".encode(), "en"
    )
    [one] = found.people
    assert (one.name, one.email, one.language) == ("花子", "h@example.org", "ja")
    assert found.ignored == ["電話"]


def test_a_language_is_taken_from_the_row_else_from_the_form():
    text = "name,email,language\nA,a@example.org,Japanese\nB,b@example.org,\n"
    assert [one.language for one in people(text)] == ["ja", "en"]


def test_line_numbers_are_the_files_also_after_line_breaks_in_quotes_and_empty_lines():
    text = 'name,email,note\n"A",a@example.org,"two\nlines"\n\n,\nB,wrong,\n'
    assert told(text) == [(2, "a@example.org", ""), (6, "wrong", told(text)[1][2])]
    assert told(text)[1][2]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("A,", "The address is missing."),
        ("A,nobody", "This is not an e-mail address."),
        (",a@example.org", "The name is missing."),
        ("A,a@example.org,fr", "The language is not one of ours"),
        ("A,a@example.org,en,more", "more cells"),
        (f"{'x' * 121},a@example.org", "too long"),
        ("a\u202eb,a@example.org", "one line of visible characters"),
    ],
)
def test_each_row_says_what_is_wrong_with_it(row, words):
    text = f"name,email,language\n{row}\nB,b@example.org,en\n"
    [bad, good] = people(text)
    assert words in bad.error
    assert good.error == ""


@pytest.mark.parametrize("sign", "=+-@")
def test_a_formula_is_a_text(sign):
    [one] = people(f'name,email\n"{sign}HYPERLINK(1)",a@example.org\n')
    assert one.name == f"{sign}HYPERLINK(1)"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"name,email\n", "no rows"),
        (b"name\nA\n", "“email” is missing"),
        (b"email\na@b.org\n", "“name” is missing"),
        (b"name,email,Mail\nA,a@b.org,b@b.org\n", "twice"),
        (b'name,email\n"A,a@b.org\n', "Line 2 cannot be read"),
        (b"name,email\nA\xff\xfe\x81,a@b.org\n", "cannot be read as text"),
        (b"name,email\nA\0,a@b.org\n" * 60, "cannot be stored"),
        (b"x," * 200 + b"\nA\n", "too many columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(data, words):
    if b"\0" in data:
        data = b"name,email\n" + b"A,a@b.org\n" * 200 + b"A\0,b@b.org\n"
    with pytest.raises(Incomplete, match=words) as refusal:
        read(data, Language.ENGLISH)
    assert refusal.value.field == "file"


def test_a_hundred_thousand_rows_are_refused_before_they_are_kept(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    rows = "".join(f"A,a{n}@example.org\n" for n in range(11))
    with pytest.raises(Incomplete, match="10 are the most"):
        people(f"name,email\n{rows}")
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(Incomplete, match="too large"):
        people(ROWS)
