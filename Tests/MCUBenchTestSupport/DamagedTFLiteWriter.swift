package import ModelGraph
package import TFLiteWriter

/// Writes graphs as TFLite files without a check, and puts into them what no sound graph says: the
/// reader's tests make their damaged models with it.
package enum DamagedTFLiteWriter {
  /// What a file may hold that a graph cannot say.
  package struct Extras: Sendable {
    package var identifier = "TFL3"
    package var version = 3
    package var variableTensors: Set<TensorID> = []
    package var sparseTensors: Set<TensorID> = []
    package var customQuantizedTensors: Set<TensorID> = []
    /// Names by tensor, as bytes that need not be UTF-8.
    package var names: [TensorID: [UInt8]] = [:]
    /// Whether operator codes stand in the old field of one byte alone.
    package var usesOldOperatorCodes = false
    package var outsideBuffers: Set<TensorID> = []
    /// Option kinds, by layer, in place of the operator's.
    package var optionCodes: [Int: Int] = [:]
    package var subgraphCount = 1

    package init() {}
  }

  /// A file that says what `graph` and `extras` say.
  package static func bytes(of graph: ModelGraph, _ extras: Extras = Extras()) -> [UInt8] {
    FlatWriter.file(root: model(graph, extras), identifier: extras.identifier)
  }

  /// The root table of that file.
  package static func model(_ graph: ModelGraph, _ extras: Extras = Extras()) -> FlatNode {
    var root = ModelEncoder.root(of: graph)
    root.set(0, .int32(extras.version))
    if extras.usesOldOperatorCodes { root.editTables(1) { _, code in code.set(3, nil) } }
    let outside = extras.outsideBuffers.compactMap { root.buffer(ofTensor: $0) }
    root.editTables(4) { index, buffer in
      if outside.contains(index) { buffer.set(1, .uint64(1 << 32)) }
    }
    root.editTables(2) { _, subgraph in
      subgraph.editTables(0) { index, tensor in damage(&tensor, index, extras) }
      subgraph.editTables(3) { index, layer in
        if let code = extras.optionCodes[index] { layer.set(3, .uint8(code)) }
      }
    }
    if case .reference(.tables(let subgraphs)) = root.field(2), let first = subgraphs.first {
      root.set(2, .reference(.tables(Array(repeating: first, count: extras.subgraphCount))))
    }
    return root
  }

  private static func damage(_ tensor: inout FlatNode, _ index: Int, _ extras: Extras) {
    if let name = extras.names[index] { tensor.set(3, .reference(.string(name))) }
    if extras.customQuantizedTensors.contains(index),
      case .reference(var quantization) = tensor.field(4)
    {
      quantization.set(4, .uint8(1))
      tensor.set(4, .reference(quantization))
    }
    if extras.variableTensors.contains(index) { tensor.set(5, .bool(true)) }
    if extras.sparseTensors.contains(index) { tensor.set(6, .reference(.table([:]))) }
  }
}

extension FlatNode {
  fileprivate func field(_ number: Int) -> FlatField? {
    guard case .table(let fields) = self else { return nil }
    return fields[number]
  }

  fileprivate mutating func set(_ number: Int, _ value: FlatField?) {
    guard case .table(var fields) = self else { return }
    fields[number] = value
    self = .table(fields)
  }

  /// Changes every table of the list at a field, with its place in it.
  fileprivate mutating func editTables(_ number: Int, _ edit: (Int, inout FlatNode) -> Void) {
    guard case .reference(.tables(var tables)) = field(number) else { return }
    for index in tables.indices { edit(index, &tables[index]) }
    set(number, .reference(.tables(tables)))
  }

  /// The place of a tensor's buffer, seen from the root.
  fileprivate func buffer(ofTensor index: Int) -> Int? {
    guard case .reference(.tables(let subgraphs)) = field(2),
      case .reference(.tables(let tensors)) = subgraphs[0].field(0),
      case .scalar(let bytes) = tensors[index].field(2)
    else { return nil }
    return bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
