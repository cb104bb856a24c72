import BoardProfiles
import ModelGraph
package import Planning

/// How a planned model answers the EEMBC protocol: buffer, conversions, names.
package struct EEMBCDevice: Hashable, Sendable {
  /// Bits a second (rules of MLPerf Tiny; its runner's `devices_kws_ic_vww.yaml`).
  package static let baud = 115_200
  /// What the reference firmware's buffer holds, `MAX_DB_INPUT_SIZE`: 96 * 96 * 3.
  static let referenceBufferBytes = 27_648

  package let benchmark: EEMBCBenchmark
  package let encoding: Encoding
  /// Bytes of the buffer that make one input.
  package let inputBytes: Int
  /// Bytes that `db load` takes at most.
  package let bufferBytes: Int
  /// The memory region of the buffer.
  package let bufferRegion: String
  let input: Affine
  let outputType: OutputType
  let output: Affine
  let outputCount: Int
  /// Whether the network lost channels that cannot change its outputs; the device's name says so.
  let isPruned: Bool

  /// How bytes from the host become the input tensor.
  package enum Encoding: String, Hashable, Sendable {
    case asTheyAre = "as_they_are"
    /// Bytes in [0, 255]; the int8 tensor holds 128 less, as in the reference firmware.
    case pixels
    /// float32, little-endian, quantized to int8.
    case floats
  }

  /// Element types whose values can be told as real numbers.
  enum OutputType: String, Hashable, Sendable {
    case int8, uint8, int32, float32
  }

  /// `real = scale * (value - zeroPoint)`.
  struct Affine: Hashable, Sendable {
    var scale: Float = 1
    var zeroPoint: Int32 = 0

    /// What a tensor without quantization has.
    static let identity = Affine()

    private init() {}

    /// The one scale of `tensor`, 1 where it has none, or `nil` where it has several or a zero
    /// point beyond its type.
    init?(of tensor: Tensor) {
      guard let quantization = tensor.quantization, !quantization.scales.isEmpty else {
        return
      }
      let zeroPoints = tensor.type == .uint8 ? 0...255 : -128...127
      guard quantization.scales.count == 1, let zero = quantization.zeroPoints.first,
        zeroPoints.contains(zero)
      else { return nil }
      (scale, zeroPoint) = (quantization.scales[0], Int32(zero))
    }
  }

  /// - Throws: `GenerationError` where the protocol cannot carry the model, or `benchmark` is not
  ///   what it is.
  package init(
    _ plan: ExecutionPlan, benchmark asked: EEMBCBenchmark?
  ) throws(GenerationError) {
    let graph = plan.graph
    guard graph.inputs.count == 1, graph.outputs.count == 1 else {
      throw GenerationError(
        reason: .notOneInputAndOutput(inputs: graph.inputs.count, outputs: graph.outputs.count))
    }
    let inputTensor = graph.tensors[graph.inputs[0]]
    let outputTensor = graph.tensors[graph.outputs[0]]
    benchmark = asked ?? .guess(input: inputTensor, output: outputTensor)
    if let why = benchmark.contradiction(input: inputTensor, output: outputTensor) {
      throw GenerationError(reason: .otherBenchmark(benchmark.rawValue, why: why))
    }
    guard let outputType = OutputType(rawValue: outputTensor.type.name),
      let output = Affine(of: outputTensor)
    else {
      throw GenerationError(reason: .outputWithoutRealNumbers(type: outputTensor.type.name))
    }
    guard plan.overwrittenInputs.allSatisfy({ plan.inputCopies[$0] != nil }) else {
      throw GenerationError(reason: .inputIsUsedUp(bytes: inputTensor.byteCount))
    }
    encoding = benchmark.encoding(for: inputTensor.type)
    input = Affine(of: inputTensor) ?? Affine.identity
    (self.outputType, self.output) = (outputType, output)
    outputCount = outputTensor.elementCount
    isPruned = graph.pruning != nil
    inputBytes = encoding == .floats ? 4 * inputTensor.elementCount : inputTensor.byteCount
    (bufferRegion, bufferBytes) = try Self.buffer(for: inputBytes, beside: plan)
  }

  /// A place for the buffer, as large as the reference firmware's where there is room.
  private static func buffer(
    for inputBytes: Int, beside plan: ExecutionPlan
  ) throws(GenerationError) -> (region: String, bytes: Int) {
    let rooms = plan.board.memory.filter { $0.kind == .arena }.map { region in
      let arena = plan.arenas.first { $0.region == region.name }
      let used = ((arena?.reservedBytes ?? 0) + 15) / 16 * 16
      return (region: region.name, bytes: region.availableBytes - used)
    }
    for wanted in [max(inputBytes, referenceBufferBytes), inputBytes] {
      if let room = rooms.first(where: { $0.bytes >= wanted }) { return (room.region, wanted) }
    }
    throw GenerationError(
      reason: .noRoomForBuffer(
        bytes: inputBytes, largestRoomBytes: rooms.map(\.bytes).max() ?? 0))
  }
}
