import ModelGraph

/// What a selection rule reads: a layer, its reference call, and the constants behind it.
struct SelectionContext {
  let reference: KernelCall
  let layer: Layer
  let graph: ModelGraph
  /// Bytes of the fastest memory beside the tensors that live while the layer runs, or `nil` when the
  /// tensors do not fit there or nothing is known of them.
  var fastBytesLeft: Int?

  /// The single value of a field of the reference call's parameters.
  ///
  /// - Precondition: the reference kernel's struct has that field.
  subscript(_ field: String) -> Int {
    guard let parameter = reference.parameters.first(where: { $0.name == field }),
      let value = parameter.values.first
    else { preconditionFailure("\(reference.symbol) has no field \(field)") }
    return Int(value)
  }

  /// Fields of the reference call's parameters, in the order given.
  func parameters(_ fields: [String]) -> [KernelParameter] {
    fields.map { KernelParameter($0, Int32(self[$0])) }
  }

  /// The elements of a constant int8 argument, or `nil` where it is none.
  func int8(argument position: Int) -> [Int8]? {
    bytes(argument: position)?.map { Int8(bitPattern: $0) }
  }

  /// The elements of a constant int32 argument; zeros, `count` of them, for an absent one.
  func int32(argument position: Int, count: Int) -> [Int32]? {
    if reference.arguments[position] == .null { return [Int32](repeating: 0, count: count) }
    guard let bytes = bytes(argument: position), bytes.count == 4 * count else { return nil }
    return bytes.withUnsafeBytes { buffer in
      (0..<count).map {
        Int32(littleEndian: buffer.loadUnaligned(fromByteOffset: 4 * $0, as: Int32.self))
      }
    }
  }

  private func bytes(argument position: Int) -> [UInt8]? {
    switch reference.arguments[position] {
    case .tensor(let tensor): graph.tensors[tensor].data
    case .constant(let constant): constant.bytes
    case .tensors, .scratch, .null: nil
    }
  }
}
