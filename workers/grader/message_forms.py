"""The forms of common messages, with gaps: see `messages.py`, which fills them.

`<name>`, `<names>`: shown where the student's own source or a library has the word.
`<count>`, `<size>`, `<shape>`, `<dtype>`, `<operator>`: shown. `<value>`: never shown.
"""

_PYTHON = """\
name '<name>' is not defined
free variable '<name>' referenced before assignment in enclosing scope
cannot access free variable '<name>' where it is not associated with a value in enclosing scope
cannot access local variable '<name>' where it is not associated with a value
local variable '<name>' referenced before assignment
module '<name>' has no attribute '<name>'
'<name>' object has no attribute '<name>'
type object '<name>' has no attribute '<name>'
'<name>' object has no attribute '<name>'. Did you mean: '<name>'?
'<name>' object is not subscriptable
'<name>' object is not callable
'<name>' object is not iterable
'<name>' object is not an iterator
'<name>' object does not support item assignment
'<name>' object does not support item deletion
'<name>' object cannot be interpreted as an integer
object of type '<name>' has no len()
argument of type '<name>' is not iterable
cannot unpack non-iterable <name> object
unhashable type: '<name>'
unsupported operand type(s) for <operator>: '<name>' and '<name>'
'<operator>' not supported between instances of '<name>' and '<name>'
bad operand type for unary <operator>: '<name>'
can only concatenate <name> (not "<name>") to <name>
must be real number, not <name>
<name>() takes no arguments
<name>() takes <count> positional argument but <count> were given
<name>() takes <count> positional argument but <count> was given
<name>() takes <count> positional arguments but <count> were given
<name>() takes <count> positional arguments but <count> was given
<name>() takes from <count> to <count> positional arguments but <count> were given
<name>() missing <count> required positional argument: <names>
<name>() missing <count> required positional arguments: <names>
<name>() missing <count> required keyword-only argument: <names>
<name>() got an unexpected keyword argument '<name>'
<name>() got multiple values for argument '<name>'
got an unexpected keyword argument '<name>'
list index out of range
list assignment index out of range
string index out of range
tuple index out of range
pop from empty list
list indices must be integers or slices, not <name>
tuple indices must be integers or slices, not <name>
string indices must be integers, not '<name>'
slice indices must be integers or None or have an __index__ method
too many values to unpack (expected <count>)
not enough values to unpack (expected <count>, got <count>)
division by zero
float division by zero
integer division or modulo by zero
math range error
math domain error
maximum recursion depth exceeded
maximum recursion depth exceeded <value>
invalid literal for int() with base 10: <value>
could not convert string to float: <value>
dictionary changed size during iteration
min() arg is an empty sequence
max() arg is an empty sequence
No module named '<name>'
cannot import name '<name>' from '<name>'
cannot import name '<name>' from '<name>' (<value>)
"""
_NUMPY = """\
operands could not be broadcast together with shapes <shape> <shape>
operands could not be broadcast together with shapes <shape> <shape> <shape>
shapes <shape> and <shape> not aligned: <size> (dim <count>) != <size> (dim <count>)
matmul: Input operand <count> has a mismatch in its core dimension <count>, with gufunc \
signature (n?,k),(k,m?)->(n?,m?) (size <size> is different from <size>)
matmul: Input operand <count> does not have enough dimensions (has <count>, gufunc core with \
signature (n?,k),(k,m?)->(n?,m?) requires <count>)
non-broadcastable output operand with shape <shape> doesn't match the broadcast shape <shape>
could not broadcast input array from shape <shape> into shape <shape>
cannot reshape array of size <size> into shape <shape>
too many indices for array: array is <count>-dimensional, but <count> were indexed
index <value> is out of bounds for axis <count> with size <size>
axis <count> is out of bounds for array of dimension <count>
invalid index to scalar variable
The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()
all the input arrays must have same number of dimensions, but the array at index <count> has \
<count> dimension(s) and the array at index <count> has <count> dimension(s)
all the input array dimensions except for the concatenation axis must match exactly, but along \
dimension <count>, the array at index <count> has size <size> and the array at index <count> \
has size <size>
need at least one array to concatenate
setting an array element with a sequence
setting an array element with a sequence. The requested array has an inhomogeneous shape after \
<count> dimensions. The detected shape was <shape> + inhomogeneous part
only 0-dimensional arrays can be converted to Python scalars
only length-1 arrays can be converted to Python scalars
can only convert an array of size 1 to a Python scalar
only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean \
arrays are valid indices
arrays used as indices must be of integer (or boolean) type
ufunc '<name>' not supported for the input types, and the inputs could not be safely coerced \
to any supported types according to the casting rule ''safe''
ufunc '<name>' did not contain a loop with signature matching types (<dtype>, <dtype>) -> \
<value>
Cannot cast ufunc '<name>' output from <dtype> to <dtype> with casting rule 'same_kind'
'a' cannot be empty unless no samples are taken
Singular matrix
zero-size array to reduction operation <name> which has no identity
"""
_TENSORFLOW = """\
Matrix size-incompatible: In[0]: <shape>, In[1]: <shape>
Incompatible shapes: <shape> vs. <shape>
Dimensions must be equal, but are <size> and <size> for <value> with input shapes: <shape>, \
<shape>
Shapes <shape> and <shape> are incompatible
Input to reshape is a tensor with <size> values, but the requested shape has <size>
ConcatOp : Dimension <count> in both shapes must be equal: shape[0] = <shape> vs. shape[1] = \
<shape>
A `<name>` layer requires inputs with matching shapes except for the concatenation axis. \
Received: input_shape=[<shape>, <shape>]
Arguments `target` and `output` must have the same shape. Received: target.shape=<shape>, \
output.shape=<shape>
Arguments `target` and `output` must have the same rank (ndim). Received: \
target.shape=<shape>, output.shape=<shape>
`labels.shape` must equal `logits.shape` except for the last dimension. Received: \
labels.shape=<shape> and logits.shape=<shape>
`logits` and `labels` must have the same shape, received (<shape> vs <shape>)
cannot compute <name> as input #<count>(zero-based) was expected to be a <dtype> tensor but is \
a <dtype> tensor
Cast <dtype> to <dtype> is not supported
Attempting to slice scalar input
indices[<value>] = <value> is not in [0, <size>)
Unrecognized keyword arguments passed to <name>: {'<name>': <value>}
Argument(s) not recognized: {'<name>': <value>}
A KerasTensor cannot be used as input to a TensorFlow function. <value>
A symbolic KerasTensor cannot be used as a boolean
In a nested call() argument, you cannot mix tensors and non-tensors. Received invalid mixed \
argument: <value>
Only input tensors may be passed as positional arguments. The following argument value should be \
passed as a keyword argument: <value>
You must call `compile()` before using the model
This model has not yet been built. <value>
No gradients provided for any variable
The layer <name> has never been called and thus has no defined <value>
"""
_LAYER = "Input <count> of layer <value> is incompatible with the layer: "
_NAMED_LAYER = "Input <count> with name '<name>' of layer '<name>' is incompatible with the layer: "
_MISFITS = (
    "expected ndim=<count>, found ndim=<count>. Full shape received: <shape>",
    "expected min_ndim=<count>, found ndim=<count>. Full shape received: <shape>",
    "expected max_ndim=<count>, found ndim=<count>",
    "expected axis <count> of input shape to have value <size>, but received input with shape <shape>",
    "expected shape=<shape>, found shape=<shape>",
)
FORMS = (
    *_PYTHON.splitlines(),
    *_NUMPY.splitlines(),
    *_TENSORFLOW.splitlines(),
    *(layer + misfit for layer in (_LAYER, _NAMED_LAYER) for misfit in _MISFITS),
)

LIBRARY_NAMES = frozenset(
    [
        "numpy",
        "ndarray",
        "np",
        "pandas",
        "pd",
        "DataFrame",
        "Series",
        "Index",
        "core",
        "frame",
        "series",
        "matplotlib",
        "pyplot",
        "plt",
        "scipy",
        "sklearn",
        "tensorflow",
        "tf",
        "keras",
        "layers",
        "models",
        "optimizers",
        "losses",
        "metrics",
        "utils",
        "ops",
        "nn",
        "linalg",
        "random",
        "python",
        "framework",
        "backend",
        "preprocessing",
        "image",
        "text",
        "sequence",
        "train",
        "contrib",
        "examples",
        "datasets",
        "Tensor",
        "EagerTensor",
        "SymbolicTensor",
        "KerasTensor",
        "Variable",
        "ResourceVariable",
        "Sequential",
        "Functional",
        "Model",
        "Layer",
        "NoneType",
        "method",
        "function",
        "generator",
        "module",
        "builtin_function_or_method",
        "type",
        "numpy_float",
        "float32",
        "float64",
        "int32",
        "int64",
        "bool_",
        "uint8",
        "str_",
        "add",
        "subtract",
        "multiply",
        "divide",
        "matmul",
        "exp",
        "log",
        "maximum",
        "minimum",
        "dot",
        "zip_iterator",
        "dict_keys",
        "dict_values",
        "dict_items",
        "range_iterator",
        "__init__",
        "call",
        "build",
        "dense",
        "conv2d",
        "conv2d_transpose",
        "max_pooling2d",
        "flatten",
        "dropout",
        "embedding",
        "lstm",
        "gru",
        "bidirectional",
        "rnn",
        "simple_rnn",
        "batch_normalization",
        "leaky_re_lu",
        "reshape",
        "activation",
        "concatenate",
        "sequential",
        "functional",
    ]
)
"""Words that messages may name although they do not stand in the student's source."""
