"""The table of names that libraries have removed, with the first version without each.

`tests/workers/grader/test_removed.py` asks the installed libraries about each of them.
"""

from dataclasses import dataclass

LONG = {"np": "numpy", "pd": "pandas", "tf": "tensorflow"}
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
        if owner == "builtins":
            return f"name '{name}' is not defined"
        return f"module '{LONG.get(owner, owner)}' has no attribute '{name}'"


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
        1.20: fv=, ipmt=, irr=, mirr=, nper=, npv=, pmt=, ppmt=, pv=, rate=
        1.23: asscalar=np.ndarray.item, alen=len, loads=pickle.loads
        1.23: mafromtxt=np.genfromtxt, ndfromtxt=np.genfromtxt
        1.24: float=float, int=int, object=object, str=str, complex=complex
        1.24: unicode=str
        2.0: float_=np.float64, complex_=np.complex128, string_=np.bytes_, unicode_=np.str_
        2.0: Inf=np.inf, Infinity=np.inf, infty=np.inf, PINF=np.inf, NINF=-np.inf, NaN=np.nan
        2.0: product=np.prod, cumproduct=np.cumprod, sometrue=np.any, alltrue=np.all
        2.0: asfarray=np.asarray, mat=np.asmatrix, msort=np.sort, round_=np.round
        2.0: find_common_type=np.promote_types, recfromcsv=np.genfromtxt, bool8=np.bool_
        2.0: NAN=np.nan, int0=np.intp, uint0=np.uintp
        2.0: object0=object, str0=np.str_, bytes0=np.bytes_, void0=np.void, math=math
        2.0: cfloat=np.complex128, singlecomplex=np.complex64, longfloat=np.longdouble
        2.0: longcomplex=np.clongdouble, clongfloat=np.clongdouble, recfromtxt=np.genfromtxt
        2.0: cast=np.asarray, nbytes=np.dtype.itemsize, sctypes=, obj2sctype=np.dtype, issctype=
        2.0: issubclass_=issubclass, issubsctype=np.issubdtype, maximum_sctype=, sctype2char=np.dtype
        2.0: PZERO=, NZERO=, byte_bounds=np.lib.array_utils.byte_bounds, compare_chararrays=
        2.0: deprecate=, disp=print, lookfor=, who=, source=, safe_eval=ast.literal_eval
        2.0: fastCopyAndTranspose=np.transpose, set_string_function=np.set_printoptions
        2.0: DataSource=np.lib.npyio.DataSource, add_newdoc=np.lib.add_newdoc
        2.0: AxisError=np.exceptions.AxisError, ComplexWarning=np.exceptions.ComplexWarning
        2.0: RankWarning=np.exceptions.RankWarning, TooHardError=np.exceptions.TooHardError
        2.0: VisibleDeprecationWarning=np.exceptions.VisibleDeprecationWarning
        2.4: in1d=np.isin, trapz=np.trapezoid
        """,
        "np.",
    ),
    **_table(
        "NumPy",
        """
        2.0: ptp=np.ptp, itemset=np.put, newbyteorder=np.ndarray.view
        2.3: tostring=np.ndarray.tobytes
        """,
        "np.ndarray.",
    ),
    **_table(
        "pandas",
        """
        0.23: rolling_mean=pd.Series.rolling, rolling_std=pd.Series.rolling
        0.23: rolling_sum=pd.Series.rolling, ewma=pd.Series.ewm
        0.25: Panel=pd.MultiIndex, TimeGrouper=pd.Grouper
        2.0: datetime=datetime.datetime, Int64Index=pd.Index, Float64Index=pd.Index
        2.0: np=numpy
        1.0: scatter_matrix=pd.plotting.scatter_matrix, tools=pd.plotting, match=pd.Index.get_indexer
        1.0: SparseArray=pd.arrays.SparseArray, SparseDataFrame=pd.DataFrame, SparseSeries=pd.Series
        1.0: read_msgpack=pd.read_pickle, get_store=pd.HDFStore
        2.0: UInt64Index=pd.Index
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
        1.0: get_dtype_counts=pd.DataFrame.dtypes, get_values=pd.DataFrame.to_numpy
        1.0: clip_lower=pd.DataFrame.clip, clip_upper=pd.DataFrame.clip, from_items=pd.DataFrame.from_dict
        1.0: to_dense=, to_sparse=, ftypes=pd.DataFrame.dtypes, compound=pd.DataFrame.prod
        2.0: tshift=pd.DataFrame.shift, slice_shift=pd.DataFrame.shift
        3.0: swapaxes=pd.DataFrame.transpose, pad=pd.DataFrame.ffill, backfill=pd.DataFrame.bfill
        3.0: first=pd.DataFrame.head, last=pd.DataFrame.tail, bool=bool
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
        1.0: set_value=pd.Series.at, nonzero=pd.Series.to_numpy, get_values=pd.Series.to_numpy
        1.0: convert_objects=pd.Series.infer_objects, reindex_axis=pd.Series.reindex
        1.0: clip_lower=pd.Series.clip, clip_upper=pd.Series.clip, from_csv=pd.read_csv
        1.0: select=pd.Series.loc, valid=pd.Series.dropna, asobject=pd.Series.astype
        1.0: compress=pd.Series.loc, ptp=np.ptp, put=pd.Series.iloc
        2.0: is_monotonic=pd.Series.is_monotonic_increasing, tshift=pd.Series.shift
        3.0: view=pd.Series.astype, pad=pd.Series.ffill, backfill=pd.Series.bfill
        3.0: first=pd.Series.head, last=pd.Series.tail, swapaxes=pd.Series.transpose
        2.0: append=pd.concat, iteritems=pd.Series.items, mad=
        3.0: ravel=pd.Series.to_numpy
        """,
        "Series.",
    ),
    **_table(
        "pandas",
        """
        1.0: weekday_name=pd.Series.dt.day_name
        2.0: week=pd.Series.dt.isocalendar, weekofyear=pd.Series.dt.isocalendar
        """,
        "DatetimeProperties.",
    ),
    **_table(
        "SciPy",
        """
        1.2: ndimage.imread=plt.imread
        1.3: misc.imread=plt.imread, misc.imsave=plt.imsave, misc.imshow=plt.imshow, misc.imresize=
        1.3: misc.imrotate=scipy.ndimage.rotate, misc.toimage=, misc.fromimage=, misc.bytescale=
        1.3: misc.logsumexp=scipy.special.logsumexp, misc.comb=scipy.special.comb
        1.3: misc.factorial=scipy.special.factorial
        1.12: misc.derivative=, misc.face=scipy.datasets.face, misc.ascent=scipy.datasets.ascent
        1.12: stats.binom_test=scipy.stats.binomtest
        1.13: signal.gaussian=scipy.signal.windows.gaussian, signal.hann=scipy.signal.windows.hann
        1.13: signal.hamming=scipy.signal.windows.hamming, signal.kaiser=scipy.signal.windows.kaiser
        1.14: integrate.simps=scipy.integrate.simpson, integrate.trapz=scipy.integrate.trapezoid
        1.14: integrate.cumtrapz=scipy.integrate.cumulative_trapezoid
        """,
        "scipy.",
    ),
    **_table(
        "Matplotlib",
        """
        3.0: pyplot.hold=
        3.9: cm.get_cmap=plt.get_cmap, cm.register_cmap=matplotlib.colormaps.register
        3.1: mlab.normpdf=scipy.stats.norm.pdf, mlab.PCA=, mlab.griddata=scipy.interpolate.griddata
        3.1: mlab.bivariate_normal=scipy.stats.multivariate_normal
        """,
        "matplotlib.",
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
        0.20: mixture.GMM=sklearn.mixture.GaussianMixture
        0.22: preprocessing.Imputer=sklearn.impute.SimpleImputer
        0.22: datasets.fetch_mldata=sklearn.datasets.fetch_openml
        0.23: externals.joblib=joblib, metrics.jaccard_similarity_score=sklearn.metrics.jaccard_score
        1.2: datasets.load_boston=sklearn.datasets.fetch_california_housing
        1.2: metrics.plot_confusion_matrix=sklearn.metrics.ConfusionMatrixDisplay
        """,
        "sklearn.",
    ),
    **_table(
        "Python",
        """
        3.8: time.clock=time.perf_counter
        3.9: fractions.gcd=math.gcd, base64.encodestring=base64.encodebytes
        3.9: base64.decodestring=base64.decodebytes
        3.10: collections.Iterable=collections.abc.Iterable, collections.Mapping=collections.abc.Mapping
        3.10: collections.Sequence=collections.abc.Sequence, collections.Callable=collections.abc.Callable
        3.10: collections.MutableMapping=collections.abc.MutableMapping
        3.11: inspect.getargspec=inspect.getfullargspec
        3.0: sys.maxint=sys.maxsize, itertools.izip=zip, itertools.imap=map, string.letters=string.ascii_letters
        3.0: string.maketrans=str.maketrans, os.getcwdu=os.getcwd
        """,
    ),
    **_table(
        "Python",
        """
        3.0: raw_input=input, xrange=range, unicode=str, unichr=chr, long=int, basestring=str
        3.0: reduce=functools.reduce, reload=importlib.reload, execfile=exec, cmp=
        """,
        "builtins.",
    ),
    **_table(
        "Python",
        "3.0: iteritems=dict.items, itervalues=dict.values, iterkeys=dict.keys, has_key=",
        "dict.",
    ),
    **_table(
        "IPython", "9.0: display=IPython.display.display", "IPython.core.display."
    ),
    # Both names are back since NumPy 2.0, for NumPy's own types.
    "np.bool": Removed("np.bool", "NumPy 1.24", "bool"),
    "np.long": Removed("np.long", "NumPy 1.24", "int"),
    "lr=": Removed("lr=", "Keras 3.0", "learning_rate="),
    "decay=": Removed("decay=", "Keras 3.0", ""),
    "normed=": Removed("normed=", "Matplotlib 3.1", "density="),
    "error_bad_lines=": Removed("error_bad_lines=", "pandas 2.0", "on_bad_lines="),
    "join_axes=": Removed("join_axes=", "pandas 1.0", ""),
}
