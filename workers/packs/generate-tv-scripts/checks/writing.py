"""Generating: the network goes on from what it has read."""

import numpy as np
from workers_packs.generate_tv_scripts import probes, reference

from workers.packkit import answers
from workers.packkit.checks import Remote, Student, check, text

WORDS = 24
UNITS, EMBED = 17, 9
LENGTH = 14
DECIDED = 30.0  # nats between the likeliest word and the next: chance is as good as out
CLEAR = 0.05  # the same for the original weights: more than rounding can change
SMALLEST = 1e-6  # margin: no word is then decided, and nothing divided by zero
TELLING = 8  # words within which a wrong writer must differ
DRAWS = 1500  # one in sixty is telling
SCRIPTS = 3


class Scene:
    """A model with such large scores that only one script is possible, and that script.

    A writer that does not carry the state from word to word, or that keeps the state of an earlier
    script, writes another one.
    """

    def __init__(self, student: Student, rng: np.random.Generator) -> None:
        student.load(probes.HELPER)
        self._student = student
        self.model: Remote = student.new("_course_network", 1, UNITS, WORDS, EMBED)
        self.words = [f"word{number}" for number in rng.permutation(1000)[:WORDS]]
        shapes = probes.shapes_of(student, self.model)
        for _ in range(DRAWS):
            arrays = probes.drawn(shapes, rng)
            network = reference.Network.of(arrays, WORDS)
            path, margin = network.likeliest(int(rng.integers(WORDS)), LENGTH)
            if margin > CLEAR and telling(network, path):
                break
        last = [number for number, shape in enumerate(shapes) if shape[-1] == WORDS]
        for number in last:  # the linear layer's kernel and, if it has one, its bias
            arrays[number] = arrays[number] * (DECIDED / max(margin, SMALLEST))
        probes.put(student, self.model, arrays)
        self.path = path
        self.script = [self.words[number] for number in path]

    def read(self) -> None:
        """Leaves a state behind, as if it had just read its own script."""
        probes.fed(self._student, self.model, np.array([self.path], np.int32))

    def level(self) -> None:
        """Makes every word as likely as any other, whatever was read before."""
        shapes = probes.shapes_of(self._student, self.model)
        none = [np.zeros(shape, np.float32) for shape in shapes]
        probes.put(self._student, self.model, none)

    def written(self) -> list[str]:
        answer = self._student.call(
            "_course_write", self.model, self.words, self.script[0], LENGTH
        )
        return answers.strings(answer, "generate_words", count=1 + LENGTH)


def telling(network: reference.Network, path: list[int]) -> bool:
    """Whether every writer that reads otherwise than word by word would write another script.

    One loses the state, one reads all words again for each new one, the others keep an old state.
    """
    forgetful, _ = network.likeliest(path[0], LENGTH, carry=False)
    repeating, _ = network.likeliest(path[0], LENGTH, again=True)
    known = (path, path[:-1], path[:1])  # the last: the prime word is read twice
    others = [forgetful, repeating] + [
        network.likeliest(path[0], LENGTH, read=read)[0] for read in known
    ]
    return all(path[:TELLING] != other[:TELLING] for other in others)


@check(
    title=text("A script of the wanted length", ja="指定した長さの台本"),
    hint=text(
        "`generate_words` should return a list of words: the prime word, then as many "
        "more as `gen_length` says.",
        ja="`generate_words` は単語のリストを返してください。最初に与えた単語、続いて "
        "`gen_length` 個の単語です。",
    ),
    needs=("network.whole", "picking.follows"),
)
def length(student: Student, rng: np.random.Generator) -> None:
    scene = Scene(student, rng)
    words = scene.written()
    assert words[0] == scene.script[0], f"begins with {words[0]!r}"
    assert set(words) <= set(scene.words), "words that are not in the vocabulary"


@check(
    title=text("Words are drawn while writing", ja="書くときも単語を抽選する"),
    hint=text(
        "`generate_words` should pick each new word with `pick_word`, from the "
        "probabilities. Where all words were equally likely it wrote one and the same "
        "again and again: do not take the likeliest.",
        ja="`generate_words` では、新しい単語を毎回、確率に従って `pick_word` で選んでください。"
        "すべての単語が同じ確率のとき、同じ単語ばかりが書かれました。"
        "最も確率の高い単語を選ぶのではありません。",
    ),
    needs=("writing.length",),
)
def draws(student: Student, rng: np.random.Generator) -> None:
    """Whoever sets a seed writes one script three times, but not one word."""
    scene = Scene(student, rng)
    scene.level()
    words = {word for _ in range(SCRIPTS) for word in scene.written()[1:]}
    assert len(words) > 1, f"of {WORDS} words that are equally likely always the same"


@check(
    title=text("Writing remembers what was written", ja="書いたことを覚えている"),
    hint=text(
        "Each new word should depend on all the words before it, not on the last one "
        "alone: forget nothing between two words, feed every word once, and turn the "
        "scores after the newest word into probabilities. No dropout may be at work "
        "here: leave out `training=True`.",
        ja="新しい単語は、直前の1語だけでなく、それまでのすべての単語に基づいて選ばれるべきです。"
        "単語の間で状態を消さず、各単語を1度だけ入力し、"
        "最新の単語の後のスコアを確率に変えて使ってください。"
        "ここではドロップアウトが働いてはいけません（`training=True` を指定しないこと）。",
    ),
    needs=("writing.length",),
)
def carries_the_state(student: Student, rng: np.random.Generator) -> None:
    scene = Scene(student, rng)
    words = scene.written()
    agreed = [a == b for a, b in zip(words, scene.script, strict=True)]
    assert all(agreed), f"differs from word {agreed.index(False)} on"


@check(
    title=text("A new script starts afresh", ja="新しい台本は白紙から"),
    hint=text(
        "When `generate_words` is called again, nothing of the script before should be "
        "remembered: reset the state at the start.",
        ja="`generate_words` をもう一度呼んだとき、前の台本の記憶が残っていてはいけません。"
        "最初に状態をリセットしてください。",
    ),
    needs=("writing.carries_the_state",),
)
def starts_afresh(student: Student, rng: np.random.Generator) -> None:
    scene = Scene(student, rng)
    scene.read()
    first, second = scene.written(), scene.written()
    assert first == scene.script, "depends on what the model read before"
    assert second == first, "the second script is another than the first"
