"""The helper code for the sandbox that notes what a network computes. It is not secret.

It looks at TensorFlow's operations, not at layers, so it sees the same of a functional model, a
subclass, a layer of the student's own and plain operations.
"""

HELPER = '''
_COURSE_WEIGHING = ("MatMul", "BatchMatMulV2", "Einsum", "Conv", "DepthwiseConv")


def _course_trace(which, value, channels, z_dim, training):
    """What each operation of a network answers, in order. Several checks may ask the same."""
    network = _course_networks(channels, z_dim, False)[which]
    key = ("trace", id(network), training, value.tobytes())
    if key not in _course:
        _course[key] = _course_traced(network, value, training)
    return _course[key]


def _course_traced(network, value, training):
    """Its weights stay as they are."""
    kept, notes = network.get_weights(), []

    def noting(given):
        network(given, training=training)
        graph = _course_tf.compat.v1.get_default_graph()
        return _course_noted(graph.get_operations(), given, notes)

    # With functions run eagerly, one that a student's layer calls is part of the graph.
    was_eager = _course_tf.config.functions_run_eagerly()
    _course_tf.config.run_functions_eagerly(True)
    try:
        form = [_course_tf.TensorSpec(value.shape, "float32")]
        traced = _course_tf.compat.v1.wrap_function(noting, form)
        answers = traced(_course_tf.constant(value, "float32"))
    finally:
        _course_tf.config.run_functions_eagerly(was_eager)
        network.set_weights(kept)
    return [
        {"kind": kind, "rank": rank, **_course_measured(answer, training)}
        for (kind, rank), answer in zip(notes, answers)
    ]


def _course_noted(operations, given, notes):
    """The results that depend on what was given, and for each its operation's kind and rank.

    The rank is the number of dimensions of the kernel that the operation weighs with, or 0.
    """
    live, learnt, results = {given.name}, set(), []
    for operation in operations:
        names = [tensor.name for tensor in operation.inputs]
        outputs = [tensor.name for tensor in operation.outputs]
        if any(name in live for name in names):
            live.update(outputs)
            ranks = [
                len(tensor.shape)
                for tensor in operation.inputs
                if tensor.name in learnt and tensor.name not in live
            ]
            weighs = operation.type.startswith(_COURSE_WEIGHING) and max(ranks, default=0) > 1
            if outputs and operation.outputs[0].dtype.is_floating:
                notes.append((operation.type, max(ranks) if weighs else 0))
                results.append(operation.outputs[0])
        elif operation.type == "ReadVariableOp" or any(name in learnt for name in names):
            learnt.update(outputs)
    return results


def _course_measured(answer, training):
    """The first numbers of an answer and, in training, how it lies over the batch."""
    values = _course_numpy.asarray(answer, dtype="float32")
    found = {"size": values.size, "values": values.ravel()[:3000]}
    if training and values.ndim > 1 and values.shape[-1]:
        channels = values.reshape(len(values), -1, values.shape[-1])[..., :500]
        found["mean"] = channels.mean(axis=(0, 1))
        found["deviation"] = channels.std(axis=(0, 1))
        found["first"] = channels[0].mean(axis=0)
    return found
'''
