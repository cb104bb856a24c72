package import ModelGraph

/// The tables of a model file; field numbers are the schema's, in its order.
package enum ModelEncoder {
  private struct Code: Hashable {
    let kind: OperatorKind
    let version: Int
    let customName: String?
  }

  /// The root table of a file that says what `graph` says.
  ///
  /// Nothing is checked, so that a graph which breaks every rule becomes a file that does. Where
  /// `sharesBuffers`, tensors with equal data have one buffer.
  package static func root(of graph: ModelGraph, sharesBuffers: Bool = true) -> FlatNode {
    var codes: [Code] = []
    var codePlaces: [Code: Int] = [:]
    let operators = graph.layers.map { layer in
      let code = Code(kind: layer.kind, version: layer.version, customName: layer.customName)
      let place = codePlaces[code] ?? codes.count
      if place == codes.count {
        codes.append(code)
        codePlaces[code] = place
      }
      return self.layer(layer, code: place)
    }
    // Buffer 0 is empty by the schema's rule.
    var buffers: [FlatNode] = [.table([:])]
    var bufferPlaces: [[UInt8]: Int] = [[]: 0]
    let tensors = graph.tensors.map { tensor in
      let data = tensor.data ?? []
      let place = bufferPlaces[data] ?? buffers.count
      if place == buffers.count {
        buffers.append(.table([0: .reference(.data(data))]))
        if sharesBuffers { bufferPlaces[data] = place }
      }
      return self.tensor(tensor, buffer: place)
    }
    var fields: [Int: FlatField] = [
      0: .int32(3), 1: .reference(.tables(codes.map { operatorCode($0) })),
    ]
    if !graph.source.description.isEmpty {
      fields[3] = .reference(.string(graph.source.description))
    }
    if let version = runtimeVersion(of: graph.source) {
      fields[6] = .reference(
        .tables([.table([0: .reference(.string(versionKey)), 1: .int32(buffers.count)])]))
      buffers.append(.table([0: .reference(.data(version))]))
    }
    fields[4] = .reference(.tables(buffers))
    let subgraph = FlatNode.table([
      0: .reference(.tables(tensors)), 1: indices(graph.inputs), 2: indices(graph.outputs),
      3: .reference(.tables(operators)),
    ])
    fields[2] = .reference(.tables([subgraph]))
    return .table(fields)
  }

  private static let versionKey = "min_runtime_version"

  /// The runtime version that the source notes, 16 bytes padded with NUL as converters write it.
  private static func runtimeVersion(of source: ModelSource) -> [UInt8]? {
    guard let producer = source.producer, producer.hasPrefix(versionKey + " ") else { return nil }
    let text = Array(producer.utf8.dropFirst(versionKey.utf8.count + 1))
    return text + [UInt8](repeating: 0, count: max(0, 16 - text.count))
  }

  private static func indices(_ values: [Int]) -> FlatField {
    .reference(.vector(values.map { Int32(truncatingIfNeeded: $0) }))
  }

  private static func operatorCode(_ code: Code) -> FlatNode {
    // The byte is for readers of files before schema version 3a.
    var fields: [Int: FlatField] = [
      0: .uint8(min(code.kind.rawValue, 127)), 2: .int32(code.version),
      3: .int32(code.kind.rawValue),
    ]
    if let name = code.customName { fields[1] = .reference(.string(name)) }
    return .table(fields)
  }

  private static func tensor(_ tensor: Tensor, buffer: Int) -> FlatNode {
    var fields: [Int: FlatField] = [
      0: indices(tensor.shape), 1: .uint8(Int(tensor.type.rawValue)), 2: .int32(buffer),
      3: .reference(.string(tensor.name)),
    ]
    if let quantization = tensor.quantization {
      var details: [Int: FlatField] = [
        2: .reference(.vector(quantization.scales)),
        3: .reference(.vector(quantization.zeroPoints.map { Int64($0) })),
      ]
      if quantization.dimension != 0 { details[6] = .int32(quantization.dimension) }
      fields[4] = .reference(.table(details))
    }
    if tensor.hasOpenShape { fields[7] = indices([-1] + tensor.shape.dropFirst()) }
    return .table(fields)
  }

  private static func layer(_ layer: Layer, code: Int) -> FlatNode {
    var fields: [Int: FlatField] = [
      0: .int32(code), 1: indices(layer.inputs.map { $0 ?? -1 }), 2: indices(layer.outputs),
    ]
    if let (kind, options) = TFLiteOptions.table(of: layer) {
      fields[3] = .uint8(kind)
      fields[4] = .reference(.table(options))
    }
    return .table(fields)
  }
}
