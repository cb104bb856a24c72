import ModelGraph

extension ModelDecoder {
  /// Bounds that keep every later product of extents within an `Int`.
  static let maximumRank = 8
  static let maximumElementCount = Int(Int32.max)

  mutating func tensor(
    _ table: FlatTable, index: Int, buffers: [FlatTable]
  ) throws(ModelReadError) -> Tensor {
    let what = "tensor \(index)"
    let code = try buffer.uint8(1, of: table, what)
    guard let type = ElementType(rawValue: code) else {
      throw ModelReadError(.unsupported(what: what, problem: "has the unknown type \(code)"))
    }
    guard type.bitsPerElement != nil else {
      throw ModelReadError(
        .unsupported(
          what: what, problem: "has type \(type.name), whose elements have no fixed size"))
    }
    guard try !buffer.bool(5, of: table, what) else {
      throw ModelReadError(
        .unsupported(what: what, problem: "is a variable, kept from one inference to the next"))
    }
    guard try buffer.table(6, of: table, "the sparsity of \(what)") == nil else {
      throw ModelReadError(.unsupported(what: what, problem: "is stored in sparse form"))
    }
    let shape = try shape(of: table, what)
    let bufferIndex = try buffer.uint32(2, of: table, what)
    guard bufferIndex == 0 || bufferIndex < buffers.count else {
      throw ModelReadError(
        .invalid(what: what, problem: "has buffer \(bufferIndex) of \(buffers.count)"))
    }
    var tensor = Tensor(
      name: try buffer.string(3, of: table, "the name of \(what)") ?? "", type: type,
      shape: shape.extents, hasOpenShape: shape.isOpen)
    tensor.quantization = try quantization(of: table, tensor: tensor, what)
    // Buffer 0 is empty by the schema's rule, and so is a buffer that layers will fill.
    let data = bufferIndex == 0 ? [] : try data(ofBuffer: bufferIndex, buffers: buffers)
    guard !data.isEmpty else { return tensor }
    guard data.count == tensor.byteCount else {
      throw ModelReadError(
        .invalid(
          what: what,
          problem: "of shape \(tensor.shape) and type \(type.name) needs \(tensor.byteCount) B, "
            + "its buffer holds \(data.count) B"))
    }
    try buffer.charge(data.count)
    tensor.data = data
    return tensor
  }

  /// The shape; an extent that is open in the file, -1, is 1 here.
  private mutating func shape(
    of table: FlatTable, _ what: String
  ) throws(ModelReadError) -> (extents: [Int], isOpen: Bool) {
    let stored = try buffer.int32s(0, of: table, "the shape of \(what)") ?? []
    let signature = try buffer.int32s(7, of: table, "the shape signature of \(what)") ?? []
    guard stored.count <= Self.maximumRank else {
      throw ModelReadError(
        .unsupported(
          what: what, problem: "has \(stored.count) dimensions, more than \(Self.maximumRank)"))
    }
    var elements = 1
    for extent in stored {
      guard extent >= -1 else {
        throw ModelReadError(.invalid(what: what, problem: "has the extent \(extent)"))
      }
      // A zero counts as one: no product of some of the extents may overflow either.
      let (product, overflow) = elements.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow, product <= Self.maximumElementCount else {
        throw ModelReadError(
          .invalid(what: what, problem: "of shape \(stored) has more than 2^31 - 1 elements"))
      }
      elements = product
    }
    return (
      stored.map { $0 == -1 ? 1 : $0 }, stored.contains(-1) || signature.contains { $0 < 0 }
    )
  }

  private mutating func quantization(
    of table: FlatTable, tensor: Tensor, _ what: String
  ) throws(ModelReadError) -> Quantization? {
    guard let fields = try buffer.table(4, of: table, "the quantization of \(what)") else {
      return nil
    }
    guard try buffer.uint8(4, of: fields, what) == 0 else {
      throw ModelReadError(.unsupported(what: what, problem: "has a custom kind of quantization"))
    }
    let scales = try buffer.float32s(2, of: fields, "the scales of \(what)")
    var zeroPoints = try buffer.int64s(3, of: fields, "the zero points of \(what)")
    guard !scales.isEmpty else { return nil }
    if zeroPoints.isEmpty { zeroPoints = scales.map { _ in 0 } }
    guard zeroPoints.count == scales.count else {
      throw ModelReadError(
        .invalid(
          what: what, problem: "has \(scales.count) scales but \(zeroPoints.count) zero points"))
    }
    if let scale = scales.first(where: { !($0.isFinite && $0 > 0) }) {
      throw ModelReadError(.invalid(what: what, problem: "has the scale \(scale)"))
    }
    let range = Self.zeroPointRange(of: tensor.type)
    if let zeroPoint = zeroPoints.first(where: { !range.contains($0) }) {
      throw ModelReadError(
        .invalid(
          what: what,
          problem: "has the zero point \(zeroPoint), which does not fit \(tensor.type.name)"))
    }
    var dimension = try buffer.int32(6, of: fields, what)
    // Older converters wrote the weights' dimension into one-dimensional biases.
    if tensor.shape.count <= 1 { dimension = 0 }
    guard scales.count > 1 else {
      return Quantization(
        scales: scales, zeroPoints: zeroPoints,
        dimension: tensor.shape.indices.contains(dimension) ? dimension : 0)
    }
    guard tensor.shape.indices.contains(dimension), tensor.shape[dimension] == scales.count else {
      throw ModelReadError(
        .invalid(
          what: what,
          problem: "of shape \(tensor.shape) has \(scales.count) scales along dimension "
            + "\(dimension)"))
    }
    return Quantization(scales: scales, zeroPoints: zeroPoints, dimension: dimension)
  }

  private static func zeroPointRange(of type: ElementType) -> ClosedRange<Int> {
    switch type {
    case .int4: -8...7
    case .int8: -128...127
    case .uint8: 0...255
    case .int16: -32_768...32_767
    case .uint16: 0...65_535
    default: Int(Int32.min)...Int(Int32.max)
    }
  }

  /// The bytes of a buffer, decoded once however many tensors share it.
  mutating func data(ofBuffer index: Int, buffers: [FlatTable]) throws(ModelReadError) -> [UInt8] {
    if let decoded = decodedBuffers[index] { return decoded }
    let table = buffers[index]
    let what = "buffer \(index)"
    // Schema version 3c: data of models beyond 2 GiB lies behind the flatbuffer.
    guard try buffer.uint64(1, of: table, what) <= 1 else {
      throw ModelReadError(.unsupported(what: what, problem: "lies outside the flatbuffer"))
    }
    let data = try buffer.byteVector(0, of: table, what) ?? []
    decodedBuffers[index] = data
    return data
  }
}
