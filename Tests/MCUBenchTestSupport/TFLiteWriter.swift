package import ModelGraph

/// Writes graphs as TFLite files: the reader's tests make their own models with it.
///
/// Nothing is checked, so that a graph which breaks every rule becomes a file that does.
package enum TFLiteWriter {
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

  private struct Code: Hashable {
    let kind: OperatorKind
    let version: Int
    let customName: String?
  }

  /// The root table of that file.
  package static func model(_ graph: ModelGraph, _ extras: Extras = Extras()) -> FlatNode {
    var codes: [Code] = []
    let operators = graph.layers.map { layer in
      let code = Code(kind: layer.kind, version: layer.version, customName: layer.customName)
      if !codes.contains(code) { codes.append(code) }
      return self.layer(layer, code: codes.firstIndex(of: code) ?? 0, extras)
    }
    // Buffer 0 is empty by the schema's rule.
    var buffers: [FlatNode] = [.table([:])]
    let tensors = graph.tensors.enumerated().map { index, tensor in
      var place = 0
      if let data = tensor.data, !data.isEmpty {
        place = buffers.count
        var fields: [Int: FlatField] = [0: .reference(.vector(data, elementBytes: 1))]
        if extras.outsideBuffers.contains(index) { fields[1] = .uint64(1 << 32) }
        buffers.append(.table(fields))
      }
      return self.tensor(tensor, index: index, buffer: place, extras)
    }
    var fields: [Int: FlatField] = [
      0: .int32(extras.version), 1: .reference(.tables(codes.map { operatorCode($0, extras) })),
      3: .reference(.string(graph.source.description)),
    ]
    let version = "min_runtime_version"
    if let producer = graph.source.producer, producer.hasPrefix(version + " ") {
      let text = Array(producer.utf8.dropFirst(version.utf8.count + 1))
      let padding = [UInt8](repeating: 0, count: max(0, 16 - text.count))
      fields[6] = .reference(
        .tables([.table([0: .reference(.string(version)), 1: .int32(buffers.count)])]))
      buffers.append(.table([0: .reference(.vector(text + padding, elementBytes: 1))]))
    }
    fields[4] = .reference(.tables(buffers))
    let subgraph = FlatNode.table([
      0: .reference(.tables(tensors)), 1: indices(graph.inputs), 2: indices(graph.outputs),
      3: .reference(.tables(operators)),
    ])
    fields[2] = .reference(.tables(Array(repeating: subgraph, count: extras.subgraphCount)))
    return .table(fields)
  }

  private static func indices(_ values: [Int]) -> FlatField {
    .reference(.vector(values.map { Int32(truncatingIfNeeded: $0) }))
  }

  private static func operatorCode(_ code: Code, _ extras: Extras) -> FlatNode {
    var fields: [Int: FlatField] = [
      0: .uint8(min(code.kind.rawValue, 127)), 2: .int32(code.version),
    ]
    if !extras.usesOldOperatorCodes { fields[3] = .int32(code.kind.rawValue) }
    if let name = code.customName { fields[1] = .reference(.string(name)) }
    return .table(fields)
  }

  private static func tensor(
    _ tensor: Tensor, index: Int, buffer: Int, _ extras: Extras
  ) -> FlatNode {
    var fields: [Int: FlatField] = [
      0: indices(tensor.shape), 1: .uint8(Int(tensor.type.rawValue)), 2: .int32(buffer),
      3: .reference(.string(extras.names[index] ?? Array(tensor.name.utf8))),
    ]
    if let quantization = tensor.quantization {
      var details: [Int: FlatField] = [
        2: .reference(.vector(quantization.scales)),
        3: .reference(.vector(quantization.zeroPoints.map { Int64($0) })),
        6: .int32(quantization.dimension),
      ]
      if extras.customQuantizedTensors.contains(index) { details[4] = .uint8(1) }
      fields[4] = .reference(.table(details))
    }
    if extras.variableTensors.contains(index) { fields[5] = .bool(true) }
    if extras.sparseTensors.contains(index) { fields[6] = .reference(.table([:])) }
    if tensor.hasOpenShape {
      fields[7] = indices([-1] + tensor.shape.dropFirst())
    }
    return .table(fields)
  }

  private static func layer(_ layer: Layer, code: Int, _ extras: Extras) -> FlatNode {
    var fields: [Int: FlatField] = [
      0: .int32(code), 1: indices(layer.inputs.map { $0 ?? -1 }), 2: indices(layer.outputs),
    ]
    if let (kind, options) = TFLiteOptions.table(of: layer) {
      fields[3] = .uint8(extras.optionCodes[layer.nodeIndex] ?? kind)
      fields[4] = .reference(.table(options))
    }
    return .table(fields)
  }
}
