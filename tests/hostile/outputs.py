"""Notebooks whose stored outputs are the attack: on the terminal's reader and the page."""

import base64
import struct
import zlib
from typing import Any

from tests.hostile.base import MEGABYTE, code, notebook


def two_hundred_thousand_outputs() -> bytes:
    return notebook(code("1", *[_plain("x")] * 200_000))


def two_hundred_thousand_streams() -> bytes:
    """Of both kinds in turn, so that none joins the one before."""
    pair = [_stream("a", "stdout"), _stream("b", "stderr")]
    return notebook(code("1", *pair * 100_000))


def a_flood_of_ansi_colours() -> bytes:
    """19 MB in lines of every colour: the page of it is three times as large."""
    line = "".join(f"\x1b[3{n % 8}mx" for n in range(640)) + "\n"
    text = line * (int(12.5 * MEGABYTE) // len(line))
    return notebook(code("1", _stream(text, "stdout")))


def ansi_in_many_outputs() -> bytes:
    """Every output is short enough by itself."""
    text = "".join(f"\x1b[1;3{n % 8}mx" for n in range(400)) + "\n"
    return notebook(*[code("1", _error([text] * 50))] * 40)


def escapes_that_never_end() -> bytes:
    return notebook(
        code(
            "1",
            _stream("\x1b]" * 400_000, "stdout"),
            _stream("\x1b[" + "0" * 10**6, "stdout"),
        )
    )


def a_million_lines_printed() -> bytes:
    return notebook(code("1", _stream("x\n" * 2_000_000, "stdout")))


def a_line_rewritten_a_million_times() -> bytes:
    return notebook(code("1", _stream("\r|####" * 2_000_000, "stdout")))


def one_line_of_twenty_megabytes() -> bytes:
    return notebook(code("1", _stream("x" * (20 * MEGABYTE), "stdout")))


def outputs_of_four_thousand_lines_each() -> bytes:
    """As many lines as one output may show, and a thousand outputs of it."""
    return notebook(*[code("1", _stream("&\n" * 4000, "stdout"))] * 1000)


def a_traceback_of_a_million_lines() -> bytes:
    return notebook(code("1", _error(["\x1b[31mx\x1b[0m"] * 500_000)))


def an_error_named_by_a_megabyte() -> bytes:
    long = "x" * MEGABYTE
    bad = {"output_type": "error", "ename": long, "evalue": long, "traceback": []}
    return notebook(*[code("1", bad)] * 8)


def tables_of_twenty_megabytes() -> bytes:
    row = "<tr>" + "<td>1</td>" * 40 + "</tr>"
    html = f"<table>{row * 130}</table>"
    return notebook(*[code("1", _shown({"text/html": html}))] * 300)


def pictures_that_unpack_to_gigabytes() -> bytes:
    """A PNG of 60,000 by 60,000 points, all black."""
    picture = base64.b64encode(_black(60_000)).decode()
    return notebook(*[code("1", _shown({"image/png": picture}))] * 2)


def pictures_of_twenty_megabytes() -> bytes:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * (15 * MEGABYTE)).decode()
    return notebook(code("1", _shown({"image/png": picture})))


def ten_thousand_pictures() -> bytes:
    picture = base64.b64encode(_black(1)).decode()
    return notebook(code("1", *[_shown({"image/png": picture})] * 50_000))


def bundles_of_many_kinds() -> bytes:
    bundle = {f"x/{number}": "y" for number in range(1_000_000)}
    return notebook(code("1", _shown(bundle)))


def formulas_of_megabytes() -> bytes:
    return notebook(*[code("1", _shown({"text/latex": "$x$\n" * 500_000}))] * 8)


def _plain(text: str) -> dict[str, Any]:
    return _shown({"text/plain": text})


def _shown(data: dict[str, str]) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": data}


def _stream(text: str, name: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def _error(lines: list[str]) -> dict[str, Any]:
    return {"output_type": "error", "ename": "E", "evalue": "v", "traceback": lines}


def _black(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    packer = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 2)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _drawing(inside: str) -> bytes:
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>"
    return notebook(
        code(
            "1",
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"image/svg+xml": drawing},
            },
        )
    )


def drawings_of_a_million_elements() -> bytes:
    return _drawing("<g/>" * 900_000)


def a_drawing_nested_a_million_deep() -> bytes:
    return _drawing("<g>" * 500_000 + "</g>" * 500_000)


def a_drawing_of_copies_of_copies() -> bytes:
    levels = [
        f"<g id='a{n}'>" + f"<use href='#a{n - 1}'/>" * 9 + "</g>"
        for n in range(1, 4000)
    ]
    return _drawing("<g id='a0'><rect/></g>" + "".join(levels))


def drawings_in_html_that_never_end() -> bytes:
    return notebook(
        code(
            "1",
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"text/html": "<svg " * 3_000_000},
            },
        )
    )


ALL = (
    drawings_of_a_million_elements,
    a_drawing_nested_a_million_deep,
    a_drawing_of_copies_of_copies,
    drawings_in_html_that_never_end,
    two_hundred_thousand_outputs,
    two_hundred_thousand_streams,
    a_flood_of_ansi_colours,
    ansi_in_many_outputs,
    escapes_that_never_end,
    a_million_lines_printed,
    a_line_rewritten_a_million_times,
    one_line_of_twenty_megabytes,
    outputs_of_four_thousand_lines_each,
    a_traceback_of_a_million_lines,
    an_error_named_by_a_megabyte,
    tables_of_twenty_megabytes,
    pictures_that_unpack_to_gigabytes,
    pictures_of_twenty_megabytes,
    ten_thousand_pictures,
    bundles_of_many_kinds,
    formulas_of_megabytes,
)
