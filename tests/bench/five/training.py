import numpy as np
from threadpoolctl import threadpool_limits


def train(steps):
    """A small network on drawn data: the same numbers each time, on one thread wherever it runs."""
    rng = np.random.default_rng(7)
    inputs = rng.normal(size=(256, 64))
    targets = np.tanh(inputs @ rng.normal(size=(64, 1)))
    first = rng.normal(size=(64, 128)) * 0.1
    second = rng.normal(size=(128, 1)) * 0.1
    loss = 0.0
    with threadpool_limits(limits=1):
        for _ in range(steps):
            hidden = np.tanh(inputs @ first)
            error = hidden @ second - targets
            loss = float(np.mean(error**2))
            back = error @ second.T * (1 - hidden**2)
            second = second - 0.01 * hidden.T @ error / len(inputs)
            first = first - 0.01 * inputs.T @ back / len(inputs)
    return loss
