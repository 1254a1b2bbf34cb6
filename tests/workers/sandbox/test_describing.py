"""What the sandbox tells of an exception: the student's own line, wherever it ran."""

import pytest

from workers.sandbox.inside.describing import describe

IN_GRAPH = """in user code:

    File "cell 25", line 4, in train_step  *
        g_opt.apply(gradients, g_model.trainable_variables)
    File "/opt/runtime/lib/python3.11/site-packages/keras/src/optimizers.py", line 860, in apply  **
        raise ValueError("No gradients provided for any variable.")

    ValueError: No gradients provided for any variable.
"""


def raised(source, name, **known):
    """The exception of code that calls itself `name`."""
    try:
        exec(compile(source, name, "exec"), known)
    except Exception as error:  # noqa: BLE001 -- whatever it is
        return error
    pytest.fail("nothing was raised")


def test_the_place_is_the_students_last_own_line():
    error = raised("x = 1\nx / 0", "cell 7")
    assert describe(error)["place"] == ["cell 7", 2]


@pytest.mark.parametrize("caller", ["<pack>", "cell 29"])
def test_inside_a_graph_the_message_tells_the_line(caller):
    error = raised("raise ValueError(told)", caller, told=IN_GRAPH)
    assert describe(error)["place"] == ["cell 25", 4]


@pytest.mark.parametrize(
    "told", ["", "in user code:", IN_GRAPH.replace("cell 25", "/x.py"), IN_GRAPH[14:]]
)
def test_a_message_that_names_no_line_of_theirs_tells_none(told):
    assert (
        describe(raised("raise ValueError(told)", "<pack>", told=told))["place"] is None
    )
