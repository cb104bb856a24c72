/// What is known of a network of the CNN Analyzer paper: Keras's count of its parameters, and MACs and
/// operators of the file that TensorFlow 2.21 made of it with a batch of one.
package struct PaperModel: Sendable, CustomStringConvertible {
  package let name: String
  /// The folder of the file with golden vectors.
  package let file: String
  package let parameters: Int
  package let macs: Int
  package let operators: [String: Int]
  /// Live activations at the peak as the paper's table 2 has them, where it has the network.
  package let peakKilobytes: Double?

  init(
    _ name: String, file: String, parameters: Int, macs: Int, peakKilobytes: Double? = nil,
    operators: [String: Int]
  ) {
    self.name = name
    self.file = file
    self.parameters = parameters
    self.macs = macs
    self.operators = operators
    self.peakKilobytes = peakKilobytes
  }

  package var description: String { name }

  package static let all: [PaperModel] = [
    PaperModel(
      "mobilenetv1_0.25_96_c3_o2", file: "mobilenetv1_0.25_96_c3_o2", parameters: 221_794,
      macs: 7_489_664, peakKilobytes: 54,
      operators: [
        "AVERAGE_POOL_2D": 1, "CONV_2D": 14, "DEPTHWISE_CONV_2D": 13, "FULLY_CONNECTED": 1,
        "RESHAPE": 1, "SOFTMAX": 1,
      ]),
    PaperModel(
      "mobilenetv1_0.25_96_c3_o2_l3", file: "mobilenetv1_0.25_96_c3_o2_l3", parameters: 184_162,
      macs: 6_227_072,
      operators: [
        "AVERAGE_POOL_2D": 1, "CONV_2D": 12, "DEPTHWISE_CONV_2D": 11, "FULLY_CONNECTED": 1,
        "RESHAPE": 1, "SOFTMAX": 1,
      ]),
    PaperModel(
      "mobilenetv1_0.3_96_c3_o2_l5ll32pl256", file: "mobilenetv1_0.3_96_c3_o2_l5ll32pl256",
      parameters: 176_044,
      macs: 9_113_031,
      operators: [
        "AVERAGE_POOL_2D": 1, "CONV_2D": 14, "DEPTHWISE_CONV_2D": 13, "FULLY_CONNECTED": 1,
        "RESHAPE": 1, "SOFTMAX": 1,
      ]),
    PaperModel(
      "mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3", file: "mobilenetv1_0.7_96_c3_o2_l5ll32pl64b0.3",
      parameters: 171_743,
      macs: 21_893_563, peakKilobytes: 148.5,
      operators: [
        "AVERAGE_POOL_2D": 1, "CONV_2D": 14, "DEPTHWISE_CONV_2D": 13, "FULLY_CONNECTED": 1,
        "RESHAPE": 1, "SOFTMAX": 1,
      ]),
    PaperModel(
      "mobilenetv2_0.25_96_c3_o2_t5l256", file: "mobilenetv2_0.25_96_c3_o2_t5l256",
      parameters: 138_366,
      macs: 3_886_352, peakKilobytes: 56.3,
      operators: [
        "ADD": 10, "AVERAGE_POOL_2D": 1, "CONV_2D": 35, "DEPTHWISE_CONV_2D": 17,
        "FULLY_CONNECTED": 1, "RESHAPE": 1, "SOFTMAX": 1,
      ]),
    PaperModel(
      "mobilenetv3smallNSQ_0.3_96_c3_o2_l32pl128",
      file: "mobilenetv3smallNSQ_0.3_96_c3_o2_l32pl128", parameters: 78_664,
      macs: 6_191_720, peakKilobytes: 110.6,
      operators: [
        "ADD": 7, "CONV_2D": 26, "DEPTHWISE_CONV_2D": 11, "HARD_SWISH": 18, "MEAN": 1, "RESHAPE": 1,
        "SOFTMAX": 1,
      ]),
    PaperModel(
      "mobilenetv3smallSQ_0.05_96_c3_o2_se4l64pl64",
      file: "mobilenetv3smallSQ_0.05_96_c3_o2_se4l64pl64_b1", parameters: 34_792,
      macs: 4_670_616,
      operators: [
        "ADD": 7, "CONV_2D": 26, "DEPTHWISE_CONV_2D": 11, "FULLY_CONNECTED": 18, "HARD_SWISH": 18,
        "MEAN": 10, "MUL": 18, "RESHAPE": 1, "SOFTMAX": 1,
      ]),
    PaperModel(
      "mobilenetv3small_0.05_96_c3_o2", file: "mobilenetv3small_0.05_96_c3_o2", parameters: 81_706,
      macs: 1_964_240,
      operators: [
        "ADD": 7, "CONV_2D": 43, "DEPTHWISE_CONV_2D": 11, "HARD_SWISH": 19, "MEAN": 10, "MUL": 18,
        "RESHAPE": 1, "SOFTMAX": 1,
      ]),
    PaperModel(
      "shufflenetv1_0.25_96_c3_o2_g1", file: "shufflenetv1_0.25_96_c3_o2_g1_b1", parameters: 71_030,
      macs: 3_184_560, peakKilobytes: 81,
      operators: [
        "ADD": 13, "AVERAGE_POOL_2D": 3, "CONCATENATION": 3, "CONV_2D": 33, "DEPTHWISE_CONV_2D": 16,
        "FULLY_CONNECTED": 1, "MAX_POOL_2D": 1, "MEAN": 1, "RELU": 3, "SOFTMAX": 1,
      ]),
    PaperModel(
      "shufflenetv2_0.1_96_c3_o2_l128", file: "shufflenetv2_0.1_96_c3_o2_l128_b1",
      parameters: 56_058,
      macs: 2_741_080, peakKilobytes: 78.8,
      operators: [
        "CONCATENATION": 16, "CONV_2D": 37, "DEPTHWISE_CONV_2D": 19, "FULLY_CONNECTED": 1,
        "MAX_POOL_2D": 1, "MEAN": 1, "RESHAPE": 32, "SOFTMAX": 1, "STRIDED_SLICE": 26,
        "TRANSPOSE": 16,
      ]),
  ]
}
