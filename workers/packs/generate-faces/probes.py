"""The helper code for the sandbox, which calls the student's functions. It is not secret.

It runs beside code that may be hostile, so verdicts are computed outside, from the arrays that it
returns.
"""

from workers_packs.generate_faces import tracing

HELPER = (
    '''
import inspect as _course_inspect

import keras as _course_keras
import numpy as _course_numpy
import tensorflow as _course_tf

_course = globals().setdefault("_course", {})


def _course_arrays(outputs):
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [_course_numpy.asarray(output, dtype="float32") for output in outputs]


def _course_inputs(width, height, channels, z_dim):
    return [
        [0 if side is None else int(side) for side in tensor.shape]
        for tensor in model_inputs(width, height, channels, z_dim)
    ]


def _course_networks(channels, z_dim, fresh):
    """The student's two networks, built anew or those of a check before."""
    key = (channels, z_dim)
    if fresh or key not in _course:
        images, z = model_inputs(28, 28, channels, z_dim)
        _course[key] = (discriminator(images), generator(z, channels))
    return _course[key]


def _course_judge(images, z_dim, training):
    judge, _ = _course_networks(images.shape[-1], z_dim, False)
    return _course_arrays(judge(images, training=training))


def _course_paint(z, channels, training):
    _, painter = _course_networks(channels, z.shape[-1], False)
    return _course_arrays(painter(z, training=training))[0]


def _course_losses(cases):
    """As tensors, which are what a network gives."""
    pairs = [[_course_tf.constant(logits) for logits in pair] for pair in cases]
    return [_course_arrays(list(model_loss(real, fake))) for real, fake in pairs]


def _course_linear_networks(weights, image_shape, normalised):
    """A judge and a painter with one layer each, holding the weights given."""
    layers = _course_keras.layers
    images = _course_keras.Input(image_shape)
    flat = layers.Flatten()(images)
    if normalised:
        flat = layers.BatchNormalization(name="judge_normalised")(flat)
    judging = layers.Dense(1, name="judging")
    logits = judging(flat)
    judge = _course_keras.Model(images, [layers.Activation("sigmoid")(logits), logits])
    z = _course_keras.Input((weights["paint"].shape[0],))
    painting = layers.Dense(weights["paint"].shape[1], use_bias=False, name="painting")
    pixels = painting(z)
    if normalised:
        pixels = layers.BatchNormalization(name="painter_normalised")(pixels)
    painted = layers.Reshape(image_shape)(layers.Activation("tanh")(pixels))
    painter = _course_keras.Model(z, painted)
    judging.set_weights([weights["judge"], weights["bias"]])
    painting.set_weights([weights["paint"]])
    return judge, painter


def _course_step(weights, images, z, rates, normalised):
    """One train_step of plain gradient descent; the losses, and the weights after it."""
    judge, painter = _course_linear_networks(weights, images.shape[1:], normalised)
    descents = [_course_keras.optimizers.SGD(rate) for rate in rates]
    losses = train_step(judge, painter, *descents, images, z)
    answer = {
        "losses": _course_arrays(list(losses)),
        "judge": _course_numpy.asarray(judge.get_layer("judging").kernel),
        "bias": _course_numpy.asarray(judge.get_layer("judging").bias),
        "paint": _course_numpy.asarray(painter.get_layer("painting").kernel),
    }
    if normalised:
        for name, model in (("judge", judge), ("painter", painter)):
            layer = model.get_layer(name + "_normalised")
            answer[name + "_mean"] = _course_numpy.asarray(layer.moving_mean)
            answer[name + "_gamma"] = _course_numpy.asarray(layer.gamma)
            answer[name + "_beta"] = _course_numpy.asarray(layer.beta)
    return answer


def _course_kept(network, given):
    """Weights that only an optimiser may change, those of frozen layers among them.

    Left out is what changes whenever the network is called in training: statistics of
    batch normalisation and the like, and kernels that are divided by one number.
    """
    floats = [v for v in network.weights if "float" in str(v.dtype)]
    before = [_course_numpy.array(v) for v in floats]
    network(given, training=True)
    pairs = [(v, old, _course_numpy.array(v)) for v, old in zip(floats, before)]
    return [v for v, old, new in pairs if _course_is_kept(v.trainable, old, new)]


def _course_is_kept(trainable, old, new):
    if (old == new).all():
        return True
    share = (old * new).sum() / max((old * old).sum(), 1e-12)
    return trainable and not _course_numpy.allclose(new, share * old, rtol=1e-3, atol=1e-6)


def _course_drift(images, z):
    """How far one train_step at a rate of 0 moves each weight of the student's networks."""
    networks = _course_networks(images.shape[-1], z.shape[-1], False)
    kept = [_course_kept(network, given) for network, given in zip(networks, (images, z))]
    for variable in sum(kept, []):
        if variable.constraint is not None:  # which every optimiser sees to
            variable.assign(variable.constraint(variable))
    before = [[_course_numpy.array(v) for v in variables] for variables in kept]
    descents = [_course_keras.optimizers.SGD(0.0) for _ in networks]
    train_step(*networks, *descents, images, z)
    return {
        "drift": [
            _course_numpy.array([abs(_course_numpy.array(v) - old).max() for v, old in pairs])
            for pairs in map(zip, kept, before)
        ]
    }


def _course_optimisers(weights, image_shape, learning_rate, beta1, gradients):
    """How far each optimiser of model_opt moves its network's kernel, step by step."""
    networks = _course_linear_networks(weights, image_shape, False)
    chosen = model_opt(*networks, learning_rate, beta1)
    built, moved = [bool(optimiser.built) for optimiser in chosen], []
    for network, optimiser in zip(networks, chosen):
        variables = network.trainable_variables
        steps = []
        for gradient in gradients:
            before = _course_numpy.array(variables[0])
            optimiser.apply([_course_tf.fill(v.shape, gradient) for v in variables], variables)
            steps.append(_course_numpy.array(variables[0]) - before)
        moved.append(_course_numpy.stack(steps))
    return {"built": built, "apart": chosen[0] is not chosen[1], "moved": moved}


def _course_adam(optimiser):
    """Its rate and beta1, or nothing where they cannot be read."""
    try:
        return [float(optimiser.learning_rate), float(optimiser.beta_1)]
    except (AttributeError, TypeError, ValueError):
        return []


def _course_loop(batches, epochs, batch_size, z_dim, learning_rate, beta1):
    """Runs the student's train with a train_step that only takes notes."""
    global train_step
    mine, calls = train_step, []
    # Called as the student's own may be called: by name, with options of its own.
    signature = _course_inspect.signature(getattr(mine, "python_function", mine))

    def noting(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        given = [*bound.args, *bound.kwargs.values()][:6]
        judge, painter, d_opt, g_opt, images, z = given
        calls.append(
            {
                "networks": (id(judge), id(painter)),
                "adam": [_course_adam(d_opt), _course_adam(g_opt)],
                # copies: an array may be filled anew for the next step
                "images": _course_numpy.array(images, dtype="float32"),
                "z": _course_numpy.array(z, dtype="float32"),
            }
        )
        return _course_tf.constant(1.0), _course_tf.constant(1.0)

    def get_batches(size):
        for batch in batches:
            yield batch[:size]

    train_step = noting
    _course_tf.config.run_functions_eagerly(True)  # a graph inside `train` takes no notes
    shape = (len(batches) * batch_size, *batches.shape[2:])
    try:
        train(epochs, batch_size, z_dim, learning_rate, beta1, get_batches, shape, "L")
    finally:
        train_step = mine
        _course_tf.config.run_functions_eagerly(False)
    return {
        "networks": len({call["networks"] for call in calls}),
        "adam": [_course_numpy.array(found) for call in calls[:1] for found in call["adam"]],
        "images": [call["images"] for call in calls],
        "z": [call["z"] for call in calls],
    }


def _course_start(images, z_dim, learning_rate, beta1):
    judge, painter = _course_networks(images.shape[-1], z_dim, True)
    optimisers = model_opt(judge, painter, learning_rate, beta1)
    _course["training"] = (images, judge, painter, *optimisers)


def _course_train(rows, z):
    """A train_step for each row of `rows`; the two losses of each."""
    images, *networks = _course["training"]
    losses = []
    for chosen, noise in zip(rows, z):
        batch = images[chosen].astype("float32") / 255 - 0.5
        losses.append([float(loss) for loss in train_step(*networks, batch, noise)])
    return _course_numpy.array(losses, dtype="float32")


def _course_samples(z):
    painter = _course["training"][2]
    return _course_arrays(painter(z, training=False))[0]


def _course_verdicts(images):
    """The judge's logits for images from -1 to 1, outside training."""
    judge = _course["training"][1]
    return _course_arrays(judge(images, training=False))[1]
'''
    + tracing.HELPER
)
