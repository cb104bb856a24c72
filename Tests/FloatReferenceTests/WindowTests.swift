import MCUBenchTestSupport
import ModelGraph
import Testing

/// Convolutions and pooling against their definition, on values that floats compute exactly.
struct WindowTests {
  /// Shapes of a convolution.
  struct Shape: CustomStringConvertible, Sendable {
    var batches = 1
    var height = 7
    var width = 6
    var inputs = 3
    var outputs = 5
    var groups = 1
    var kernel = HeightWidth(height: 3, width: 3)
    var stride = HeightWidth(height: 1, width: 1)
    var dilation = HeightWidth(height: 1, width: 1)
    var padding = Padding.same
    var activation = FusedActivation.none
    var hasBias = true

    var description: String {
      "\(batches)x\(height)x\(width)x\(inputs) to \(outputs) in \(groups), kernel \(kernel.height)x"
        + "\(kernel.width), stride \(stride.height)x\(stride.width), dilation \(dilation.height)x"
        + "\(dilation.width), \(padding.rawValue) \(activation.rawValue) bias \(hasBias)"
    }

    var options: ConvolutionOptions {
      ConvolutionOptions(
        padding: padding, stride: stride, dilation: dilation, fusedActivation: activation)
    }

    /// The output's extent along a dimension, and the padding before it: the schema's rule.
    func window(_ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> (Int, Int) {
      let reach = (kernel - 1) * dilation + 1
      guard padding == .same else { return ((input - reach) / stride + 1, 0) }
      let output = (input + stride - 1) / stride
      return (output, max((output - 1) * stride + reach - input, 0) / 2)
    }

    var rows: (Int, Int) { window(height, kernel.height, stride.height, dilation.height) }
    var columns: (Int, Int) { window(width, kernel.width, stride.width, dilation.width) }
  }

  static let shapes: [Shape] = {
    let one = HeightWidth(height: 1, width: 1)
    let two = HeightWidth(height: 2, width: 2)
    return [
      Shape(), Shape(batches: 2), Shape(outputs: 8), Shape(outputs: 17), Shape(inputs: 1),
      Shape(kernel: one), Shape(batches: 3, outputs: 16, kernel: one),
      Shape(kernel: one, stride: two), Shape(stride: two), Shape(stride: two, padding: .valid),
      Shape(padding: .valid), Shape(dilation: two), Shape(dilation: two, padding: .valid),
      Shape(inputs: 6, outputs: 9, groups: 3), Shape(inputs: 4, outputs: 4, groups: 2, kernel: one),
      Shape(kernel: HeightWidth(height: 5, width: 1), stride: HeightWidth(height: 2, width: 1)),
      Shape(height: 1, width: 1), Shape(height: 1, width: 9), Shape(activation: .relu),
      Shape(activation: .relu6, hasBias: false), Shape(activation: .reluN1To1),
      Shape(kernel: HeightWidth(height: 7, width: 6), padding: .valid),
      Shape(kernel: HeightWidth(height: 9, width: 9)),
    ]
  }()

  @Test(arguments: shapes)
  func convolvesByDefinition(shape: Shape) throws {
    let depth = shape.inputs / shape.groups
    let taps = shape.kernel.height * shape.kernel.width
    let image = plainValues(shape.batches * shape.height * shape.width * shape.inputs, seed: 1)
    let weights = plainValues(shape.outputs * taps * depth, seed: 2)
    let bias = shape.hasBias ? plainValues(shape.outputs, seed: 3) : nil
    var inputs: [Tensor] = [
      .float32([shape.batches, shape.height, shape.width, shape.inputs]),
      .floats(
        weights, shape: [shape.outputs, shape.kernel.height, shape.kernel.width, depth]),
    ]
    if let bias { inputs.append(.floats(bias, shape: [shape.outputs])) }
    let network = FloatNetwork(
      .conv2D, .convolution(shape.options), inputs: inputs,
      outputs: [[shape.batches, shape.rows.0, shape.columns.0, shape.outputs]])
    let expected = defined(shape, outputs: shape.outputs, image, bias) { output, y, x in
      let group = output / (shape.outputs / shape.groups)
      return (0..<depth).map { index in
        let tap = ((output * shape.kernel.height + y) * shape.kernel.width + x) * depth + index
        return (group * depth + index, weights[tap])
      }
    }
    #expect(try network.run(image) == [expected])
  }

  @Test(arguments: shapes, [1, 2, 7])
  func convolvesDepthwiseByDefinition(shape: Shape, multiplier: Int) throws {
    let channels = shape.inputs * multiplier
    let image = plainValues(shape.batches * shape.height * shape.width * shape.inputs, seed: 4)
    let weights = plainValues(shape.kernel.height * shape.kernel.width * channels, seed: 5)
    let bias = shape.hasBias ? plainValues(channels, seed: 6) : nil
    var inputs: [Tensor] = [
      .float32([shape.batches, shape.height, shape.width, shape.inputs]),
      .floats(weights, shape: [1, shape.kernel.height, shape.kernel.width, channels]),
    ]
    if let bias { inputs.append(.floats(bias, shape: [channels])) }
    let network = FloatNetwork(
      .depthwiseConv2D, .depthwiseConvolution(shape.options, depthMultiplier: multiplier),
      inputs: inputs, outputs: [[shape.batches, shape.rows.0, shape.columns.0, channels]])
    let expected = defined(shape, outputs: channels, image, bias) { output, y, x in
      [(output / multiplier, weights[(y * shape.kernel.width + x) * channels + output])]
    }
    #expect(try network.run(image) == [expected])
  }

  /// Depthwise over more channels than one block of the kernel holds.
  @Test(arguments: [15, 16, 17, 40])
  func convolvesDepthwiseInBlocks(channels: Int) throws {
    try convolvesDepthwiseByDefinition(shape: Shape(inputs: channels), multiplier: 1)
  }

  @Test(arguments: shapes.filter { $0.dilation.height == 1 })
  func poolsByDefinition(shape: Shape) throws {
    let image = plainValues(shape.batches * shape.height * shape.width * shape.inputs, seed: 7)
    let options = OperatorOptions.pooling(
      padding: shape.padding, stride: shape.stride, filter: shape.kernel,
      fusedActivation: shape.activation)
    let input = Tensor.float32([shape.batches, shape.height, shape.width, shape.inputs])
    let output = [shape.batches, shape.rows.0, shape.columns.0, shape.inputs]
    let means = windows(shape, image).map { values in
      clamped(values.reduce(0, +) / Float(values.count), shape.activation)
    }
    let largest = windows(shape, image).map { clamped($0.max() ?? 0, shape.activation) }
    let average = FloatNetwork(.averagePool2D, options, inputs: [input], outputs: [output])
    let maximum = FloatNetwork(.maxPool2D, options, inputs: [input], outputs: [output])
    #expect(try average.run(image) == [means])
    #expect(try maximum.run(image) == [largest])
  }

  // MARK: The definitions

  private func clamped(_ value: Float, _ activation: FusedActivation) -> Float {
    switch activation {
    case .relu: max(value, 0)
    case .relu6: min(max(value, 0), 6)
    case .reluN1To1: min(max(value, -1), 1)
    default: value
    }
  }

  /// Every output of a convolution; `taps` gives an output channel's input channels and weights at
  /// one place of the kernel.
  private func defined(
    _ shape: Shape, outputs: Int, _ image: [Float], _ bias: [Float]?,
    taps: (_ output: Int, _ y: Int, _ x: Int) -> [(channel: Int, weight: Float)]
  ) -> [Float] {
    positions(shape).flatMap { batch, places in
      (0..<outputs).map { output in
        var sum = bias?[output] ?? 0
        for place in places {
          let base = (batch * shape.height + place.row) * shape.width + place.column
          for tap in taps(output, place.y, place.x) {
            sum += image[base * shape.inputs + tap.channel] * tap.weight
          }
        }
        return clamped(sum, shape.activation)
      }
    }
  }

  private func windows(_ shape: Shape, _ image: [Float]) -> [[Float]] {
    positions(shape).flatMap { batch, places in
      (0..<shape.inputs).map { channel in
        places.map { place in
          let base = (batch * shape.height + place.row) * shape.width + place.column
          return image[base * shape.inputs + channel]
        }
      }
    }
  }

  private struct Place {
    let row: Int
    let column: Int
    let y: Int
    let x: Int
  }

  /// For each output position the input positions under its window.
  private func positions(_ shape: Shape) -> [(batch: Int, places: [Place])] {
    let (rows, columns) = (shape.rows, shape.columns)
    var all: [(batch: Int, places: [Place])] = []
    for batch in 0..<shape.batches {
      for row in 0..<rows.0 {
        for column in 0..<columns.0 {
          var places: [Place] = []
          for y in 0..<shape.kernel.height {
            for x in 0..<shape.kernel.width {
              let at = (
                row * shape.stride.height - rows.1 + y * shape.dilation.height,
                column * shape.stride.width - columns.1 + x * shape.dilation.width
              )
              guard (0..<shape.height).contains(at.0), (0..<shape.width).contains(at.1) else {
                continue
              }
              places.append(Place(row: at.0, column: at.1, y: y, x: x))
            }
          }
          all.append((batch, places))
        }
      }
    }
    return all
  }
}
