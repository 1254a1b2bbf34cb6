"""Sends Keras' losses and metrics out of the sandbox while the notebook trains.

Student code can forge these values, but no check uses them: only the curve on its own page would
be wrong. The worker limits what it accepts. An error in here must never disturb the training, so
it is ignored.

Runs on Python 3.7 and later, and never imports Keras by itself.
"""

# mypy: disable-error-code="import-not-found, misc, no-untyped-call"

from __future__ import annotations

import contextlib
import functools
import importlib.abc
import importlib.util
import inspect
import sys
import time
from typing import Any

MIME = "application/vnd.reviewhub.curve+json"  # as in steps/drawing.py
EVERY_S = 0.25
WATCHED = "keras"


def install() -> None:
    """Watches Keras at once if it is imported already, else as soon as it is imported."""
    if WATCHED in sys.modules:
        watch(sys.modules[WATCHED])
    else:
        sys.meta_path.insert(0, _Finder())


class _Finder(importlib.abc.MetaPathFinder):
    """Lets the other finders find Keras, and calls `watch` once it is loaded."""

    def __init__(self) -> None:
        self._asking = False

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != WATCHED or self._asking:
            return None
        self._asking = True
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self._asking = False
        loader: Any = getattr(spec, "loader", None)
        if spec is None or not hasattr(loader, "exec_module"):
            return spec
        load = loader.exec_module

        def load_and_watch(module: Any) -> None:
            load(module)
            watch(module)

        loader.exec_module = load_and_watch
        return spec


def watch(keras: Any) -> None:
    """Adds our callback to every call of `fit`."""
    try:
        model, callback = keras.Model, keras.callbacks.Callback
        fit = model.fit
        signature = inspect.signature(fit)
        if getattr(fit, "watched", False):
            return
        watcher = _watcher(callback)
    except Exception:  # noqa: BLE001 -- an unknown version of Keras is not watched
        return

    @functools.wraps(fit)
    def watched(*args: Any, **kwargs: Any) -> Any:
        # A call with wrong arguments is passed on as it is: Keras explains the error best.
        with contextlib.suppress(Exception):
            bound = signature.bind(*args, **kwargs)
            given: Any = bound.arguments.get("callbacks")
            if given is None or isinstance(given, callback):
                given = [given] if given else []
            if isinstance(given, (list, tuple)):  # a CallbackList is left as it is
                bound.arguments["callbacks"] = [*given, watcher()]
            args, kwargs = bound.args, bound.kwargs
        return fit(*args, **kwargs)

    vars(watched)["watched"] = True
    model.fit = watched


def _watcher(base: Any) -> Any:
    class Watcher(base):
        def on_train_begin(self, logs: Any = None) -> None:
            self._epoch = 0
            self._teller = _Teller()

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self._epoch = epoch

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            steps = (self.params or {}).get("steps")
            if steps:  # unknown while a generator runs for the first time
                self._tell(self._epoch + (batch + 1) / steps, logs)

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            self._tell(epoch + 1, logs)

        def on_train_end(self, logs: Any = None) -> None:
            self._teller.end()

        def _tell(self, x: float, logs: Any) -> None:
            self._teller.tell(x, (self.params or {}).get("epochs"), logs)

    return Watcher


class _Teller:
    """Sends at most a few messages a second, and always the last one."""

    def __init__(self) -> None:
        self._told_at = 0.0
        self._late: Any = None

    def tell(self, *told: Any) -> None:
        self._late = told
        if time.monotonic() - self._told_at >= EVERY_S:
            self.end()

    def end(self) -> None:
        told, self._late = self._late, None
        self._told_at = time.monotonic()
        if told is not None:
            # A failure to draw the curve must not end the training.
            with contextlib.suppress(Exception):
                publish(*told)


def publish(x: float, x_of: Any, logs: Any) -> None:
    from IPython import get_ipython  # noqa: PLC0415 -- there once the kernel is

    values = {str(name): float(value) for name, value in dict(logs or {}).items()}
    told = {"x": float(x), "x_of": float(x_of or 0), "values": values}
    get_ipython().display_pub.publish({MIME: told})
