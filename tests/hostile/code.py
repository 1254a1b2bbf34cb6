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


def sixty_nested_tuples() -> bytes:
    """As hyperparameters, each of which is small in memory and endless to write out."""
    return notebook(
        *[code(f"size{n} = (((0,) * 4096,) * 4096,) * 4096") for n in range(60)]
    )


def keys_with_one_hash() -> bytes:
    """Multiples of Python's modulus: each key is compared with all before it."""
    return notebook(code(f"d = {{{_with_one_hash(': 1')}}}"))


def numbers_with_one_hash() -> bytes:
    """The compiler keeps constants in a dict too."""
    return notebook(code(f"def f():\n    return g({_with_one_hash('')})"))


def tuples_with_one_hash() -> bytes:
    """The hashes of -1 and -2 are the same."""
    parts = (
        tuple(-1 if number >> bit & 1 else -2 for bit in range(14))
        for number in range(8000)
    )
    return notebook(code(f"d = {{{', '.join(map(str, parts))}}}"))


def a_branch_that_assigns_without_end() -> bytes:
    lines = (f" x{n} = 1" for n in range(CODE_CHARACTERS // 12))
    return notebook(code("\n".join(["if True:", *lines])))


def a_loop_that_assigns_without_end() -> bytes:
    return notebook(code("for i in a:\n" + " x = 1\n" * (CODE_CHARACTERS // 8)))


def a_line_that_assigns_many_names() -> bytes:
    names = ",".join(f"x{n}" for n in range(CODE_CHARACTERS // 16))
    return notebook(code(f"({names}) = f({names})"))


def alternatives_without_end() -> bytes:
    lines = [f"elif a{n}: b{n} = {n}" for n in range(CODE_CHARACTERS // 30)]
    return notebook(code("\n".join(["if a: b = 1", *lines])))


def branches_within_a_branch() -> bytes:
    lines = (f" if a: b{n} = 1" for n in range(CODE_CHARACTERS // 20))
    return notebook(code("\n".join(["a = 1", "if a:", *lines])))


def one_function_that_changes_much_called_often() -> bytes:
    lines = [f"    a{n}.append(1)" for n in range(10_000)]
    return notebook(code("\n".join(["def f():", *lines, *["f()"] * 3900])))


def lists_that_change_one_by_one() -> bytes:
    """Thirty thousand lists under as many names, of which one changes again and again."""
    names = ",".join(f"a{n}" for n in range(30_000))
    made = ",".join(["[]"] * 30_000)
    return notebook(code(f"{names} = {made}"), code("a0.append(1)\n" * 3900))


def stars_without_end() -> bytes:
    return notebook(code("from a import *\n" * 3000 + f"f({_names(30_000)})"))


def values_that_depend_on_the_next() -> bytes:
    lines = (f"x{n} = np.f(x{n + 1})" for n in range(3900))
    return notebook(code("\n".join(["import numpy as np", *lines])))


def sums_of_long_lists() -> bytes:
    lines = ["a = [1] * 4000", *["b = sum(a) + max(a) + len(a)"] * 3900]
    return notebook(code("\n".join(lines)))


def _with_one_hash(ending: str) -> str:
    modulus = 2**61 - 1
    numbers = (f"{n * modulus}{ending}" for n in range(1, CODE_CHARACTERS // 28))
    return ", ".join(numbers)


def _names(count: int) -> str:
    return ",".join(f"y{n}" for n in range(count))


def _doubled(times: int) -> str:
    lines = [
        "t0 = (0, 0)",
        *(f"t{n} = (t{n - 1}, t{n - 1})" for n in range(1, times + 1)),
    ]
    return "\n".join(lines)


ALL = (
    sixty_nested_tuples,
    keys_with_one_hash,
    numbers_with_one_hash,
    tuples_with_one_hash,
    a_branch_that_assigns_without_end,
    a_loop_that_assigns_without_end,
    a_line_that_assigns_many_names,
    alternatives_without_end,
    branches_within_a_branch,
    one_function_that_changes_much_called_often,
    lists_that_change_one_by_one,
    stars_without_end,
    values_that_depend_on_the_next,
    sums_of_long_lists,
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
