package import ModelGraph
import NumpyFiles

/// What goes into a network: vectors, each one buffer a graph input, in the graph's order.
package struct InputVectors: Hashable, Sendable {
  /// By vector, then by graph input; raw little-endian elements.
  package let vectors: [[[UInt8]]]
  /// The place of the first vector in the files, for the record.
  package let firstIndex: Int
  /// Where they came from, for the record; file names are untrusted text.
  package let source: String

  package init(vectors: [[[UInt8]]], firstIndex: Int = 0, source: String) {
    self.vectors = vectors
    self.firstIndex = firstIndex
    self.source = source
  }

  /// A file that a user named: its path, and its bytes.
  package struct File: Hashable, Sendable {
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
      self.path = path
      self.bytes = bytes
    }
  }

  /// The vectors in files, one file a graph input in the graph's order, raw or `.npy`.
  ///
  /// Takes only the `chosen` vector, or all of them where it is `nil`.
  package static func read(
    _ files: [File], for graph: ModelGraph, chosen: Int?
  ) throws(InputError) -> InputVectors {
    guard files.count == graph.inputs.count else {
      throw InputError(
        file: files.first?.path ?? "",
        reason: .fileCount(given: files.count, needed: graph.inputs.count))
    }
    var columns: [[[UInt8]]] = []
    for (file, tensor) in zip(files, graph.inputs) {
      columns.append(try vectors(in: file, of: graph.tensors[tensor]))
    }
    let counts = columns.map(\.count)
    guard let count = counts.first, counts.allSatisfy({ $0 == count }) else {
      throw InputError(file: files[0].path, reason: .vectorCounts(counts))
    }
    let all = (0..<count).map { vector in columns.map { $0[vector] } }
    let source = files.map(\.path).joined(separator: ",")
    guard let chosen else { return InputVectors(vectors: all, source: source) }
    guard all.indices.contains(chosen) else {
      throw InputError(
        file: files[0].path, reason: .noSuchVector(asked: chosen, count: all.count))
    }
    return InputVectors(vectors: [all[chosen]], firstIndex: chosen, source: source)
  }

  private static func vectors(in file: File, of tensor: Tensor) throws(InputError) -> [[UInt8]] {
    func error(_ reason: InputError.Reason) -> InputError {
      InputError(file: file.path, reason: reason)
    }
    var elements = file.bytes[...]
    if NumpyArray.isMagic(file.bytes) || file.path.hasSuffix(".npy") {
      let array: NumpyArray
      do {
        array = try NumpyArray(file.bytes)
      } catch {
        throw switch error {
        case .damaged(let why): InputError(file: file.path, reason: .damagedArray(why: why))
        case .version(let major, let minor):
          InputError(file: file.path, reason: .arrayVersion(major: major, minor: minor))
        case .fortranOrder: InputError(file: file.path, reason: .arrayOrder)
        }
      }
      guard tensor.type.numpyNames.contains(array.type) else {
        throw error(.arrayType(got: array.type, needed: tensor.type.name))
      }
      guard array.holdsVectors(of: tensor.shape) else {
        throw error(.arrayShape(got: array.shape, needed: tensor.shape))
      }
      elements = array.elements
    }
    guard !elements.isEmpty else { throw error(.empty) }
    let size = tensor.byteCount
    guard size > 0, elements.count.isMultiple(of: size) else {
      throw error(.size(bytes: elements.count, vectorBytes: size))
    }
    return stride(from: elements.startIndex, to: elements.endIndex, by: size).map {
      Array(elements[$0..<$0 + size])
    }
  }
}

extension NumpyArray {
  /// Whether the array is one vector of `shape`, or several along a dimension in front.
  ///
  /// A batch dimension of one may be left out or may hold the vectors.
  fileprivate func holdsVectors(of needed: [Int]) -> Bool {
    if shape == needed { return true }
    if Array(shape.dropFirst()) == needed, !shape.isEmpty { return true }
    guard needed.first == 1 else { return false }
    let inner = Array(needed.dropFirst())
    return shape == inner || (!shape.isEmpty && Array(shape.dropFirst()) == inner)
  }
}
