"""Pairs of notebooks made on purpose, with what became of each cell.

Rows are written shortly: "1=1" unchanged, "2~3" edited, "+3" inserted, "-2" deleted, "2~3,4" split,
"2,3~2" merged. "^" before it: moved past others; "!" behind it: its outputs changed.
"""

from dataclasses import dataclass
from itertools import pairwise

from notebooks.alignment.aligning import Aligned, Change
from notebooks.alignment.cells import Cell

TITLE = Cell("markdown", "# Predicting bike rentals\n\nA first neural network.")
IMPORTS = Cell("code", "import numpy as np\nimport pandas as pd\nimport matplotlib")
LOADING = Cell(
    "code",
    "data_path = 'hour.csv'\nrides = pd.read_csv(data_path)\nrides.head()",
)
DUMMIES = Cell(
    "code",
    "dummy_fields = ['season', 'weathersit', 'mnth']\n"
    "for each in dummy_fields:\n"
    "    dummies = pd.get_dummies(rides[each], prefix=each)\n"
    "    rides = pd.concat([rides, dummies], axis=1)\n"
    "data = rides.drop(['instant', 'dteday'], axis=1)",
)
SCALING = Cell(
    "code",
    "quant_features = ['casual', 'registered', 'cnt', 'temp']\n"
    "scaled_features = {}\n"
    "for each in quant_features:\n"
    "    mean, std = data[each].mean(), data[each].std()\n"
    "    scaled_features[each] = [mean, std]",
)
NETWORK = Cell(
    "code",
    "class NeuralNetwork:\n"
    "    def __init__(self, inputs, hidden, outputs, rate):\n"
    "        self.hidden_weights = np.random.normal(0.0, inputs**-0.5)\n"
    "        self.output_weights = np.random.normal(0.0, hidden**-0.5)\n"
    "        self.lr = rate\n"
    "        self.activation = lambda x: 1 / (1 + np.exp(-x))\n"
    "\n"
    "    def train(self, features, targets):\n"
    "        delta_hidden = np.zeros(self.hidden_weights.shape)\n"
    "        delta_output = np.zeros(self.output_weights.shape)\n"
    "        for X, y in zip(features, targets):\n"
    "            hidden = self.activation(np.dot(X, self.hidden_weights))\n"
    "            error = y - np.dot(hidden, self.output_weights)\n"
    "\n"
    "    def run(self, features):\n"
    "        hidden = self.activation(np.dot(features, self.hidden_weights))\n"
    "        return np.dot(hidden, self.output_weights)",
)
WHY = Cell(
    "markdown",
    "## How well does it predict?\n\n"
    "The model follows the daily pattern of commuters well.\n"
    "It overestimates the days around Christmas,\n"
    "because few such days are in the training data.",
)
SETTINGS = Cell(
    "code", "iterations = 100\nlearning_rate = 0.1\nhidden_nodes = 2\noutput_nodes = 1"
)
PLOT = Cell(
    "code",
    "plt.plot(losses['train'], label='Training loss')\n"
    "plt.plot(losses['validation'], label='Validation loss')\n"
    "plt.legend()",
)
NOTE = Cell("markdown", "The loss is still falling when the training ends.")
BASE = (TITLE, IMPORTS, LOADING, DUMMIES, SCALING, NETWORK, WHY, SETTINGS, PLOT)


def _code(source: str, *outputs: str, id: str = "") -> Cell:  # noqa: A002 -- the field's name
    return Cell("code", source, outputs, id)


def _edited(cell: Cell, before: str, after: str) -> Cell:
    if before not in cell.source:
        raise ValueError(before)
    return Cell(cell.kind, cell.source.replace(before, after), cell.outputs, cell.id)


def _cut(cell: Cell, *at: int) -> list[Cell]:
    lines = cell.source.split("\n")
    ends = [0, *at, len(lines)]
    return [
        Cell(cell.kind, "\n".join(lines[low:high]).strip("\n"))
        for low, high in pairwise(ends)
    ]


def _joined(*cells: Cell) -> Cell:
    return Cell(cells[0].kind, "\n".join(cell.source for cell in cells))


@dataclass(frozen=True)
class Pair:
    name: str
    old: tuple[Cell, ...]
    new: tuple[Cell, ...]
    rows: str

    @property
    def links(self) -> set[tuple[int, int]]:
        """Which old cell belongs to which new one, as expected."""
        return {
            (int(old), int(new))
            for row in self.rows.split()
            for old, new in _linked(row)
        }


def _linked(row: str) -> list[tuple[str, str]]:
    old, sign, new = row.lstrip("^").replace("~", "=").partition("=")
    if not sign:
        return []
    return [(o, n) for o in old.split(",") for n in new.rstrip("!").split(",")]


def written(rows: list[Aligned]) -> str:
    """As in `Pair.rows`; "!" behind: outputs changed."""
    return " ".join(map(_written, rows))


def _written(row: Aligned) -> str:
    old, new = ",".join(map(str, row.old)), ",".join(map(str, row.new))
    if row.change is Change.INSERTED:
        return f"+{new}"
    if row.change is Change.DELETED:
        return f"-{old}"
    sign = "=" if row.change is Change.UNCHANGED else "~"
    mark = "!" if row.outputs_changed else ""
    return f"{'^' if row.moved else ''}{old}{sign}{new}{mark}"


def _pair(name: str, old: list[Cell], new: list[Cell], rows: str) -> Pair:
    return Pair(name, tuple(old), tuple(new), rows)


_T, _I, _L, _D, _S, _N, _W, _H, _P = BASE
_REWRITTEN = _code(
    "class NeuralNetwork:\n"
    "    def __init__(self, inputs, hidden, outputs, rate):\n"
    "        self.lr = rate\n"
    "        self.w1 = np.zeros((inputs, hidden))\n"
    "        self.w2 = np.zeros((hidden, outputs))\n"
    "    def train(self, features, targets):\n"
    "        raise NotImplementedError\n"
    "    def run(self, features):\n"
    "        return features @ self.w1 @ self.w2"
)
_SAME = "1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8 9=9"

PAIRS = (
    _pair("nothing changed", [*BASE], [*BASE], _SAME),
    _pair(
        "blanks at the ends of lines",
        [*BASE],
        [_T, _edited(_I, "pandas as pd", "pandas as pd   "), *BASE[2:]],
        _SAME,
    ),
    _pair("inserted at the start", [_I, _L], [_T, _I, _L], "+1 1=2 2=3"),
    _pair("inserted at the end", [_T, _I], [_T, _I, _P], "1=1 2=2 +3"),
    _pair(
        "two inserted in the middle",
        [_T, _I, _N, _P],
        [_T, _I, _W, _L, _N, _P],
        "1=1 2=2 +3 +4 3=5 4=6",
    ),
    _pair("deleted at the start", [_T, _I, _L], [_I, _L], "-1 2=1 3=2"),
    _pair("deleted in the middle", [_T, _W, _I], [_T, _I], "1=1 -2 3=2"),
    _pair("all deleted but one", [*BASE], [_N], "-1 -2 -3 -4 -5 6=1 -7 -8 -9"),
    _pair(
        "one number edited",
        [_N, _H, _P],
        [_N, _edited(_H, "100", "5000"), _P],
        "1=1 2~2 3=3",
    ),
    _pair(
        "every cell edited a little",
        [_I, _S, _H],
        [
            _edited(_I, "import matplotlib", "import matplotlib.pyplot as plt"),
            _edited(_S, "scaled_features", "scales"),
            _edited(_H, "hidden_nodes = 2", "hidden_nodes = 20"),
        ],
        "1~1 2~2 3~3",
    ),
    _pair("rewritten in its place", [_I, _N, _P], [_I, _REWRITTEN, _P], "1=1 2~2 3=3"),
    _pair(
        "Markdown edited by a few words",
        [_P, _W],
        [_P, _edited(_W, "overestimates", "predicts too much on")],
        "1=1 2~2",
    ),
    _pair(
        "edited beside an inserted one that is alike",
        [_I, _H, _P],
        [_I, _code("iterations = 1\nprint(iterations)"), _edited(_H, "2", "8"), _P],
        "1=1 +2 2~3 3=4",
    ),
    _pair(
        "replaced by something else",
        [_I, _W, _P],
        [_I, _code("assert network.run(x).shape == (4, 1)"), _P],
        "1=1 -2 +2 3=3",
    ),
    _pair(
        "moved down", [_T, _W, _I, _L, _N], [_T, _I, _L, _N, _W], "1=1 3=2 4=3 5=4 ^2=5"
    ),
    _pair(
        "moved up", [_I, _L, _N, _P, _W], [_W, _I, _L, _N, _P], "^5=1 1=2 2=3 3=4 4=5"
    ),
    _pair(
        "moved and edited",
        [_T, _H, _I, _L, _N],
        [_T, _I, _L, _N, _edited(_H, "100", "3000")],
        "1=1 3=2 4=3 5=4 ^2~5",
    ),
    _pair(
        "one moved to where another was inserted",
        [_T, _H, _I, _L, _N],
        [_T, _W, _I, _L, _N, _H],
        "1=1 +2 3=3 4=4 5=5 ^2=6",
    ),
    _pair(
        "two moved together",
        [_T, _W, _H, _I, _L, _N],
        [_T, _I, _L, _N, _W, _H],
        "1=1 4=2 5=3 6=4 ^2=5 ^3=6",
    ),
    _pair("split in two", [_I, _N, _P], [_I, *_cut(_N, 7), _P], "1=1 2~2,3 3=4"),
    _pair(
        "split in three", [_I, _N, _P], [_I, *_cut(_N, 7, 14), _P], "1=1 2~2,3,4 3=5"
    ),
    _pair(
        "split, and one part edited",
        [_I, _N, _P],
        [
            _I,
            _cut(_N, 7)[0],
            _edited(_cut(_N, 7)[1], "error = y -", "error = -y +"),
            _P,
        ],
        "1=1 2~2,3 3=4",
    ),
    _pair(
        "copied, and both edited",
        [_I, _S, _P],
        [_I, _edited(_S, "'casual', ", ""), _edited(_S, "'temp'", "'hum', 'wind'"), _P],
        "1=1 2~2 +3 3=4",
    ),
    _pair("Markdown split", [_P, _W, _H], [_P, *_cut(_W, 3), _H], "1=1 2~2,3 3=4"),
    _pair("two merged", [_T, _D, _S, _P], [_T, _joined(_D, _S), _P], "1=1 2,3~2 4=3"),
    _pair(
        "three merged",
        [_T, _L, _D, _S, _P],
        [_T, _joined(_L, _D, _S), _P],
        "1=1 2,3,4~2 5=3",
    ),
    _pair(
        "merged, and a line added",
        [_T, _D, _S, _P],
        [_T, _joined(_D, _S, _code("data.describe()")), _P],
        "1=1 2,3~2 4=3",
    ),
    _pair(
        "one merged, one split, one edited",
        [_T, _D, _S, _N, _H],
        [_T, _joined(_D, _S), *_cut(_N, 7), _edited(_H, "0.1", "0.8")],
        "1=1 2,3~2 4~3,4 5~5",
    ),
    _pair(
        "the same cell many times",
        [_P, _P, _I, _P],
        [_P, _P, _P, _I, _P],
        "1=1 2=2 +3 3=4 4=5",
    ),
    _pair(
        "another output only",
        [_code("train()", "loss 0.3", "picture a"), _P],
        [_code("train()", "loss 0.2", "picture a"), _P],
        "1=1! 2=2",
    ),
    _pair(
        "filled in, known by its id",
        [_code("# Your turn", id="answer"), _code("# Also", id="b"), _P],
        [
            _code("# Your turn\nresult = np.mean(rows)", id="answer"),
            _code("def rows(): ...\n# Also", id="b"),
            _P,
        ],
        "1~1 2~2 3=3",
    ),
    _pair(
        "code that became Markdown",
        [_T, _code("The loss is still falling when the training ends."), _P],
        [_T, NOTE, _P],
        "1=1 2~2 3=3",
    ),
    _pair("everything is new", [_T, _I], [_H, _N, _P], "-1 -2 +1 +2 +3"),
    _pair("from nothing", [], [_T, _I], "+1 +2"),
    _pair("to nothing", [_T, _I], [], "-1 -2"),
)
