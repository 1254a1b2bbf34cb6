"""Who is told to be like whom: the bounds, to one fingerprint and one author."""

import pytest

from notebooks.similarity.comparing import (
    LEAST_SHARE,
    LEAST_SHARED,
    RARE_AUTHORS,
    RARE_SHARE,
    Other,
    likenesses,
    pack,
)
from notebooks.similarity.fingerprints import STRETCH
from notebooks.similarity.works import every_value_of, marked, sections_of, values_of
from tests.notebooks.building import code, document, words

MANY = 100  # fingerprints, numbered from 0


def work(key, values, author=None):
    return Other(key, author or f"author of {key}", pack(values))


def alike(own, *others, known=()):
    return {one.key: one for one in likenesses(pack(own), others, known)}


def strangers(count, values):
    """As many authors who all have these fingerprints, and no more than these."""
    return [work(f"stranger {number} of {values}", values) for number in range(count)]


def test_so_many_in_common_are_alike_and_one_less_are_not():
    own = range(LEAST_SHARED)
    assert alike(own, work("a", own)).keys() == {"a"}
    assert alike(range(LEAST_SHARED - 1), work("a", range(MANY))) == {}
    assert alike(range(MANY), work("a", range(LEAST_SHARED - 1))) == {}


def test_half_of_the_rare_ones_have_to_be_shared():
    least = int(MANY * LEAST_SHARE)
    found = alike(range(MANY), work("half", range(least)))
    assert found["half"].share == LEAST_SHARE
    assert alike(range(MANY), work("less", range(1, least))) == {}


def test_what_a_likeness_tells_is_what_both_have():
    mine, theirs = range(40), [*range(10, 40), *range(1000, 2000)]
    found = alike(mine, work("a", theirs))["a"]
    assert set(found.shared) == set(range(10, 40))
    assert found.share == 30 / 40


def test_the_share_is_that_of_the_new_work_however_long_the_other_is():
    assert alike(range(20), work("a", range(5000)))["a"].share == 1
    assert alike(range(5000), work("a", range(20))) == {}


def test_two_authors_may_have_a_rare_fingerprint_and_a_third_makes_it_common():
    assert RARE_AUTHORS == 2, "the new work's author and one more"
    own = range(MANY)
    assert alike(own, work("a", own)).keys() == {"a"}
    assert alike(own, work("a", own), work("b", own)) == {}
    assert alike(own, work("a", own, "one"), work("b", own, "one")).keys() == {"a", "b"}


@pytest.mark.parametrize(("authors", "rare"), [(99, 3), (98, 2), (132, 3), (133, 4)])
def test_among_many_authors_a_share_of_them_may_have_it(authors, rare):
    """The new work's author counts, in the share and among those who have it."""
    assert int(RARE_SHARE * (authors + 1)) == rare or rare == RARE_AUTHORS
    own = range(MANY)
    elsewhere = strangers(authors - (rare - 1), range(1000, 1100))
    having = strangers(rare - 1, own)
    assert len(alike(own, *elsewhere, *having)) == rare - 1
    one_more = [*having, work("one more", own)]
    assert alike(own, *elsewhere[1:], *one_more) == {}


def test_what_is_common_counts_neither_as_shared_nor_in_the_share():
    common, rare = range(MANY), range(MANY, MANY + LEAST_SHARED)
    both = [*common, *rare]
    found = alike(both, work("a", both), *strangers(3, common))
    assert found.keys() == {"a"}
    assert (set(found["a"].shared), found["a"].share) == (set(rare), 1.0)
    few = both[:-1]  # one rare one too few, although a hundred are in common
    assert alike(few, work("a", few), *strangers(3, common)) == {}


def test_what_attempts_of_one_author_have_between_them_is_that_authors():
    own = range(MANY)
    found = alike(
        own,
        work("a", own),
        work("first", range(MANY // 2), author="b"),
        work("second", range(MANY // 2, MANY), author="b"),
    )
    assert found == {}


def test_the_templates_fingerprints_count_for_nobody():
    own, template = range(MANY), range(MANY - LEAST_SHARED)
    found = alike(own, work("a", own), known=set(template))
    assert len(found["a"].shared) == LEAST_SHARED
    assert found["a"].share == 1.0
    assert alike(own, work("a", own), known=set(range(MANY - LEAST_SHARED + 1))) == {}


def test_the_most_alike_comes_first_and_equals_stay_in_their_order():
    own = range(MANY)
    others = [
        work("some", range(60), "one"),
        work("all", own, "one"),
        work("same", range(60), "one"),
    ]
    found = likenesses(pack(own), others)
    assert [one.key for one in found] == ["all", "some", "same"]


def test_a_work_without_fingerprints_is_like_none():
    assert alike([], work("a", range(MANY))) == {}
    assert alike(range(MANY), work("a", [])) == {}
    assert alike(range(MANY)) == {}


LOOPS = "".join(
    f"for i in range({n}):\n    rows{n}.append(i * {n})\n" for n in range(9)
)
SUMS = "".join(f"total{n} = sum(x ** 2 for x in row if x > {n})\n" for n in range(9))


def files(*cells, **modules):
    found = {"a.ipynb": document(words("# Mine"), *map(code, cells))}
    return found | {f"{name}.py": text.encode() for name, text in modules.items()}


def test_only_the_lines_of_what_is_shared_are_marked():
    mine = files(LOOPS, "x = 1", SUMS)
    (section,) = marked(mine, set(values_of(files(SUMS))))
    assert (section.name, section.cell) == ("", 4)
    assert section.lines == tuple(SUMS.split("\n"))
    assert list(section.marked) == sorted(section.marked)
    assert set(section.marked) <= set(range(1, 10))
    assert marked(mine, ()) == ()


def test_sections_are_marked_in_the_order_of_the_work():
    mine = files(SUMS, LOOPS, helper=SUMS)
    found = marked(mine, set(values_of(mine)))
    assert [(one.name, one.cell) for one in found] == [
        ("", 2),
        ("", 3),
        ("helper.py", 0),
    ]


def test_cells_are_numbered_as_the_notebook_has_them_and_other_files_are_no_code():
    mine = {**files("a = 1", "b = 2"), "notes.md": LOOPS.encode(), "Z.PY": b"c = 3"}
    assert [(one.name, one.cell, one.text) for one in sections_of(mine)] == [
        ("", 1, ""),
        ("", 2, "a = 1"),
        ("", 3, "b = 2"),
        ("Z.PY", 0, "c = 3"),
    ]


def test_a_module_in_another_encoding_is_read_as_far_as_it_can_be():
    text = LOOPS.encode() + "# \xe9\n".encode("latin-1")
    assert values_of({"a.py": text}) == values_of({"a.py": LOOPS.encode()})


def test_every_value_holds_those_that_are_chosen():
    every, chosen = every_value_of(files(LOOPS)), values_of(files(LOOPS))
    assert set(chosen) < set(every)
    assert len(every) > len(chosen) >= 1
    assert STRETCH > 1
