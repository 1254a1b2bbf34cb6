"""Names that libraries have removed, and what does the same today.

`tests/workers/grader/test_removed.py` asks the installed libraries about each of them.
"""

import re
from dataclasses import dataclass

from protocol.texts import Text

_ATTRIBUTE = re.compile(r"module '(?P<of>[\w.]+)' has no attribute '(?P<name>\w+)'")
_METHOD = re.compile(
    r"'(?P<of>DataFrame|Series)' object has no attribute '(?P<name>\w+)'"
)
_NUMPY_2 = re.compile(r"`np\.(?P<name>\w+)` was removed in the NumPy 2\.0 release")
_MODULE = re.compile(r"No module named '(?P<of>[\w.]+)'")
_IMPORT = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<of>[\w.]+)'")
_ARGUMENT = re.compile(r"Argument\(s\) not recognized: \{'(?P<name>\w+)': ")
_ALIASES = ((re.compile(r"^keras\._tf_keras\.keras\b|^tensorflow\.keras\b"), "keras"),)
_SHORT = {"numpy": "np", "pandas": "pd", "tensorflow": "tf"}
_LONG = {short: long for long, short in _SHORT.items()}
_OF_TENSORFLOW_1 = (
    "placeholder placeholder_with_default Session InteractiveSession global_variables_initializer"
    " initialize_all_variables local_variables_initializer get_variable variable_scope layers"
    " reset_default_graph get_default_graph get_default_session ConfigProto GPUOptions app flags"
    " trainable_variables global_variables get_collection add_to_collection GraphKeys py_func"
    " nn.dynamic_rnn nn.bidirectional_dynamic_rnn nn.static_rnn nn.rnn_cell nn.rnn nn.seq2seq"
    " train.Saver train.import_meta_graph train.exponential_decay summary.FileWriter"
    " summary.merge_all"
)


@dataclass(frozen=True)
class Removed:
    name: str  # as written today's way: `np.float`
    version: str  # that was the first without it: "NumPy 1.24"
    instead: str  # code that does the same; "" where nothing does

    def as_missed(self) -> str:
        """The message of Python when it is used, whatever the library says."""
        owner, _, name = self.name.rpartition(".")
        return f"module '{_LONG.get(owner, owner)}' has no attribute '{name}'"


def _table(library: str, rows: str, prefix: str = "") -> dict[str, Removed]:
    """From lines `version: name=instead, name=instead`."""
    made = {}
    for row in filter(None, map(str.strip, rows.splitlines())):
        version, _, names = row.partition(": ")
        for entry in names.split(", "):
            name, _, instead = entry.partition("=")
            made[prefix + name] = Removed(
                prefix + name, f"{library} {version}", instead
            )
    return made


REMOVED: dict[str, Removed] = {
    **_table(
        "NumPy",
        """
        1.18: rank=np.ndim
        1.23: asscalar=np.ndarray.item
        1.24: float=float, int=int, object=object, str=str, complex=complex
        1.24: unicode=str
        2.0: float_=np.float64, complex_=np.complex128, string_=np.bytes_, unicode_=np.str_
        2.0: Inf=np.inf, Infinity=np.inf, infty=np.inf, PINF=np.inf, NINF=-np.inf, NaN=np.nan
        2.0: product=np.prod, cumproduct=np.cumprod, sometrue=np.any, alltrue=np.all
        2.0: asfarray=np.asarray, mat=np.asmatrix, msort=np.sort, round_=np.round
        2.0: find_common_type=np.promote_types, recfromcsv=np.genfromtxt, bool8=np.bool_
        2.0: NAN=np.nan, int0=np.intp, uint0=np.uintp
        2.4: in1d=np.isin, trapz=np.trapezoid
        """,
        "np.",
    ),
    **_table(
        "pandas",
        """
        0.23: rolling_mean=pd.Series.rolling, rolling_std=pd.Series.rolling
        0.23: rolling_sum=pd.Series.rolling, ewma=pd.Series.ewm
        0.25: Panel=pd.MultiIndex, TimeGrouper=pd.Grouper
        2.0: datetime=datetime.datetime, Int64Index=pd.Index, Float64Index=pd.Index
        2.0: np=numpy
        3.0: value_counts=pd.Series.value_counts
        """,
        "pd.",
    ),
    **_table(
        "pandas",
        """
        0.20: sort=pd.DataFrame.sort_values
        1.0: ix=pd.DataFrame.loc, as_matrix=pd.DataFrame.to_numpy, get_value=pd.DataFrame.at
        1.0: set_value=pd.DataFrame.at, reindex_axis=pd.DataFrame.reindex
        1.0: convert_objects=pd.DataFrame.infer_objects, from_csv=pd.read_csv
        1.0: get_dtype_counts=pd.DataFrame.dtypes
        2.0: append=pd.concat, iteritems=pd.DataFrame.items, lookup=pd.DataFrame.loc, mad=
        3.0: applymap=pd.DataFrame.map
        """,
        "DataFrame.",
    ),
    **_table(
        "pandas",
        """
        0.20: sort=pd.Series.sort_values, order=pd.Series.sort_values
        1.0: ix=pd.Series.loc, as_matrix=pd.Series.to_numpy, get_value=pd.Series.at
        1.0: set_value=pd.Series.at, nonzero=pd.Series.to_numpy
        2.0: append=pd.concat, iteritems=pd.Series.items, mad=
        3.0: ravel=pd.Series.to_numpy
        """,
        "Series.",
    ),
    **_table(
        "TensorFlow",
        """
        2.0: contrib=, truncated_normal=tf.random.truncated_normal, random_normal=tf.random.normal
        2.0: random_uniform=tf.random.uniform, multinomial=tf.random.categorical
        2.0: set_random_seed=tf.random.set_seed, log=tf.math.log, rsqrt=tf.math.rsqrt
        2.0: ceil=tf.math.ceil, is_nan=tf.math.is_nan, div=tf.math.divide, lin_space=tf.linspace
        2.0: arg_max=tf.argmax, arg_min=tf.argmin, to_float=tf.cast, to_int32=tf.cast
        2.0: to_int64=tf.cast, diag=tf.linalg.diag, assign=tf.Variable.assign, Print=tf.print
        2.0: space_to_depth=tf.nn.space_to_depth, depth_to_space=tf.nn.depth_to_space
        2.0: random_crop=tf.image.random_crop, gfile=tf.io.gfile
        2.0: extract_image_patches=tf.image.extract_patches, logging=logging
        2.0: nn.xw_plus_b=tf.matmul, image.resize_images=tf.image.resize
        2.0: image.resize_bilinear=tf.image.resize
        2.0: nn.softmax_cross_entropy_with_logits_v2=tf.nn.softmax_cross_entropy_with_logits
        2.0: train.AdamOptimizer=tf.keras.optimizers.Adam
        2.0: train.GradientDescentOptimizer=tf.keras.optimizers.SGD
        2.0: train.MomentumOptimizer=tf.keras.optimizers.SGD
        2.0: train.RMSPropOptimizer=tf.keras.optimizers.RMSprop
        2.0: train.AdagradOptimizer=tf.keras.optimizers.Adagrad
        1.0: mul=tf.multiply, sub=tf.subtract, neg=tf.negative, pack=tf.stack, unpack=tf.unstack
        1.0: batch_matmul=tf.matmul, select=tf.where, concat_v2=tf.concat
        """,
        "tf.",
    ),
    **_table("TensorFlow", f"2.0: {', '.join(_OF_TENSORFLOW_1.split())}", "tf."),
    **_table("TensorFlow", "2.0: contrib=, examples=tf.keras.datasets", "tensorflow."),
    **_table(
        "Keras",
        """
        2.0: layers.MaxoutDense=, layers.TimeDistributedDense=keras.layers.TimeDistributed
        2.0: layers.Merge=keras.layers.Concatenate, layers.merge=keras.layers.concatenate
        2.0: layers.AtrousConvolution2D=keras.layers.Conv2D
        2.0: layers.Deconvolution2D=keras.layers.Conv2DTranspose
        2.13: utils.np_utils=keras.utils.to_categorical
        3.0: layers.core=keras.layers, layers.convolutional=keras.layers
        3.0: layers.recurrent=keras.layers, layers.normalization=keras.layers
        3.0: layers.advanced_activations=keras.layers, layers.embeddings=keras.layers
        3.0: layers.pooling=keras.layers, layers.wrappers=keras.layers, layers.merge=keras.layers
        3.0: layers.CuDNNLSTM=keras.layers.LSTM, layers.CuDNNGRU=keras.layers.GRU
        3.0: layers.LocallyConnected2D=, layers.ThresholdedReLU=
        3.0: preprocessing.text=keras.layers.TextVectorization, wrappers.scikit_learn=, engine=keras
        3.0: layers.experimental=keras.layers, backend.set_session=, backend.get_session=
        3.0: backend.tf=tensorflow, backend.learning_phase=, backend.placeholder=keras.Input
        3.0: backend.mean=keras.ops.mean, backend.sum=keras.ops.sum, backend.dot=keras.ops.matmul
        3.0: backend.variable=keras.Variable, backend.int_shape=keras.ops.shape
        3.0: utils.multi_gpu_model=, objectives=keras.losses
        """,
        "keras.",
    ),
    **_table(
        "scikit-learn",
        """
        0.20: cross_validation=sklearn.model_selection, grid_search=sklearn.model_selection
        0.20: learning_curve=sklearn.model_selection
        0.23: externals.joblib=joblib
        """,
        "sklearn.",
    ),
    # Both names are back since NumPy 2.0, for NumPy's own types.
    "np.bool": Removed("np.bool", "NumPy 1.24", "bool"),
    "np.long": Removed("np.long", "NumPy 1.24", "int"),
    "lr=": Removed("lr=", "Keras 3.0", "learning_rate="),
    "decay=": Removed("decay=", "Keras 3.0", ""),
}


def removed_name(message: str) -> Removed | None:
    """What a message of AttributeError, ImportError or ValueError misses, if it was removed."""
    if found := _NUMPY_2.search(message):
        return REMOVED.get(f"np.{found['name']}")
    if found := _METHOD.search(message):
        return REMOVED.get(f"{found['of']}.{found['name']}")
    if found := _ARGUMENT.search(message):
        return REMOVED.get(f"{found['name']}=")
    if found := _ATTRIBUTE.search(message) or _IMPORT.search(message):
        return REMOVED.get(_written(found["of"], found["name"]))
    if found := _MODULE.search(message):
        return _module(found["of"])
    return None


def _module(dotted: str) -> Removed | None:
    """The module itself, or the package that it was in."""
    parts = _plain(dotted).split(".")
    names = (".".join(parts[:n]) for n in range(len(parts), 1, -1))
    return next((REMOVED[name] for name in names if name in REMOVED), None)


def _written(module: str, name: str) -> str:
    root, dot, rest = _plain(module).partition(".")
    return f"{_SHORT.get(root, root)}{dot}{rest}.{name}"


def _plain(module: str) -> str:
    for pattern, plain in _ALIASES:
        module = pattern.sub(plain, module)
    return module.replace("tensorflow._api.v2.", "tensorflow.").replace(
        "._api.v2.", "."
    )


def told(removed: Removed) -> Text:
    """What a student reads: "`np.float` was removed in NumPy 1.24; `float` does the same."."""
    name, version, instead = removed.name, removed.version, removed.instead
    if instead:
        same = "does the same" if version.startswith("NumPy") else "takes its place"
        return {
            "en": f"`{name}` was removed in {version}; `{instead}` {same}.",
            "ja": f"`{name}` は {version} で廃止されました。代わりに `{instead}` を使ってください。",
        }
    if name.startswith(("tf.", "tensorflow.")):
        return {
            "en": f"`{name}` belongs to TensorFlow 1 and was removed in {version}; write it"
            " with Keras' layers and models, as the project's notebook shows.",
            "ja": f"`{name}` は TensorFlow 1 のもので、{version} で廃止されました。"
            "プロジェクトのノートブックのように、Keras の層とモデルで書いてください。",
        }
    return {
        "en": f"`{name}` was removed in {version}, and nothing takes its place.",
        "ja": f"`{name}` は {version} で廃止され、代わりになるものはありません。",
    }
