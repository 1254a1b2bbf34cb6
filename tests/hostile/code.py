"""Notebooks whose Python is the attack: on what reads it, evaluates it or colours it."""

from tests.hostile.base import code, notebook

CODE_CHARACTERS = 480_000  # below what intake lets through


def nested_tuples_in_a_set() -> bytes:
    """Each line doubles what a hash has to walk: 2 to the power of 40."""
    return notebook(code(f"{_doubled(40)}\nfound = {{t40}}"))


def nested_tuples_as_dictionary_keys() -> bytes:
    return notebook(code(f"{_doubled(40)}\nfound = {{t40: 1}}"))


def nested_tuples_as_an_index() -> bytes:
    """Looking up hashes too, in a dictionary that holds something."""
    return notebook(code(f"{_doubled(40)}\nfound = {{0: 1}}[t40]"))


def long_tuples_nested_in_a_set() -> bytes:
    """Every repetition is allowed; three of them hold 4096 to the third power."""
    lines = ["a = (0,) * 4096", "b = (a,) * 4096", "c = (b,) * 4096", "found = {c}"]
    return notebook(code("\n".join(lines)))


def long_tuples_nested_as_a_key() -> bytes:
    lines = ["a = (0,) * 4096", "b = (a,) * 4096", "c = (b,) * 4096"]
    return notebook(code("\n".join([*lines, "found = {c: 1}"])))


def nested_lists_that_are_compared() -> bytes:
    """As members of sets they fail; their copies still cost."""
    lines = ["a = [0] * 4096", "b = [a] * 4096", "c = [b] * 4096", "d = c + c"]
    return notebook(code("\n".join(lines)))


def sums_that_double() -> bytes:
    """Text that grows by being put behind itself."""
    lines = ["t0 = 'x' * 4000"]
    lines += [f"t{n} = t{n - 1}, t{n - 1}, t{n - 1}, t{n - 1}" for n in range(1, 30)]
    return notebook(code("\n".join(lines)))


def powers_of_powers() -> bytes:
    return notebook(
        code("n = 9 ** 9 ** 9 ** 9\nm = 1 << 10 ** 10\nx = '%1000000000d' % 1")
    )


def names_made_of_names() -> bytes:
    """Each function leans on all before it: what is gathered grows with the square."""
    lines = ["def f0(): return 0"]
    lines += [
        f"def f{n}(): return {' + '.join(f'f{m}()' for m in range(max(0, n - 30), n))}"
        for n in range(1, 1400)
    ]
    return notebook(code("\n".join(lines)))


def brackets_nested_in_code() -> bytes:
    return notebook(code("x = " + "(" * 100_000 + ")" * 100_000))


def a_chain_of_attributes() -> bytes:
    return notebook(code("x = a" + ".a" * 100_000))


def a_chain_of_sums() -> bytes:
    return notebook(code("x = " + "+".join("1" * 100_000)))


def minus_signs() -> bytes:
    return notebook(code("x = " + "-" * 200_000 + "1"))


def open_strings() -> bytes:
    """Every quote opens a string that never ends."""
    return notebook(*[code("f'''{" * 10_000)] * 8)


def one_line_of_code() -> bytes:
    return notebook(code("x=1;" * (CODE_CHARACTERS // 4)))


def backslashes_in_code() -> bytes:
    return notebook(code("x = '" + "\\" * 100_001 + "'"), code("\\\n" * 100_000))


def magics_without_end() -> bytes:
    return notebook(code("%a\n!b\n?c\n" * 40_000))


def _doubled(times: int) -> str:
    lines = [
        "t0 = (0, 0)",
        *(f"t{n} = (t{n - 1}, t{n - 1})" for n in range(1, times + 1)),
    ]
    return "\n".join(lines)


ALL = (
    nested_tuples_in_a_set,
    nested_tuples_as_dictionary_keys,
    nested_tuples_as_an_index,
    long_tuples_nested_in_a_set,
    long_tuples_nested_as_a_key,
    nested_lists_that_are_compared,
    sums_that_double,
    powers_of_powers,
    names_made_of_names,
    brackets_nested_in_code,
    a_chain_of_attributes,
    a_chain_of_sums,
    minus_signs,
    open_strings,
    one_line_of_code,
    backslashes_in_code,
    magics_without_end,
)
