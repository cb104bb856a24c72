package import ModelGraph

/// How samples of a set become a model's input.
package struct InputEncoding: Hashable, Sendable {
  /// What is done to each element.
  package enum Rule: Hashable, Sendable {
    /// The elements are the model's own.
    case asGiven
    /// Pixels, taken for real values and those quantized where the input is quantized.
    case pixels(PixelScale, ScaleOrigin)
    /// Real values, quantized by the input's scale and zero point.
    case quantized
  }

  /// Why pixels stand for what they do.
  package enum ScaleOrigin: Hashable, Sendable {
    case asked
    /// What the input's quantization was made for.
    case quantization
    /// The input has no quantization that could tell.
    case usual
  }

  package let rule: Rule
  /// What the model's input takes.
  package let type: ElementType
  /// Of a quantized input.
  package let quantization: Quantization?
  /// Inferences that a sample takes: more than one where it holds several frames.
  package let windowCount: Int
  /// By pixel value, the bytes of an element; empty where elements are no pixels.
  private let table: [[UInt8]]

  /// The way from samples of `sampleType` and `sampleShape` to the only input of `graph`.
  ///
  /// Extents of 1 do not count in the comparison of shapes. With `allowsWindows` a sample may hold
  /// several inputs along a further dimension in front. `scale` is what a user asked for; without it
  /// the input's quantization tells what pixels stand for.
  ///
  /// - Throws: ``EvaluationError`` when the samples are none for the model.
  package init(
    to graph: ModelGraph, from sampleType: ElementType, sampleShape: [Int], scale: PixelScale?,
    allowsWindows: Bool, source: String
  ) throws(EvaluationError) {
    guard graph.inputs.count == 1, let input = graph.inputs.first else {
      throw EvaluationError(.inputCount(graph.inputs.count))
    }
    let tensor = graph.tensors[input]
    type = tensor.type
    windowCount = try Self.windows(
      sampleShape, of: tensor.shape, allowsSeveral: allowsWindows, source: source)
    let quantization = tensor.type.quantizedValues == nil ? nil : tensor.quantization
    self.quantization = quantization
    guard tensor.type == .float32 || quantization?.scales.first.map({ $0 > 0 }) == true else {
      throw EvaluationError(.inputType(tensor.type))
    }
    switch sampleType {
    case .uint8:
      let ofInput = graph.quantization(ofInput: input)
      let fitting = ofInput.flatMap { PixelScale.fitting($0, type: tensor.type) }
      guard let meant = scale ?? fitting ?? (ofInput == nil ? .zeroToOne : nil) else {
        throw EvaluationError(.unknownScale)
      }
      rule = .pixels(
        meant, scale != nil ? .asked : fitting != nil ? .quantization : .usual)
      table = (0...255).map { pixel in
        Self.element(meant.real(UInt8(pixel)), type: tensor.type, quantization: quantization)
      }
    case .float32 where scale == nil:
      rule = tensor.type == .float32 ? .asGiven : .quantized
      table = []
    case tensor.type where scale == nil:
      rule = .asGiven
      table = []
    case .float32, tensor.type: throw EvaluationError(.scaleWithoutPixels(sampleType))
    default: throw EvaluationError(.sampleType(got: sampleType, needed: tensor.type))
    }
  }

  /// The inputs of one sample, its windows in order; raw little-endian elements.
  package func inputs(of sample: ArraySlice<UInt8>) -> [[UInt8]] {
    (0..<windowCount).map { input(of: sample, window: $0) }
  }

  /// The input of one window of a sample; raw little-endian elements.
  package func input(of sample: ArraySlice<UInt8>, window: Int) -> [UInt8] {
    let size = sample.count / windowCount
    let start = sample.startIndex + window * size
    return input(sample[start..<start + size])
  }

  /// The real values of one sample, its windows in order, as they are before they are quantized.
  package func realInputs(of sample: ArraySlice<UInt8>) -> [[Float]] {
    let size = sample.count / windowCount
    return (0..<windowCount).map { window in
      let start = sample.startIndex + window * size
      let elements = Array(sample[start..<start + size])
      switch rule {
      case .pixels(let scale, _): return elements.map(scale.real)
      case .quantized: return Tensor.real(elements, type: .float32, quantization: nil)
      case .asGiven: return Tensor.real(elements, type: type, quantization: quantization)
      }
    }
  }

  private func input(_ elements: ArraySlice<UInt8>) -> [UInt8] {
    switch rule {
    case .asGiven: return Array(elements)
    case .pixels: return elements.flatMap { table[Int($0)] }
    case .quantized:
      return stride(from: elements.startIndex, to: elements.endIndex, by: 4).flatMap { start in
        Self.element(
          Float(littleEndian: elements[start..<start + 4]), type: type, quantization: quantization)
      }
    }
  }

  /// A real value as the model takes it: float32, or quantized as TensorFlow Lite's QUANTIZE does,
  /// rounded half away from zero; what is no number becomes the zero point.
  private static func element(
    _ real: Float, type: ElementType, quantization: Quantization?
  ) -> [UInt8] {
    guard let values = type.quantizedValues, let scale = quantization?.scales.first,
      let zeroPoint = quantization?.zeroPoints.first
    else { return (0..<4).map { UInt8(truncatingIfNeeded: real.bitPattern >> (8 * $0)) } }
    let steps = real / scale
    // Wide enough for every type, and no more than an integer takes.
    let rounded = steps.isNaN ? 0 : Int(min(max(steps.rounded(), -1e6), 1e6))
    let value = min(max(rounded + zeroPoint, values.lowerBound), values.upperBound)
    return (0..<(type.bitsPerElement ?? 8) / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// How many inputs of `inputShape` a sample holds.
  private static func windows(
    _ sampleShape: [Int], of inputShape: [Int], allowsSeveral: Bool, source: String
  ) throws(EvaluationError) -> Int {
    let needed = inputShape.filter { $0 != 1 }
    if sampleShape.filter({ $0 != 1 }) == needed { return 1 }
    if allowsSeveral, let count = sampleShape.first, count > 0,
      sampleShape.dropFirst().filter({ $0 != 1 }) == needed
    {
      return count
    }
    let shown = inputShape.first == 1 ? Array(inputShape.dropFirst()) : inputShape
    throw EvaluationError(.shape(source: source, got: sampleShape, needed: shown))
  }
}

extension Tensor {
  /// The real values of elements outside of a graph.
  fileprivate static func real(
    _ bytes: [UInt8], type: ElementType, quantization: Quantization?
  ) -> [Float] {
    Tensor(name: "", type: type, shape: [], quantization: quantization).realValues(of: bytes) ?? []
  }
}

extension Float {
  /// The value in four bytes.
  init(littleEndian bytes: ArraySlice<UInt8>) {
    self.init(bitPattern: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
  }
}
