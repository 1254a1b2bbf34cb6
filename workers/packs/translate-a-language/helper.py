"""The code that hidden checks load beside the student's code. It contains no secrets."""

MARK = "_course_has_"  # and a name: the helper has built what is called so

VOCABULARIES = """
# The notebook's vocabularies come from its data, which are not here. Functions that look the
# special ids up in them find those, and nothing else.
for _course_name in ("source_vocab_to_int", "target_vocab_to_int"):
    globals().setdefault(_course_name, {"<PAD>": 0, "<EOS>": 1, "<UNK>": 2, "<GO>": 3})
"""
"""Not secret: the first part of both helpers. Names from the student's code stay bound."""

HELPER = (
    VOCABULARIES
    + """
import keras as _course_keras
import numpy as _course_numpy

_course_made = globals().get("_course_made", {})


def _course_ids(array):
    return _course_keras.ops.convert_to_tensor(_course_numpy.asarray(array, "int32"))


def _course_list(state):
    return list(state) if isinstance(state, (list, tuple)) else [state]


def _course_learns(made):
    # A lambda can be called as well, but it has no weights to draw.
    return callable(made) and hasattr(made, "trainable_weights")


def _course_draw_weights(layer, seed):
    random = _course_numpy.random.default_rng(seed)
    for weight in layer.trainable_weights:
        weight.assign(random.normal(0, 0.6, tuple(weight.shape)))


def _course_decoder_input(targets, words, rows):
    given = targets.copy()
    moved = process_decoder_input(given, words, rows)
    return [moved, _course_numpy.array_equal(given, targets)]


def _course_coders(name, source, arguments, decoder_arguments, seed):
    encoder = encoding_layer(*arguments)
    if not _course_learns(encoder):
        return "encoding_layer returned " + type(encoder).__name__
    state = encoder(_course_ids(source), training=False)
    _course_made[name] = [encoder]
    globals()["_course_has_" + name] = True
    if decoder_arguments:
        decoder = decoding_layer(*decoder_arguments)
        if not _course_learns(decoder):
            return "decoding_layer returned " + type(decoder).__name__
        start = _course_ids(_course_numpy.full((len(source), 1), 3))
        decoder([start, *_course_list(state)], training=False)
        _course_made[name].append(decoder)
    _course_reweight(name, seed)


def _course_reweight(name, seed):
    for number, layer in enumerate(_course_made[name]):
        _course_draw_weights(layer, seed + number)


def _course_encoded(name, source):
    return _course_made[name][0](_course_ids(source), training=False)


def _course_state(name, source):
    # Layers of cells hand out a pair of states for each cell: lists within the list.
    parts = _course_keras.tree.flatten(_course_encoded(name, source))
    return [_course_numpy.asarray(part) for part in parts]


def _course_shapes(name, which):
    return [list(weight.shape) for weight in _course_made[name][which].trainable_weights]


def _course_forced(name, source, written):
    decoder = _course_made[name][1]
    return decoding_layer_train(decoder, _course_ids(written), _course_encoded(name, source))


def _course_one_by_one(name, source, written):
    decoder, state = _course_made[name][1], _course_list(_course_encoded(name, source))
    logits = []
    for place in range(written.shape[1]):
        word = _course_ids(written[:, place : place + 1])
        now, *state = decoder([word, *state], training=False)
        logits.append(_course_numpy.asarray(now))
    return _course_numpy.concatenate(logits, axis=1)


def _course_greedy(name, source, start, end, longest):
    decoder, state = _course_made[name][1], _course_encoded(name, source)
    return _course_numpy.asarray(decoding_layer_infer(decoder, state, start, end, longest))


def _course_model(name, source, written, *arguments):
    made = seq2seq_model(*arguments)
    parts = made if isinstance(made, (list, tuple)) else [made]
    if not (len(parts) == 2 and _course_learns(parts[0]) and callable(parts[1])):
        return "seq2seq_model returned " + ", ".join(type(part).__name__ for part in parts)
    _course_made[name] = made
    _course_logits(name, source, written, False)
    globals()["_course_has_" + name] = True


def _course_reweight_model(name, seed):
    _course_draw_weights(_course_made[name][0], seed)


def _course_logits(name, source, written, training):
    model, _ = _course_made[name]
    return model([_course_ids(source), _course_ids(written)], training=training)


def _course_translate(name, source, longest):
    _, inference = _course_made[name]
    return _course_numpy.asarray(inference(_course_ids(source), longest))


def _course_gradients(name, source, written, targets):
    import tensorflow as tf

    model, _ = _course_made[name]
    with tf.GradientTape() as tape:
        logits = model([_course_ids(source), _course_ids(written)], training=False)
        loss = _course_keras.ops.mean(
            _course_keras.losses.sparse_categorical_crossentropy(
                _course_ids(targets), logits, from_logits=True
            )
        )
    # A single number may be a bias in front of softmax, which ignores it: its gradient is zero.
    weights = [w for w in model.trainable_weights if _course_numpy.prod(tuple(w.shape)) > 1]
    found = tape.gradient(loss, [getattr(w, "value", w) for w in weights])
    return [
        0.0 if g is None else float(tf.norm(tf.convert_to_tensor(g))) for g in found
    ]
"""
)
"""Not secret: builds models with the student's functions and runs them."""
