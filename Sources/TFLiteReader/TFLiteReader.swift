import ContentHash
package import ModelGraph

/// Turns the bytes of a TFLite file (schema version 3, identifier `TFL3`) into a graph.
///
/// Every offset, count and index is checked before it is used. The first subgraph is the network;
/// further ones are only reachable through control-flow operators, which stay in the graph as
/// operators that nothing here can run.
package enum TFLiteReader {
  /// The graph that `bytes` describe.
  ///
  /// Time and memory are at most proportional to the number of bytes.
  ///
  /// - Throws: `ModelReadError` saying what is wrong and where, whatever the bytes are.
  package static func read(_ bytes: [UInt8]) throws(ModelReadError) -> ModelGraph {
    guard !bytes.isEmpty else { throw ModelReadError(.empty) }
    guard bytes.count <= ModelFile.limitBytes else {
      throw ModelReadError(
        .tooLarge(byteCount: bytes.count, limitBytes: ModelFile.limitBytes))
    }
    let identifier = Array(bytes.dropFirst(4).prefix(4))
    guard identifier == Array("TFL3".utf8) else {
      throw ModelReadError(.notTFLite(identifier: identifier))
    }
    var decoder = ModelDecoder(FlatBuffer(bytes))
    var graph = try decoder.graph(source: ModelSource(fileBytes: bytes.count, sha256: ""))
    try GraphCheck.check(graph)
    graph.source.sha256 = SHA256Digest(of: bytes).hexadecimal
    return graph
  }
}
