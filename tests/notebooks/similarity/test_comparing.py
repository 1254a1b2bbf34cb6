"""Copies are found whatever they are called; works made apart are not."""

import pytest

from notebooks.similarity.comparing import (
    LEAST_SHARED,
    Other,
    likenesses,
    pack,
    unpack,
)
from notebooks.similarity.fingerprints import STRETCH, WINDOW, fingerprints_of
from notebooks.similarity.tokens import MOST_TOKENS, tokens_of
from notebooks.similarity.works import every_value_of, marked, values_of
from tests.notebooks.building import code, document, words

FORWARD = """
class Network:
    def train(self, features, targets):
        changes = np.zeros(self.weights.shape)
        for row, target in zip(features, targets):
            hidden = self.activate(np.dot(row, self.weights))
            output = np.dot(hidden, self.out_weights)
            error = target - output
            changes += self.rate * np.outer(row, error * hidden * (1 - hidden))
            if abs(error).sum() > 10.0:
                raise ValueError("too far")
        self.weights += changes / features.shape[0]
        return [step for step in range(10) if step % 2 == 0]
    def predict(self, features, *, scale=1.0):
        try:
            rows = np.asarray(features, dtype=float)
        except TypeError:
            rows = np.array([float(one) for one in features])
        hidden = self.activate(rows @ self.weights)
        while hidden.max() > 100.0:
            hidden = hidden / 2.0
        scores = {name: hidden[:, at].mean() for at, name in enumerate(self.names)}
        best = sorted(scores.items(), key=lambda pair: -pair[1])[:3]
        return (hidden @ self.out_weights) * scale, best
"""
APART = """
class Network:
    def forward(self, X):
        self.h = 1 / (1 + np.exp(-X.dot(self.W1) - self.b1))
        return self.h.dot(self.W2) + self.b2
    def train(self, X, y):
        out = self.forward(X)
        d2 = y[:, None] - out
        d1 = d2.dot(self.W2.T) * self.h * (1 - self.h)
        self.W2 += self.lr * self.h.T.dot(d2) / len(X)
        self.W1 += self.lr * X.T.dot(d1) / len(X)
        for name in ("W1", "W2"):
            assert np.isfinite(getattr(self, name)).all(), name
        if self.verbose:
            print("loss", np.mean(d2 ** 2), file=self.log)
        self.history.append({"loss": float(np.mean(d2 ** 2)), "lr": self.lr})
        with open("history.txt", "a") as file:
            file.write(str(self.history[-1]) + "\\n")
"""


def work(*cells: str) -> dict[str, bytes]:
    return {"a.ipynb": document(words("# Mine"), *map(code, cells))}


def other(key, files, author=None) -> Other:
    return Other(key, author or key, pack(values_of(files)))


def renamed(source: str) -> str:
    for old, new in (
        ("features", "inputs"),
        ("row", "sample"),
        ("hidden", "layer_1"),
        ("changes", "delta"),
        ("best", "winners"),
        ("10.0", "7.5"),
        ("too far", "not near"),
    ):
        source = source.replace(old, new)
    return source


@pytest.mark.parametrize(
    "copy",
    [
        FORWARD,
        renamed(FORWARD),
        "# A comment of mine\n" + FORWARD.replace("\n        for", "\n\n        for"),
    ],
    ids=["as it is", "other names and numbers", "other blanks and comments"],
)
def test_a_copy_is_found(copy):
    mine = pack(values_of(work("import numpy as np", copy)))
    (found,) = likenesses(
        mine, [other("source", work(FORWARD)), other("x", work(APART))]
    )
    assert found.key == "source"
    assert found.share > 0.9
    assert len(found.shared) >= LEAST_SHARED


def test_a_copy_among_own_code_in_other_cells_is_found():
    mine = pack(values_of(work(APART, "x = 1", FORWARD)))
    found = likenesses(mine, [other("source", work(FORWARD))])
    assert [one.key for one in found] == ["source"]
    assert 0.5 <= found[0].share < 0.9


def test_works_made_apart_are_not_alike():
    assert likenesses(pack(values_of(work(APART))), [other("x", work(FORWARD))]) == []


def test_what_many_have_is_nobodys():
    mine = pack(values_of(work(FORWARD)))
    others = [other(number, work(FORWARD)) for number in range(3)]
    assert likenesses(mine, others) == []
    assert [one.key for one in likenesses(mine, others[:1])] == [0]


def test_the_attempts_of_one_author_count_once():
    mine = pack(values_of(work(FORWARD)))
    attempts = [other(number, work(FORWARD), author="one") for number in range(4)]
    assert [one.key for one in likenesses(mine, attempts)] == [0, 1, 2, 3]


def test_the_templates_code_does_not_count():
    mine = pack(values_of(work(FORWARD)))
    template = set(every_value_of(work(FORWARD)))
    assert likenesses(mine, [other("x", work(FORWARD))], template) == []


def test_a_little_code_in_common_is_no_likeness():
    short = "\n".join(FORWARD.splitlines()[:9])
    assert likenesses(pack(values_of(work(short))), [other("x", work(FORWARD))]) == []


def test_the_shared_lines_are_marked_in_both():
    mine, theirs = work("import numpy as np", renamed(FORWARD)), work(FORWARD)
    (found,) = likenesses(pack(values_of(mine)), [other("x", theirs)])
    (own,) = marked(mine, set(found.shared))
    (their,) = marked(theirs, set(found.shared))
    assert (own.cell, their.cell) == (3, 2)
    assert own.marked == their.marked
    assert len(own.marked) > 15
    assert "changes" not in own.lines[own.marked[1]]


def test_a_module_beside_the_notebook_counts():
    files = {"a.ipynb": document(code("import mine")), "mine.py": FORWARD.encode()}
    (found,) = likenesses(pack(values_of(files)), [other("x", work(FORWARD))])
    (section,) = marked(files, set(found.shared))
    assert (section.name, section.cell) == ("mine.py", 0)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b'{"cells": 3}'])
def test_what_cannot_be_read_has_no_fingerprints(data):
    assert values_of({"a.ipynb": data}) == []


def test_what_does_not_parse_is_left_out():
    broken = work("def f(:", FORWARD)
    assert values_of(broken) == values_of(work(FORWARD))


def test_two_works_that_share_long_enough_a_stretch_share_a_fingerprint():
    (row,) = tokens_of([FORWARD])
    (elsewhere,) = tokens_of([APART])
    stretch = row[40 : 40 + STRETCH + WINDOW - 1]
    placed = [*elsewhere[:50], *stretch, *elsewhere[50:]]
    values = {one.value for one in fingerprints_of([row])}
    assert values & {one.value for one in fingerprints_of([placed])}


def test_endless_code_is_read_to_a_bound():
    rows = tokens_of(["x = [" + ", ".join(["y"] * 20_000) + "]"] * 4)
    assert sum(map(len, rows)) == MOST_TOKENS


def test_packed_values_come_back_once_and_in_order():
    assert list(unpack(pack([5, 2**64 - 1, 5, 0]))) == [0, 5, 2**64 - 1]
