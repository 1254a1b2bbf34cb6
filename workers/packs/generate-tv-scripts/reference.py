"""The text as the course prepares it, and the network worked out in NumPy.

A network here is what the project asks for: an embedding, one or more LSTM layers, and
one linear layer over the vocabulary. Gates lie in Keras's order: input, forget,
candidate, output.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from workers_packs.generate_tv_scripts import findings

from workers.packkit.checks import Unsuitable, require

SYMBOLS = {
    ".": "||period||",
    ",": "||comma||",
    '"': "||quotation_mark||",
    ";": "||semicolon||",
    "!": "||exclamation_mark||",
    "?": "||question_mark||",
    "(": "||left_parenthesis||",
    ")": "||right_parenthesis||",
    "--": "||dash||",
    "\n": "||return||",
}
GLUED_BEFORE = frozenset(".,;!?)")  # no space before these
GLUED_AFTER = ("\n", "(")  # nor after these
GATES = 4
MATRIX = 2  # dimensions
SMALL = 200_000  # multiplications, up to which OpenBLAS uses one thread
MOST_ROWS = 64
MOST_AT_ONCE = 1024  # words, whose scores for a whole vocabulary fit into memory

State = list[
    tuple[np.ndarray, np.ndarray]
]  # per layer: output and memory, (rows, units)


def without_notice(script: str) -> str:
    """The file's first line says whose it is and belongs to no scene."""
    return script.replace("\r\n", "\n").partition("\n")[2].strip("\n") + "\n"


def words_of(script: str) -> tuple[str, ...]:
    for symbol, word in SYMBOLS.items():
        script = script.replace(symbol, f" {word} ")
    return tuple(script.lower().split())


def prose(words: Sequence[str]) -> str:
    """Words back to a script that reads as one."""
    symbols = {word: symbol for symbol, word in SYMBOLS.items()}
    text, quoting = "", False
    for word in words:
        symbol = symbols.get(word, word)
        closing = symbol in GLUED_BEFORE or (symbol == '"' and quoting)
        glued = closing or symbol == "\n" or text.endswith(GLUED_AFTER)
        opened = quoting and text.endswith('"')
        text += symbol if glued or opened or not text else f" {symbol}"
        quoting = (quoting != (symbol == '"')) and symbol != "\n"
    return text


def batches(ids: np.ndarray, batch_size: int, seq_length: int) -> np.ndarray:
    """(batches, 2, batch_size, seq_length): inputs, and the words that follow them."""
    count = len(ids) // (batch_size * seq_length)
    inputs = np.asarray(ids[: count * batch_size * seq_length])
    cut = (2, batch_size, count, seq_length)
    rows = np.stack([inputs, np.roll(inputs, -1)]).reshape(cut)
    return np.ascontiguousarray(rows.transpose(2, 0, 1, 3))


def sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * x)))


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """`left @ right` for a matrix on the right, in pieces too small for several threads.

    Thousands of products follow one another in an LSTM. Those of several threads wait,
    each time, for a core that may be busy with other work: thirty times as long in all,
    when measured on two crowded cores.
    """
    rows = left.reshape(-1, left.shape[-1])
    width = max(SMALL // (MOST_ROWS * len(right)), 1)
    answer = np.empty((len(rows), right.shape[1]), np.result_type(left, right))
    for top in range(0, len(rows), MOST_ROWS):
        strip = rows[top : top + MOST_ROWS]
        for first in range(0, right.shape[1], width):
            part = slice(first, first + width)
            answer[top : top + MOST_ROWS, part] = strip @ right[:, part]
    return answer.reshape(*left.shape[:-1], -1)


@dataclass(frozen=True)
class Layer:
    """One LSTM layer."""

    kernel: np.ndarray  # (inputs, 4 units)
    recurrent: np.ndarray  # (units, 4 units)
    bias: np.ndarray  # (4 units,)

    @property
    def units(self) -> int:
        return len(self.recurrent)

    def read(
        self, x: np.ndarray, output: np.ndarray, memory: np.ndarray
    ) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        """x is (rows, steps, inputs), the state (rows, units) each.

        The outputs after every word, (rows, steps, units), and the state after the last.
        """
        entering, outputs = product(x, self.kernel) + self.bias, []
        for step in range(x.shape[1]):
            gates = entering[:, step] + product(output, self.recurrent)
            enter, keep, candidate, leave = np.split(gates, GATES, axis=-1)
            memory = sigmoid(keep) * memory + sigmoid(enter) * np.tanh(candidate)
            output = sigmoid(leave) * np.tanh(memory)
            outputs.append(output)
        return np.stack(outputs, axis=1), (output, memory)


def layers_of(arrays: Sequence[np.ndarray], inputs: int) -> list[Layer]:
    """Weights of LSTM layers as Keras lists them, or an AssertionError.

    A layer without a bias (`use_bias=False`) has two arrays, and one of zeros here.
    """
    assert arrays, "no weights"  # noqa: S101
    assert inputs > 0, "nothing goes into the LSTM layers"  # noqa: S101
    left, layers = list(arrays), []
    while len(left) >= MATRIX:
        kernel, recurrent, *left = left
        shapes = [kernel.shape, recurrent.shape]
        units = len(recurrent) if recurrent.ndim else 0
        wanted = [(inputs, GATES * units), (units, GATES * units)]
        told = f"shapes {shapes}, an LSTM layer's are {wanted}"
        require(shapes == wanted and units > 0, findings.no_lstm(shapes), told)
        bias = np.zeros(GATES * units, kernel.dtype)
        if left and left[0].ndim == 1:
            bias, *left = left
        told = (
            f"{len(bias)} numbers, an LSTM layer of {units} units has {GATES * units}"
        )
        assert len(bias) == GATES * units, told  # noqa: S101
        layers.append(Layer(kernel, recurrent, bias))
        inputs = units
    if left:
        told = f"an array of shape {left[0].shape} behind the LSTM layers"
        raise Unsuitable(told, findings.weights_left(left[0].shape))
    return layers


def fresh(layers: Sequence[Layer], rows: int) -> State:
    """Nothing read yet."""
    sizes = [(rows, layer.units) for layer in layers]
    dtype = layers[0].kernel.dtype
    return [(np.zeros(size, dtype), np.zeros(size, dtype)) for size in sizes]


def unrolled(
    layers: Sequence[Layer], x: np.ndarray, state: State
) -> tuple[np.ndarray, State]:
    """x is (rows, steps, inputs); the last layer's outputs, (rows, steps, units)."""
    after: State = []
    for layer, (output, memory) in zip(layers, state, strict=True):
        x, last = layer.read(x, output, memory)
        after.append(last)
    return x, after


def in_order(arrays: list[np.ndarray], words: int) -> list[np.ndarray]:
    """The embedding first and the linear layer last.

    Keras lists layers as they were made, and a subclassed model may make its linear layer
    first. Where both stand in their places already nothing is moved: sizes that happen to
    agree could mislead.
    """

    def begins(array: np.ndarray) -> bool:
        return array.ndim == MATRIX and len(array) == words

    def ends(array: np.ndarray) -> bool:
        return array.shape[-1:] == (words,)

    if not arrays or (begins(arrays[0]) and ends(arrays[-1])):
        return arrays
    return sorted(arrays, key=lambda array: (not begins(array), ends(array)))


@dataclass(frozen=True)
class Network:
    embedding: np.ndarray  # (words, embed_dim)
    layers: Sequence[Layer]
    kernel: np.ndarray  # (units, words)
    bias: np.ndarray  # (words,)

    @classmethod
    def of(cls, arrays: Sequence[np.ndarray], words: int) -> "Network":
        """From a model's trainable weights as Keras lists them, or an AssertionError."""
        known = [np.asarray(array, np.float32) for array in arrays]
        known = in_order(known, words)
        shapes = [array.shape for array in known]
        if known and known[-1].shape != (words,):  # a linear layer without a bias
            known.append(np.zeros(words, np.float32))
        fits = len(known) > MATRIX and all(len(s) == MATRIX for s in shapes[:1])
        assert fits, f"shapes {shapes}"  # noqa: S101
        assert len(known[0]) == words, f"embedding {shapes[0]} for {words} words"  # noqa: S101
        layers = layers_of(known[1:-2], known[0].shape[1])
        wanted = (layers[-1].units, words)
        assert known[-2].shape == wanted, f"{known[-2].shape}, expected {wanted}"  # noqa: S101
        return cls(known[0], layers, known[-2], known[-1])

    def logits(self, ids: np.ndarray, state: State) -> tuple[np.ndarray, State]:
        """ids is (rows, steps); scores of the next word, (rows, steps, words)."""
        outputs, state = unrolled(self.layers, self.embedding[ids], state)
        scores = product(outputs, self.kernel)
        scores += self.bias
        return scores, state

    def loss(self, ids: np.ndarray, targets: np.ndarray) -> float:
        """Mean cross-entropy in nats, the state carried along; both (rows, steps)."""
        strips = [
            slice(top, top + MOST_AT_ONCE) for top in range(0, len(ids), MOST_AT_ONCE)
        ]
        return sum(self._summed(ids[s], targets[s]) for s in strips) / ids.size

    def _summed(self, ids: np.ndarray, targets: np.ndarray) -> float:
        """Of few rows, in nats."""
        state, total = fresh(self.layers, len(ids)), 0.0
        at_once = max(MOST_AT_ONCE // len(ids), 1)
        with np.errstate(all="ignore"):
            for first in range(0, ids.shape[1], at_once):
                part = slice(first, first + at_once)
                scores, state = self.logits(ids[:, part], state)
                scores -= scores.max(axis=-1, keepdims=True)
                right = np.take_along_axis(scores, targets[:, part, None], axis=-1)
                norms = np.log(np.exp(scores, out=scores).sum(axis=-1))
                total += float((norms - right[..., 0]).sum(dtype=np.float64))
        return total

    def likeliest(
        self,
        first: int,
        count: int,
        *,
        carry: bool = True,
        read: Sequence[int] = (),
        again: bool = False,
    ) -> tuple[list[int], float]:
        """The likeliest words after `first`, and by how much the closest call was won.

        Without `carry` every word is picked from the one before it alone. `read` is what
        was read before, and not forgotten. With `again` all words are read for each new one,
        on top of what was read of them before.
        """
        path, margin = [first], np.inf
        state = fresh(self.layers, 1)
        for number in read:
            _, state = self.logits(np.array([[number]]), state)
        for _ in range(count):
            if not carry:
                state = fresh(self.layers, 1)
            newest = path if again else path[-1:]
            scores, state = self.logits(np.array([newest]), state)
            order = np.sort(scores[0, -1])
            margin = min(margin, float(order[-1] - order[-2]))
            path.append(int(scores[0, -1].argmax()))
        return path, margin
