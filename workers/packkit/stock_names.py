"""Keras's own parts of which a model may be built outside. What is left out holds numbers or code.

Left out are `Lambda`, layers that keep arrays in their description (`Normalization`, `TextVectorization`),
and initialisers that are no random numbers.
"""

from collections.abc import Mapping

LAYERS = """
    Activation ActivityRegularization Add AlphaDropout Attention Average AveragePooling1D
    AveragePooling2D AdditiveAttention BatchNormalization Bidirectional CenterCrop Concatenate Conv1D
    Conv1DTranspose Conv2D Conv2DTranspose Cropping2D Dense DepthwiseConv2D Dot Dropout ELU
    Embedding Flatten GRU GRUCell GaussianDropout GaussianNoise GlobalAveragePooling1D
    GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D GroupNormalization
    GroupQueryAttention InputLayer LSTM LSTMCell LayerNormalization LeakyReLU Masking MaxPooling1D
    MaxPooling2D Maximum Minimum MultiHeadAttention Multiply PReLU Permute RNN RandomBrightness
    RandomContrast RandomCrop RandomFlip RandomRotation RandomTranslation RandomZoom ReLU
    RepeatVector Rescaling Reshape Resizing SeparableConv2D SimpleRNN SimpleRNNCell Softmax
    SpatialDropout1D SpatialDropout2D StackedRNNCells Subtract TimeDistributed UnitNormalization
    UpSampling2D ZeroPadding2D
"""
INITIALISERS = """
    Constant GlorotNormal GlorotUniform HeNormal HeUniform LecunNormal LecunUniform Ones Orthogonal
    RandomNormal RandomUniform TruncatedNormal VarianceScaling Zeros
"""
ACTIVATIONS = """
    Celu Elu Gelu Glu HardSigmoid HardSilu HardTanh LeakyRelu LogSigmoid LogSoftmax Relu Relu6 Selu
    Sigmoid Silu Softmax Softplus Softsign SoftShrink Sparsemax Squareplus TanhShrink
"""
ARITHMETIC = """
    Absolute Add Any Concatenate Divide Einsum Equal Exp ExpandDims Flip GetItem Greater Less
    LogicalAnd LogicalNot LogicalOr Matmul Max Maximum Mean Min Minimum Multiply Negative NotEqual
    OnesLike Power Repeat Reshape Sqrt Square Squeeze Stack Subtract Sum Swapaxes Tanh Tile Transpose
    TrueDivide Where ZerosLike
"""

ALLOWED: Mapping[str, frozenset[str]] = {
    module: frozenset(names.split())
    for module, names in {
        "keras": "Sequential DTypePolicy",
        "keras.src.models.functional": "Functional",
        "keras.layers": LAYERS,
        "keras.initializers": INITIALISERS,
        "keras.regularizers": "L1 L2 L1L2 OrthogonalRegularizer",
        "keras.constraints": "MaxNorm MinMaxNorm NonNeg UnitNorm",
        "keras.src.ops.nn": ACTIVATIONS,
        "keras.src.ops.numpy": ARITHMETIC,
        "keras.src.ops.core": "Cast",
    }.items()
}
"""By the module that Keras names."""

MARKS = frozenset({"__keras_tensor__", "__tuple__", "__slice__", "__ellipsis__"})
"""How Keras writes down what one layer hands to another, and the like."""

OFFSETS = frozenset({"bias_initializer", "beta_initializer", "gamma_initializer"})
"""What may start from one number: 0.1 as a bias is common advice. All else starts at random."""

AROUND_ZERO = ("mean", "minval", "maxval")
"""Of initialisers: any of these away from zero makes one number of all that is drawn."""

_SIZES = """
    axes axis batch_input_shape batch_shape cropping dilation_rate dims
    input_layers input_shape kernel_size keras_history noise_shape output_layers output_shape
    padding pool_size shape size strides target_shape
"""
SIZES = frozenset(_SIZES.split())
"""Lists under these names say where and how large, and nothing is multiplied by what they hold."""

POLICIES = ({"name": "float32"},)
