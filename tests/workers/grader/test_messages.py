"""What of an exception's message a student reads, and that nothing hidden comes through."""

import pytest

from workers.grader.error_lines import last_error, meaningful_line
from workers.grader.messages import without_values

WORDS = frozenset({"weights", "Net", "train", "targets", "rate"})
KERAS = (
    "Exception encountered when calling Net.call().\n\n"
    "\x1b[1m{{function_node __wrapped__MatMul_device_/job:localhost}} Matrix size-incompatible:"
    " In[0]: [4,3], In[1]: [2,2] [Op:MatMul] name: \x1b[0m\n\n"
    "Arguments received by Net.call():\n"
    "  • x=tf.Tensor(shape=(4, 3), dtype=float32)\n"
    "  • training=False"
)
GRAPH = (
    'in user code:\n\n    File "cell 3", line 4, in step  *\n        return later\n\n'
    "    NameError: name 'weights' is not defined\n"
)
NUMPY_FLOAT = (
    "module 'numpy' has no attribute 'float'.\n`np.float` was a deprecated alias for the builtin"
    " `float`. To avoid this error in existing code, use `float` by itself."
)


MIXED = (
    "In a nested call() argument, you cannot mix tensors and non-tensors."
    " Received invalid mixed argument: "
)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (KERAS, "Matrix size-incompatible: In[0]: [4,3], In[1]: [2,2]"),
        (GRAPH, "name 'weights' is not defined"),
        (NUMPY_FLOAT, "module 'numpy' has no attribute 'float'."),
        ("plain", "plain"),
        ("", ""),
        ("  • training=False", "• training=False"),
    ],
)
def test_the_line_that_tells_what_is_wrong(message: str, told: str) -> None:
    assert meaningful_line(message) == told


def test_the_last_error_of_a_traceback_is_not_its_last_line() -> None:
    traceback = (
        "Traceback (most recent call last):\n"
        '  File "cell 2", line 3, in call\nKeyError: 1\n\n'
        "During handling of the above exception, another exception occurred:\n\n"
        f"tensorflow.python.InvalidArgumentError: {KERAS}\n"
    )
    assert last_error(traceback) == (
        "InvalidArgumentError: Matrix size-incompatible: In[0]: [4,3], In[1]: [2,2]"
    )
    assert last_error("|0.5 - 3| > 1e-6") == "|0.5 - 3| > 1e-6"
    assert last_error("") == ""


@pytest.mark.parametrize(
    "message",
    [
        "name 'weights' is not defined",
        "'Net' object has no attribute 'rate'",
        "'NoneType' object is not subscriptable",
        "Net.train() missing 2 required positional arguments: 'weights' and 'targets'",
        "unsupported operand type(s) for @: 'int' and 'str'",
        "operands could not be broadcast together with shapes (128,56) (128,)",
        "shapes (2,3) and (4,) not aligned: 3 (dim 1) != 4 (dim 0)",
        "cannot reshape array of size 3072 into shape (32,32)",
        (
            'Input 0 of layer "x" is incompatible with the layer: expected ndim=4, found ndim=2.'
            " Full shape received: (None, 3072)"
        ),
        "Incompatible shapes: [2,3] vs. [2,2]",
        "list index out of range",
        "module 'numpy' has no attribute 'float'",
    ],
)
def test_messages_of_a_known_form_are_told(message: str) -> None:
    told = without_values(message, WORDS)
    assert told == message.replace('"x"', "…")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("name 'x0_3141' is not defined", "name '…' is not defined"),
        ("'TheInputWas17' object has no attribute 'rate'", "'…' object has no attribute 'rate'"),
        ("index 4711 is out of bounds for axis 0 with size 30",
         "index … is out of bounds for axis 0 with size 30"),
        ("could not convert string to float: 'moe'", "could not convert string to float: …"),
        ("indices[0,3] = 4711 is not in [0, 30)", "indices[…] = … is not in [0, 30)"),
        (f"{MIXED}inputs=[array([[3],", f"{MIXED}…"),
        ("Argument(s) not recognized: {'rate': 0.314}", "Argument(s) not recognized: {'rate': …}"),
        ("cannot access local variable 'secret' where it is not associated with a value",
         "cannot access local variable '…' where it is not associated with a value"),
    ],
)  # fmt: skip
def test_values_and_words_that_are_not_the_students_are_left_out(
    message: str, told: str
) -> None:
    assert without_values(message, WORDS) == told


@pytest.mark.parametrize(
    "message",
    [
        "[0.314 -1.2 0.5]",
        "the input was 17",
        "17",
        "'moe_szyslak'",
        "weights rate targets",
        "list index out of range: [0.314, 2.71]",
        "x = 0.314 division by zero",
        "operands could not be broadcast together with shapes (31415926,) (2,)",
        "operands could not be broadcast together with shapes (3.14,) (2,)",
        "shapes (1,2,3,4,5,6,7,8,9) and (2,) not aligned: 9 (dim 8) != 2 (dim 0)",
        "f() takes 314159 positional arguments but 2 were given",
        "[Errno 2] No such file or directory: '/secret/0.314'",
    ],
)
def test_any_other_message_is_left_out_whole(message: str) -> None:
    assert without_values(message, WORDS) == ""


def test_lines_after_the_meaningful_one_are_never_told() -> None:
    told = without_values("division by zero\n[0.314 -1.2]\nweights", WORDS)
    assert told == "division by zero"
