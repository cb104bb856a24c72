extension OperatorKind {
  package static let add = OperatorKind(rawValue: 0)
  package static let averagePool2D = OperatorKind(rawValue: 1)
  package static let concatenation = OperatorKind(rawValue: 2)
  package static let conv2D = OperatorKind(rawValue: 3)
  package static let depthwiseConv2D = OperatorKind(rawValue: 4)
  package static let depthToSpace = OperatorKind(rawValue: 5)
  package static let spaceToDepth = OperatorKind(rawValue: 26)
  package static let dequantize = OperatorKind(rawValue: 6)
  package static let fullyConnected = OperatorKind(rawValue: 9)
  package static let logistic = OperatorKind(rawValue: 14)
  package static let maxPool2D = OperatorKind(rawValue: 17)
  package static let mul = OperatorKind(rawValue: 18)
  package static let relu = OperatorKind(rawValue: 19)
  package static let reluN1To1 = OperatorKind(rawValue: 20)
  package static let relu6 = OperatorKind(rawValue: 21)
  package static let reshape = OperatorKind(rawValue: 22)
  package static let resizeBilinear = OperatorKind(rawValue: 23)
  package static let softmax = OperatorKind(rawValue: 25)
  package static let tanh = OperatorKind(rawValue: 28)
  package static let custom = OperatorKind(rawValue: 32)
  package static let pad = OperatorKind(rawValue: 34)
  package static let gather = OperatorKind(rawValue: 36)
  package static let transpose = OperatorKind(rawValue: 39)
  package static let mean = OperatorKind(rawValue: 40)
  package static let sub = OperatorKind(rawValue: 41)
  package static let squeeze = OperatorKind(rawValue: 43)
  package static let stridedSlice = OperatorKind(rawValue: 45)
  package static let exp = OperatorKind(rawValue: 47)
  package static let split = OperatorKind(rawValue: 49)
  package static let cast = OperatorKind(rawValue: 53)
  package static let prelu = OperatorKind(rawValue: 54)
  package static let maximum = OperatorKind(rawValue: 55)
  package static let argMax = OperatorKind(rawValue: 56)
  package static let minimum = OperatorKind(rawValue: 57)
  package static let padV2 = OperatorKind(rawValue: 60)
  package static let slice = OperatorKind(rawValue: 65)
  package static let transposeConv = OperatorKind(rawValue: 67)
  package static let expandDims = OperatorKind(rawValue: 70)
  package static let sum = OperatorKind(rawValue: 74)
  package static let shape = OperatorKind(rawValue: 77)
  package static let fakeQuant = OperatorKind(rawValue: 80)
  package static let reduceProd = OperatorKind(rawValue: 81)
  package static let pack = OperatorKind(rawValue: 83)
  package static let unpack = OperatorKind(rawValue: 88)
  package static let resizeNearestNeighbor = OperatorKind(rawValue: 97)
  package static let leakyRelu = OperatorKind(rawValue: 98)
  package static let mirrorPad = OperatorKind(rawValue: 100)
  package static let abs = OperatorKind(rawValue: 101)
  package static let splitV = OperatorKind(rawValue: 102)
  package static let elu = OperatorKind(rawValue: 111)
  package static let quantize = OperatorKind(rawValue: 114)
  package static let round = OperatorKind(rawValue: 116)
  package static let hardSwish = OperatorKind(rawValue: 117)
  package static let batchMatMul = OperatorKind(rawValue: 126)
  package static let gelu = OperatorKind(rawValue: 150)
  /// A 256-entry table made by folding; no file holds this code.
  package static let lookupTable = OperatorKind(rawValue: -1)

  /// Names by code, from the TFLite schema's `BuiltinOperator`.
  static let names: [Int: String] = [
    -1: "LOOKUP_TABLE",
    0: "ADD",
    1: "AVERAGE_POOL_2D",
    2: "CONCATENATION",
    3: "CONV_2D",
    4: "DEPTHWISE_CONV_2D",
    5: "DEPTH_TO_SPACE",
    6: "DEQUANTIZE",
    7: "EMBEDDING_LOOKUP",
    8: "FLOOR",
    9: "FULLY_CONNECTED",
    10: "HASHTABLE_LOOKUP",
    11: "L2_NORMALIZATION",
    12: "L2_POOL_2D",
    13: "LOCAL_RESPONSE_NORMALIZATION",
    14: "LOGISTIC",
    15: "LSH_PROJECTION",
    16: "LSTM",
    17: "MAX_POOL_2D",
    18: "MUL",
    19: "RELU",
    20: "RELU_N1_TO_1",
    21: "RELU6",
    22: "RESHAPE",
    23: "RESIZE_BILINEAR",
    24: "RNN",
    25: "SOFTMAX",
    26: "SPACE_TO_DEPTH",
    27: "SVDF",
    28: "TANH",
    29: "CONCAT_EMBEDDINGS",
    30: "SKIP_GRAM",
    31: "CALL",
    32: "CUSTOM",
    33: "EMBEDDING_LOOKUP_SPARSE",
    34: "PAD",
    35: "UNIDIRECTIONAL_SEQUENCE_RNN",
    36: "GATHER",
    37: "BATCH_TO_SPACE_ND",
    38: "SPACE_TO_BATCH_ND",
    39: "TRANSPOSE",
    40: "MEAN",
    41: "SUB",
    42: "DIV",
    43: "SQUEEZE",
    44: "UNIDIRECTIONAL_SEQUENCE_LSTM",
    45: "STRIDED_SLICE",
    46: "BIDIRECTIONAL_SEQUENCE_RNN",
    47: "EXP",
    48: "TOPK_V2",
    49: "SPLIT",
    50: "LOG_SOFTMAX",
    51: "DELEGATE",
    52: "BIDIRECTIONAL_SEQUENCE_LSTM",
    53: "CAST",
    54: "PRELU",
    55: "MAXIMUM",
    56: "ARG_MAX",
    57: "MINIMUM",
    58: "LESS",
    59: "NEG",
    60: "PADV2",
    61: "GREATER",
    62: "GREATER_EQUAL",
    63: "LESS_EQUAL",
    64: "SELECT",
    65: "SLICE",
    66: "SIN",
    67: "TRANSPOSE_CONV",
    68: "SPARSE_TO_DENSE",
    69: "TILE",
    70: "EXPAND_DIMS",
    71: "EQUAL",
    72: "NOT_EQUAL",
    73: "LOG",
    74: "SUM",
    75: "SQRT",
    76: "RSQRT",
    77: "SHAPE",
    78: "POW",
    79: "ARG_MIN",
    80: "FAKE_QUANT",
    81: "REDUCE_PROD",
    82: "REDUCE_MAX",
    83: "PACK",
    84: "LOGICAL_OR",
    85: "ONE_HOT",
    86: "LOGICAL_AND",
    87: "LOGICAL_NOT",
    88: "UNPACK",
    89: "REDUCE_MIN",
    90: "FLOOR_DIV",
    91: "REDUCE_ANY",
    92: "SQUARE",
    93: "ZEROS_LIKE",
    94: "FILL",
    95: "FLOOR_MOD",
    96: "RANGE",
    97: "RESIZE_NEAREST_NEIGHBOR",
    98: "LEAKY_RELU",
    99: "SQUARED_DIFFERENCE",
    100: "MIRROR_PAD",
    101: "ABS",
    102: "SPLIT_V",
    103: "UNIQUE",
    104: "CEIL",
    105: "REVERSE_V2",
    106: "ADD_N",
    107: "GATHER_ND",
    108: "COS",
    109: "WHERE",
    110: "RANK",
    111: "ELU",
    112: "REVERSE_SEQUENCE",
    113: "MATRIX_DIAG",
    114: "QUANTIZE",
    115: "MATRIX_SET_DIAG",
    116: "ROUND",
    117: "HARD_SWISH",
    118: "IF",
    119: "WHILE",
    120: "NON_MAX_SUPPRESSION_V4",
    121: "NON_MAX_SUPPRESSION_V5",
    122: "SCATTER_ND",
    123: "SELECT_V2",
    124: "DENSIFY",
    125: "SEGMENT_SUM",
    126: "BATCH_MATMUL",
    127: "PLACEHOLDER_FOR_GREATER_OP_CODES",
    128: "CUMSUM",
    129: "CALL_ONCE",
    130: "BROADCAST_TO",
    131: "RFFT2D",
    132: "CONV_3D",
    133: "IMAG",
    134: "REAL",
    135: "COMPLEX_ABS",
    136: "HASHTABLE",
    137: "HASHTABLE_FIND",
    138: "HASHTABLE_IMPORT",
    139: "HASHTABLE_SIZE",
    140: "REDUCE_ALL",
    141: "CONV_3D_TRANSPOSE",
    142: "VAR_HANDLE",
    143: "READ_VARIABLE",
    144: "ASSIGN_VARIABLE",
    145: "BROADCAST_ARGS",
    146: "RANDOM_STANDARD_NORMAL",
    147: "BUCKETIZE",
    148: "RANDOM_UNIFORM",
    149: "MULTINOMIAL",
    150: "GELU",
    151: "DYNAMIC_UPDATE_SLICE",
    152: "RELU_0_TO_1",
    153: "UNSORTED_SEGMENT_PROD",
    154: "UNSORTED_SEGMENT_MAX",
    155: "UNSORTED_SEGMENT_SUM",
    156: "ATAN2",
    157: "UNSORTED_SEGMENT_MIN",
    158: "SIGN",
    159: "BITCAST",
    160: "BITWISE_XOR",
    161: "RIGHT_SHIFT",
  ]
}
