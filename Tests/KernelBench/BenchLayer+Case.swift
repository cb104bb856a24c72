// SPDX-License-Identifier: GPL-2.0-or-later
import ModelGraph
import Planning

extension BenchLayer {
  /// The layer with the data that the study ran it with, so that both can be compared.
  package func benchCase() throws -> BenchCase {
    var data = StudyData(name: name)
    let input = Tensor.activation(
      [1, inputHeight, inputWidth, inputChannels], zeroPoint: inputZeroPoint, scale: inputScale)
    let output = Tensor.activation(
      [1, outputHeight, outputWidth, outputChannels],
      zeroPoint: op == "SOFTMAX" ? -128 : outputZeroPoint, scale: outputScale)
    let first = data.activation(input.elementCount)
    switch op {
    case "CONV_2D", "DEPTHWISE_CONV_2D":
      let isDepthwise = op != "CONV_2D"
      let taps = kernelHeight * kernelWidth * (isDepthwise ? 1 : inputChannels)
      let weights = Tensor.weights(
        isDepthwise
          ? [1, kernelHeight, kernelWidth, outputChannels]
          : [outputChannels, kernelHeight, kernelWidth, inputChannels],
        data.weights(taps * outputChannels))
      let bias = Tensor.bias(data.biases(outputChannels))
      return try BenchCase(
        isDepthwise ? .depthwiseConv2D : .conv2D,
        isDepthwise
          ? .depthwiseConvolution(
            convolutionOptions, depthMultiplier: outputChannels / inputChannels)
          : .convolution(convolutionOptions),
        inputs: [input, weights, bias], output: output, activations: [first],
        scaling: data.scaling(channels: outputChannels, macsPerOutput: taps))
    case "FULLY_CONNECTED":
      let weights = Tensor.weights(
        [outputChannels, inputChannels], data.weights(inputChannels * outputChannels))
      let bias = Tensor.bias(data.biases(outputChannels))
      let one = data.scaling(channels: 1, macsPerOutput: inputChannels)
      return try BenchCase(
        .fullyConnected,
        .fullyConnected(
          fusedActivation: fused, shuffledWeights: false, keepsDimensions: true,
          asymmetricQuantizeInputs: false),
        inputs: [input, weights, bias], output: output, activations: [first],
        scaling: (
          Array(repeating: one.multipliers[0], count: outputChannels),
          Array(repeating: one.shifts[0], count: outputChannels)
        ))
    case "ADD", "MUL":
      let other = Tensor.activation(input.shape, zeroPoint: input2ZeroPoint ?? 0, scale: 0.035)
      return try BenchCase(
        op == "ADD" ? .add : .mul, .arithmetic(fusedActivation: fused), inputs: [input, other],
        output: output, activations: [first, data.activation(other.elementCount)])
    case "AVERAGE_POOL_2D", "MAX_POOL_2D":
      return try BenchCase(
        op == "MAX_POOL_2D" ? .maxPool2D : .averagePool2D,
        .pooling(
          padding: padding == "SAME" ? .same : .valid,
          stride: HeightWidth(height: stride, width: stride),
          filter: HeightWidth(height: kernelHeight, width: kernelWidth), fusedActivation: fused),
        inputs: [input], output: output, activations: [first])
    case "HARD_SWISH":
      return try BenchCase(.hardSwish, .none, inputs: [input], output: output, activations: [first])
    case "CONCATENATION":
      return try BenchCase(
        .concatenation, .concatenation(axis: 3, fusedActivation: .none), inputs: [input, input],
        output: output, activations: [first, data.activation(input.elementCount)])
    case "CHANNEL_SHUFFLE":
      return try channelShuffle(activation: first)
    default:
      return try BenchCase(
        .softmax, .softmax(beta: 1), inputs: [input], output: output, activations: [first])
    }
  }

  /// The TRANSPOSE of a channel shuffle: `kernelWidth` groups of channels, one of each in turn.
  private func channelShuffle(activation: [UInt8]) throws -> BenchCase {
    let (groups, members) = (kernelWidth, inputChannels / kernelWidth)
    return try BenchCase(
      .transpose, .none,
      inputs: [
        .activation([inputHeight, inputWidth, groups, members]), .integers([0, 1, 3, 2]),
      ],
      output: .activation([inputHeight, inputWidth, members, groups]), activations: [activation])
  }

  private var fused: FusedActivation {
    switch activation {
    case "relu": .relu
    case "relu6": .relu6
    default: .none
    }
  }

  private var convolutionOptions: ConvolutionOptions {
    ConvolutionOptions(
      padding: padding == "SAME" ? .same : .valid,
      stride: HeightWidth(height: stride, width: stride), fusedActivation: fused)
  }

  private var inputScale: Float {
    switch op {
    case "ADD", "MUL": 0.05
    case "SOFTMAX": 0.0625
    default: 1
    }
  }

  private var outputScale: Float {
    switch op {
    case "ADD": 0.06
    case "MUL": 0.2
    case "SOFTMAX": 1 / 256
    default: 1
    }
  }
}

/// The study's data: a linear congruential generator whose start is the layer's name, hashed (FNV-1a).
private struct StudyData {
  private var state: UInt32

  init(name: String) {
    state = name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  private mutating func next() -> UInt32 {
    state = state &* 1_664_525 &+ 1_013_904_223
    return state
  }

  mutating func activation(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 24) }
  }

  mutating func weights(_ count: Int) -> [Int8] {
    (0..<count).map { _ in Int8(Int((next() >> 24) % 255) - 127) }
  }

  mutating func biases(_ count: Int) -> [Int32] {
    (0..<count).map { _ in Int32((next() >> 8) % 8001) - 4000 }
  }

  mutating func scaling(
    channels: Int, macsPerOutput: Int
  ) -> (multipliers: [Int32], shifts: [Int32]) {
    let base = 7 + (Int.bitWidth - 1 - macsPerOutput.leadingZeroBitCount) / 2
    var (multipliers, shifts): ([Int32], [Int32]) = ([], [])
    for _ in 0..<channels {
      multipliers.append(Int32(1 << 30) + Int32(next() >> 2))
      shifts.append(-Int32(base + Int(next() >> 31)))
    }
    return (multipliers, shifts)
  }
}
