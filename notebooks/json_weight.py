"""How much memory a notebook's JSON takes once it is read, told from its text before that.

Three characters, `[],`, become 72 bytes. So what stands outside of strings is counted, and a file that
would take the reader more than `MOST_BYTES` is refused. Text with one rare character takes four bytes
for each of its characters, so such characters are written out first, as JSON may hold them.
"""

import json
import re

MOST_BYTES = 112 * 1024 * 1024
LIST_BYTES, DICT_BYTES, ITEM_BYTES, STRING_BYTES = 160, 560, 40, 70
"""As measured, with what is made of them in turn (`tests/notebooks/test_json_weight.py`)."""

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_RUN = re.compile(r'(?:[^"]++|"(?:[^"\\]++|\\.)*+"?){1,10000}+', re.DOTALL)
_RARE = re.compile(rb"(?:[\xf0-\xf4][\x80-\xbf]{3}){1,1000}")
_RARE_LEADS = tuple(bytes([lead]) for lead in range(0xF0, 0xF5))
_MOST_RARE = 4  # times as many bytes as these have to be there, or nothing is won


def is_heavy(text: str) -> bool:
    """Whether what is read from it would take more than `MOST_BYTES` beside its strings."""
    quick = _weight(text) + text.count('"') // 2 * STRING_BYTES
    if quick <= MOST_BYTES:
        return False
    weight = at = 0
    while weight <= MOST_BYTES and (found := _RUN.match(text, at)):
        at = found.end()
        plain, strings = _STRING.subn("", found[0])
        weight += _weight(plain) + strings * STRING_BYTES
    return weight > MOST_BYTES


def with_rare_written_out(data: bytes) -> bytes:
    r"""The same JSON, with emoji and the like as `\ud83d\ude00`, where that makes it smaller to hold."""
    rare = sum(map(data.count, _RARE_LEADS)) * 4
    if not rare or rare * _MOST_RARE > len(data):
        return data
    return _RARE.sub(_written_out, data)


def _written_out(found: re.Match[bytes]) -> bytes:
    try:
        return json.dumps(found[0].decode())[1:-1].encode()
    except UnicodeDecodeError:  # told to the student by who decodes the whole
        return found[0]


def _weight(text: str) -> int:
    return (
        text.count("[") * LIST_BYTES
        + text.count("{") * DICT_BYTES
        + text.count(",") * ITEM_BYTES
    )
