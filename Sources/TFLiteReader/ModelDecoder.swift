import ModelGraph

/// Decodes the tables of a model; field numbers are the schema's, in its order.
struct ModelDecoder {
  var buffer: FlatBuffer
  /// Buffers decoded so far, by their place in the file's list.
  var decodedBuffers: [Int: [UInt8]] = [:]

  init(_ buffer: FlatBuffer) {
    self.buffer = buffer
  }

  /// What an operator code says.
  struct OperatorCode {
    let kind: OperatorKind
    let version: Int
    let customName: String?
  }

  mutating func graph(source: ModelSource) throws(ModelReadError) -> ModelGraph {
    let root = try buffer.table(at: try buffer.target(of: 0, "the model"), "the model")
    let version = try buffer.uint32(0, of: root, "the model's version")
    guard version == 3 else {
      throw ModelReadError(
        .unsupported(what: "the schema version", problem: "is \(version), not 3"))
    }
    var source = source
    source.description = try buffer.string(3, of: root, "the model's description") ?? ""
    let buffers = try buffer.tables(4, of: root, "buffer")
    source.producer = try producer(of: root, buffers: buffers)
    let codes = try operatorCodes(of: root)
    let subgraphs = try buffer.tables(2, of: root, "subgraph")
    guard let subgraph = subgraphs.first else {
      throw ModelReadError(.invalid(what: "the model", problem: "has no subgraph"))
    }
    let tensorTables = try buffer.tables(0, of: subgraph, "tensor")
    var tensors: [Tensor] = []
    tensors.reserveCapacity(tensorTables.count)
    for (index, table) in tensorTables.enumerated() {
      tensors.append(try tensor(table, index: index, buffers: buffers))
    }
    let inputs = try buffer.int32s(1, of: subgraph, "the graph's inputs") ?? []
    let outputs = try buffer.int32s(2, of: subgraph, "the graph's outputs") ?? []
    let layers = try layers(of: subgraph, codes: codes)
    giveEmptyConstantsData(&tensors, layers: layers, inputs: inputs)
    return ModelGraph(
      tensors: tensors, layers: layers, inputs: inputs, outputs: outputs, source: source)
  }

  /// Marks tensors without elements that nothing makes as constants.
  ///
  /// Such data has no bytes, so the file cannot tell it from an activation. The new shape of a
  /// RESHAPE to a scalar is one.
  private func giveEmptyConstantsData(_ tensors: inout [Tensor], layers: [Layer], inputs: [Int]) {
    let made = Set(layers.flatMap(\.outputs)).union(inputs)
    for index in tensors.indices where tensors[index].elementCount == 0 && !made.contains(index) {
      tensors[index].data = []
    }
  }

  private mutating func operatorCodes(of root: FlatTable) throws(ModelReadError) -> [OperatorCode] {
    var codes: [OperatorCode] = []
    for (index, table) in try buffer.tables(1, of: root, "operator code").enumerated() {
      let what = "operator code \(index)"
      // Files before schema version 3a hold the code in a signed byte; later ones in both fields,
      // the byte then being 127 for codes above it.
      let old = Int(Int8(bitPattern: try buffer.uint8(0, of: table, what)))
      let code = max(old, try buffer.int32(3, of: table, what))
      guard code >= 0 else {
        throw ModelReadError(.invalid(what: what, problem: "is negative: \(code)"))
      }
      let kind = OperatorKind(rawValue: code)
      let customName = try buffer.string(1, of: table, what)
      codes.append(
        OperatorCode(
          kind: kind, version: try buffer.int32(2, of: table, default: 1, what),
          customName: kind == .custom ? customName ?? "" : nil))
    }
    return codes
  }

  private mutating func layers(
    of subgraph: FlatTable, codes: [OperatorCode]
  ) throws(ModelReadError) -> [Layer] {
    let tables = try buffer.tables(3, of: subgraph, "operator")
    var layers: [Layer] = []
    layers.reserveCapacity(tables.count)
    for (index, table) in tables.enumerated() {
      let what = "operator \(index)"
      let codeIndex = try buffer.uint32(0, of: table, what)
      guard codeIndex < codes.count else {
        throw ModelReadError(
          .invalid(what: what, problem: "has operator code \(codeIndex) of \(codes.count)"))
      }
      let code = codes[codeIndex]
      let inputs = try buffer.int32s(1, of: table, "\(what)'s inputs") ?? []
      let outputs = try buffer.int32s(2, of: table, "\(what)'s outputs") ?? []
      layers.append(
        Layer(
          nodeIndex: index, kind: code.kind, version: code.version, customName: code.customName,
          inputs: inputs.map { $0 == -1 ? nil : $0 }, outputs: outputs,
          options: try options(of: table, kind: code.kind, "\(what) (\(code.kind))")))
    }
    return layers
  }

  /// The runtime version that the converter noted, from the metadata `min_runtime_version`.
  private mutating func producer(
    of root: FlatTable, buffers: [FlatTable]
  ) throws(ModelReadError) -> String? {
    for table in try buffer.tables(6, of: root, "metadata") {
      guard try buffer.string(0, of: table, "metadata") == "min_runtime_version" else { continue }
      let index = try buffer.uint32(1, of: table, "metadata")
      guard buffers.indices.contains(index) else { return nil }
      // Sixteen bytes, padded with NUL.
      let text = try data(ofBuffer: index, buffers: buffers)
      return "min_runtime_version \(String(decoding: text.prefix { $0 != 0 }, as: UTF8.self))"
    }
    return nil
  }
}
