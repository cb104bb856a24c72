// SPDX-License-Identifier: GPL-2.0-or-later
import ModelGraph

/// Layers that move a window over an image.
extension RandomLayer {
  /// MACs of a layer, about; more would only take longer.
  private static let macLimit = 150_000
  /// Bytes of a layer's input, at most: what a chip's memory holds beside its output.
  private static let inputLimit = 96_000

  /// A window's geometry.
  private struct Window {
    var input: HeightWidth
    let kernel: HeightWidth
    let stride: HeightWidth
    let dilation: HeightWidth
    let padding: Padding

    init(
      _ random: inout RandomSource, mostKernel: Int = 7, dilates: Bool = true, isStem: Bool = false
    ) {
      let square = isStem ? 3 : random.pick([1, 1, 3, 3, 3, 5, random.number(1...mostKernel)])
      let isSquare = isStem || random.chance(75)
      kernel = HeightWidth(
        height: isSquare ? square : random.number(1...mostKernel),
        width: isSquare ? square : random.number(1...mostKernel))
      let step = random.stride()
      stride = HeightWidth(height: step, width: random.chance(85) ? step : random.stride())
      let isDilated = dilates && !isStem && random.chance(12)
      dilation = HeightWidth(
        height: isDilated ? random.number(1...3) : 1, width: isDilated ? random.number(1...3) : 1)
      padding = random.chance(60) ? .same : .valid
      let most = random.pick([3, 6, 6, 9, 9, 14, 20, 50])
      input = HeightWidth(height: random.number(1...most), width: random.number(1...most))
      if padding == .valid {
        input.height += (kernel.height - 1) * dilation.height
        input.width += (kernel.width - 1) * dilation.width
      }
      if isStem && random.chance(50) {
        // Rows that all begin on a word.
        input.width = 4 * random.number(2...16)
      }
    }

    /// 3x3 or 5x5 taps over maps that are small or narrow.
    init(smallMapOf random: inout RandomSource) {
      let taps = random.pick([3, 3, 3, 5])
      kernel = HeightWidth(height: taps, width: taps)
      let step = random.number(1...2)
      stride = HeightWidth(height: step, width: step)
      dilation = HeightWidth(height: 1, width: 1)
      padding = random.chance(90) ? .same : .valid
      let side = (random.chance(60) ? 3 : random.number(1...9)) * step
      input = HeightWidth(height: side, width: random.chance(60) ? side : random.pick([5, 6]))
      if padding == .valid {
        input.height += taps - 1
        input.width += taps - 1
      }
    }

    private static func extent(
      _ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ padding: Padding
    ) -> Int {
      padding == .same
        ? (input + stride - 1) / stride : (input - (kernel - 1) * dilation + stride - 1) / stride
    }

    var output: HeightWidth {
      HeightWidth(
        height: Self.extent(
          input.height, kernel.height, stride.height, dilation.height, padding),
        width: Self.extent(input.width, kernel.width, stride.width, dilation.width, padding))
    }

    /// Channels that the chip has room for.
    func mostChannels(_ batches: Int) -> Int {
      max(1, RandomLayer.inputLimit / (input.height * input.width * batches))
    }

    var taps: Int { kernel.height * kernel.width }
    var outputs: Int { output.height * output.width }

    func options(_ activation: FusedActivation) -> ConvolutionOptions {
      ConvolutionOptions(
        padding: padding, stride: stride, dilation: dilation, fusedActivation: activation)
    }

    func inputShape(_ batches: Int, _ channels: Int) -> [Int] {
      [batches, input.height, input.width, channels]
    }

    func outputShape(_ batches: Int, _ channels: Int) -> [Int] {
      [batches, output.height, output.width, channels]
    }
  }

  private static func activation(_ random: inout RandomSource) -> FusedActivation {
    random.pick([.none, .none, .relu, .relu, .relu6, .reluN1To1])
  }

  /// Output scales that let RELU6 clamp somewhere.
  private static func outputScale(_ random: inout RandomSource) -> Float {
    random.pick([1, 0.05, 0.0235])
  }

  static func convolution(_ random: inout RandomSource) throws -> BenchCase {
    // A network's first layer: 3x3 on three channels.
    let isStem = random.chance(6)
    let window = Window(&random, isStem: isStem)
    let batches = random.chance(8) ? 2 : 1
    let groups = !isStem && random.chance(6) ? random.number(2...4) : 1
    var (inputs, outputs) = (isStem ? 3 : random.channels(), random.channels())
    if groups > 1 { (inputs, outputs) = (min(inputs, 24), min(outputs, 24)) }
    let perChannel = window.outputs * window.taps * batches
    inputs = max(1, min(inputs, macLimit / max(perChannel, 1)))
    outputs = max(1, min(outputs, macLimit / max(perChannel * inputs, 1)))
    inputs = min(inputs, max(1, window.mostChannels(batches) / groups))
    let filter = inputs
    (inputs, outputs) = (inputs * groups, outputs * groups)
    let taps = window.taps * filter
    let input = Tensor.activation(
      window.inputShape(batches, inputs), zeroPoint: random.zeroPoint())
    let rows = random.rows(outputs, length: taps)
    let weights = Tensor.weights(
      [outputs, window.kernel.height, window.kernel.width, filter], rows.weights)
    let output = Tensor.activation(
      window.outputShape(batches, outputs), zeroPoint: random.zeroPoint(),
      scale: outputScale(&random))
    return try BenchCase(
      .conv2D, .convolution(window.options(activation(&random))),
      inputs: [input, weights, rows.biases.map(Tensor.bias)], output: output,
      activations: [random.activation(input.elementCount)],
      scaling: random.scaling(channels: outputs, macsPerOutput: taps))
  }

  static func depthwise(_ random: inout RandomSource) throws -> BenchCase {
    let window = random.chance(25) ? Window(smallMapOf: &random) : Window(&random)
    let batches = random.chance(8) ? 2 : 1
    let multiplier = random.chance(80) ? 1 : random.number(2...8)
    let most = max(1, macLimit / (window.outputs * window.taps * batches * multiplier))
    let inputs = min(random.channels(), most, window.mostChannels(batches))
    let outputs = inputs * multiplier
    let input = Tensor.activation(
      window.inputShape(batches, inputs), zeroPoint: random.zeroPoint())
    let weights = Tensor.weights(
      [1, window.kernel.height, window.kernel.width, outputs],
      random.weights(window.taps * outputs))
    let output = Tensor.activation(
      window.outputShape(batches, outputs), zeroPoint: random.zeroPoint(),
      scale: outputScale(&random))
    return try BenchCase(
      .depthwiseConv2D,
      .depthwiseConvolution(window.options(activation(&random)), depthMultiplier: multiplier),
      inputs: [input, weights, random.biases(outputs).map(Tensor.bias)], output: output,
      activations: [random.activation(input.elementCount)],
      scaling: random.scaling(channels: outputs, macsPerOutput: window.taps))
  }

  static func fullyConnected(_ random: inout RandomSource) throws -> BenchCase {
    let batches = random.chance(20) ? random.number(2...5) : 1
    let depth = random.chance(20) ? random.number(300...900) : random.channels()
    let units = min(random.channels(), max(1, macLimit / (depth * batches)))
    let input = Tensor.activation([batches, depth], zeroPoint: random.zeroPoint())
    let rows = random.rows(units, length: depth)
    let weights = Tensor.weights([units, depth], rows.weights)
    let output = Tensor.activation(
      [batches, units], zeroPoint: random.zeroPoint(), scale: outputScale(&random))
    return try BenchCase(
      .fullyConnected,
      .fullyConnected(
        fusedActivation: activation(&random), shuffledWeights: false, keepsDimensions: false,
        asymmetricQuantizeInputs: false),
      inputs: [input, weights, rows.biases.map(Tensor.bias)], output: output,
      activations: [random.activation(input.elementCount)],
      scaling: random.scaling(channels: units, macsPerOutput: depth))
  }

  static func pool(_ kind: OperatorKind, _ random: inout RandomSource) throws -> BenchCase {
    let window = Window(&random, dilates: false)
    let batches = random.chance(8) ? 2 : 1
    let most = max(1, macLimit / (window.outputs * window.taps * batches))
    let channels = min(random.channels(), most, window.mostChannels(batches))
    let (zeroPoint, scale) = (random.zeroPoint(), outputScale(&random))
    let input = Tensor.activation(
      window.inputShape(batches, channels), zeroPoint: zeroPoint, scale: scale)
    let output = Tensor.activation(
      window.outputShape(batches, channels), zeroPoint: zeroPoint, scale: scale)
    return try BenchCase(
      kind,
      .pooling(
        padding: window.padding, stride: window.stride, filter: window.kernel,
        fusedActivation: activation(&random)),
      inputs: [input], output: output, activations: [random.activation(input.elementCount)])
  }
}
