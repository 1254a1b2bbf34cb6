"""What comes out of a sandbox is read as plain data, or refused."""

import base64
import io
import pickle
import struct

import numpy as np
import pytest

from workers.sandbox.received_arrays import Malformed, read_array
from workers.sandbox.sending import INLINE_BYTES, npy_bytes, to_wire
from workers.sandbox.serialization import from_json, from_wire


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _no_store(array: np.ndarray) -> str:
    raise AssertionError(array.nbytes)


def _npy(header: str, data: bytes = b"") -> str:
    padded = header.encode() + b"\n"
    return _text(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(padded)) + padded + data)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.array(True),
        np.zeros((0, 4)),
        np.array([np.nan, np.inf]),
        np.arange(3, dtype=">f4"),
    ],
)
def test_arrays_of_numbers_come_through(array: np.ndarray) -> None:
    answer = from_wire(to_wire({"a": [array]}, _no_store))["a"][0]
    np.testing.assert_array_equal(answer, array)
    assert answer.shape == array.shape
    assert answer.dtype.isnative


def test_large_arrays_go_in_as_files() -> None:
    stored: list[np.ndarray] = []

    def store(array: np.ndarray) -> str:
        stored.append(array)
        return "in-0.npy"

    large = np.zeros(INLINE_BYTES)
    assert to_wire((large,), store) == {"tuple": [{"file": "in-0.npy"}]}
    assert stored[0] is large


def test_a_check_cannot_send_what_has_no_plain_form() -> None:
    with pytest.raises(TypeError, match="object"):
        to_wire(object(), _no_store)


class Exploit:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("a pickle was loaded",))


def test_pickles_are_never_loaded() -> None:
    """The same bytes do run code where pickles are allowed."""
    buffer = io.BytesIO()
    np.save(buffer, np.array([Exploit()], dtype=object), allow_pickle=True)
    with pytest.raises(pytest.fail.Exception, match="a pickle was loaded"):
        np.load(io.BytesIO(buffer.getvalue()), allow_pickle=True)
    with pytest.raises(Malformed, match="not an array header"):
        read_array(_text(buffer.getvalue()))
    with pytest.raises(Malformed, match="not an array header"):
        read_array(_text(pickle.dumps(Exploit())))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("not base64!", "not base64"),
        (_text(b""), "not an array header"),
        (_text(npy_bytes(np.zeros(9))[:-1]), "does not fit"),
        (
            _npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2**60,), }"),
            "header",
        ),
        (
            _npy("{'descr': '<f8', 'fortran_order': False, 'shape': (9000000000,), }"),
            "does not fit",
        ),
        (
            _npy(
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }", b"1" * 8
            ),
            "header",
        ),
        (
            _npy(
                f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({'1,' * 40}), }}"
            ),
            "40 dimensions",
        ),
        (_npy("{'descr': '|O', 'fortran_order': False, 'shape': (), }"), "header"),
        (_npy("{'descr': '<U4', 'fortran_order': False, 'shape': (), }"), "header"),
        (_npy("{'descr': '<f16', 'fortran_order': False, 'shape': (), }"), "float128"),
        (_npy("{'descr': '<f3', 'fortran_order': False, 'shape': (), }"), "header"),
        (_npy("__import__('os').abort()"), "header"),
        (_npy("(" * 3000), "header"),
        (_npy("{" + " " * 60000), "header"),
    ],
)
def test_malformed_arrays_are_refused_before_memory_is_taken(
    text: str, why: str
) -> None:
    with pytest.raises(Malformed, match=why):
        read_array(text)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[" * 100_000, '{"a": ' * 100_000, "9" * 5000, None, 7, "1" * 2000],
)
def test_text_that_is_no_answer_is_refused(text: object) -> None:
    with pytest.raises(Malformed):
        from_json(text, 6000 if text != "1" * 2000 else 1000)


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"npy": 5},
        {"dict": []},
        {"object": 1},
        {"file": "/etc/passwd"},
        {"dict": {}, "npy": ""},
        [[[{"surprise": 1}]]],
    ],
)
def test_unknown_forms_are_refused(value: object) -> None:
    with pytest.raises(Malformed):
        from_wire(value)


def test_deep_nesting_is_refused() -> None:
    deep: object = 1
    for _ in range(40):
        deep = [deep]
    with pytest.raises(Malformed, match="too deeply"):
        from_wire(deep)
    assert from_wire([[[1]]]) == [[[1]]]


def test_not_a_number_is_a_number() -> None:
    answer = from_wire(from_json("[NaN, Infinity]", 100))
    assert np.isnan(answer[0])
    assert answer[1] == np.inf
