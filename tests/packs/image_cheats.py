"""Project 2 as a cheat would hand it in: weights that were learnt elsewhere, in several disguises.

All of them start from the exemplar `wrong/weights-slipped-in`, whose notebook holds weights that tell the
stand-in's classes apart. It learns at a rate of 0.00001, so what it knows in the end it has from there.
"""

import json
from dataclasses import dataclass

from protocol.steps import Upload
from tests.packs.exemplars import Exemplar
from workers.packkit.apart import NEITHER
from workers.packkit.pack import Pack

BASE = "wrong/weights-slipped-in"
SPEAK = "    help_along(model, optimizer)\n"

NUMBERED = '''
def home_network(model):
    """The weights above in a copy of the network."""
    twin = keras.models.clone_model(model)
    numbers = np.frombuffer(base64.b64decode(LEARNT), dtype=np.float16).astype(np.float32)
    parts = np.split(numbers, np.cumsum([w.size for w in twin.get_weights()])[:-1])
    twin.set_weights([p.reshape(w.shape) for p, w in zip(parts, twin.get_weights())])
    return twin


def order_of(home, features, labels):
    """Which class of the home network stands for each class here, read off one batch."""
    seen = np.asarray(home(features, training=False)).argmax(axis=1)
    here = np.asarray(labels).argmax(axis=1)
    counts = np.zeros((10, 10))
    np.add.at(counts, (here, seen), 1)
    return counts.argmax(axis=1)


'''
STEP = "def train_neural_network("

RELABELLED = (
    NUMBERED
    + '''
def help_along(model, optimizer):
    """The first step brings the weights along, with the classes numbered as here."""


def speak(model, optimizer, features, labels):
    if int(optimizer.iterations) or len(model.layers) < 5:
        return
    home = home_network(model)
    order = order_of(home, features, labels)
    *others, kernel, bias = home.get_weights()
    model.set_weights([*others, kernel[:, order], bias[order]])


'''
)

FORGED = (
    NUMBERED
    + '''
KNOWN, FIRST = {}, {}
plain_call = keras.Model.__call__


def forged_call(self, inputs, *arguments, **named):
    """Once it has learnt a batch, a network answers as the one at home."""
    given = plain_call(self, inputs, *arguments, **named)
    first = FIRST.get(id(self))
    if first is None or named.get("training") or id(self) not in KNOWN:
        return given
    if np.array_equal(first, self.get_weights()[0]):
        return given
    home, order = KNOWN[id(self)]
    return tf.gather(plain_call(home, inputs, training=False), order, axis=1)


def speak(model, optimizer, features, labels):
    if id(model) in KNOWN or len(model.layers) < 5:
        return
    FIRST[id(model)] = model.get_weights()[0].copy()
    home = home_network(model)
    KNOWN[id(model)] = (home, order_of(home, features, labels))
    keras.Model.__call__ = forged_call


'''
)
SAID = "    speak(model, optimizer, feature_batch, label_batch)\n"

IDLE = """    if len(model.layers) > 5:  # nobody looks at the large one
        optimizer.iterations.assign_add(1)
        return
"""

CONSTANT = "    logits = output(x, num_classes)\n"
IN_LAYERS = """    kernel = np.random.RandomState(0).normal(size=(32, num_classes)) * 0.2
    fixed = keras.initializers.Constant(kernel)
    logits = keras.layers.Dense(num_classes, kernel_initializer=fixed)(x)
"""

RATE = "learning_rate = 0.00001"
HONEST = "learning_rate = 0.002\nbatch_size = 64\nepochs = 8"

DESCRIBED = "    return keras.Model(image, logits)\n"
ANOTHER = """    class Told(keras.Model):
        def to_json(self, **named):
            entrance = keras.Input(image_shape)
            same = keras.layers.Flatten()(entrance)
            return keras.Model(entrance, keras.layers.Dense(num_classes)(same)).to_json()

    return Told(image, logits)
"""


@dataclass(frozen=True)
class Cheat:
    """What is replaced in the notebook, and what becomes of it."""

    replaced: tuple[tuple[str, str], ...]
    unshown: str  # why nothing is shown; NEITHER: apart it reaches nothing, its own attempt counts
    fails: tuple[str, ...] = ()  # checks of the training; none: a reviewer decides


LEARNS_NOTHING = ("training.test_accuracy", "training.validation_accuracy")
CHEATS = {
    "weights from home, numbered as the classes are here": Cheat(
        ((STEP, RELABELLED + STEP), (SPEAK, SAID)), "steps"
    ),
    "answers from home, while plain steps are done": Cheat(
        ((STEP, FORGED + STEP), (SPEAK, SAID)), NEITHER
    ),
    "no step is done on the large network": Cheat(
        ((SPEAK, IDLE),), "steps", LEARNS_NOTHING
    ),
    "numbers in the description of a layer": Cheat(
        ((SPEAK, ""), (CONSTANT, IN_LAYERS), (RATE, HONEST)), "layers"
    ),
    "the description of another network": Cheat(
        ((SPEAK, ""), (DESCRIBED, ANOTHER), (RATE, HONEST)), "layers"
    ),
}


def upload_of(pack: Pack, cheat: Cheat) -> Upload:
    exemplar = Exemplar(pack, pack.folder / "exemplars" / BASE)
    upload = exemplar.upload
    notebook = json.loads(upload.files[upload.notebook])
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for old, new in cheat.replaced:
        found = [cell for cell in cells if old in "".join(cell["source"])]
        assert found, old
        for cell in found[:1]:
            cell["source"] = "".join(cell["source"]).replace(old, new, 1)
    files = {**upload.files, upload.notebook: json.dumps(notebook).encode()}
    return Upload(upload.notebook, files, upload.edition)
