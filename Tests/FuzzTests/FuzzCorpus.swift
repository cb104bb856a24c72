import Foundation
import MCUBenchTestSupport
import ModelGraph

@testable import TFLiteReader

/// A sound model that mutations start from.
struct FuzzSeed: Sendable {
  /// Files beyond this take too long to write anew for every input.
  static let smallModelBytes = 16_384

  let name: String
  let bytes: [UInt8]
  /// The graph of a small model, from which sound files of strange networks are made.
  let graph: ModelGraph?
  /// Where structure lies, ascending: everything but the inside of large buffers.
  let structure: [Range<Int>]

  init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    graph = bytes.count <= Self.smallModelBytes ? try? TFLiteReader.read(bytes) : nil
    let buffers = ((try? Self.largeBuffers(of: bytes)) ?? []).sorted {
      $0.lowerBound < $1.lowerBound
    }
    var structure: [Range<Int>] = []
    var start = 0
    for buffer in buffers {
      if buffer.lowerBound > start { structure.append(start..<buffer.lowerBound) }
      start = max(start, buffer.upperBound)
    }
    if start < bytes.count { structure.append(start..<bytes.count) }
    self.structure = structure
  }

  /// An offset in the structure, or anywhere where there is none.
  func structurePlace(_ random: inout SplitMix) -> Int {
    let total = structure.reduce(0) { $0 + $1.count }
    guard total > 0 else { return random.below(max(bytes.count, 1)) }
    var rest = random.below(total)
    for range in structure {
      if rest < range.count { return range.lowerBound + rest }
      rest -= range.count
    }
    return 0
  }

  /// The data of constants beyond 64 bytes: changes there seldom change what a reader does.
  private static func largeBuffers(of bytes: [UInt8]) throws -> [Range<Int>] {
    var buffer = FlatBuffer(bytes)
    let root = try buffer.table(at: buffer.target(of: 0, "model"), "model")
    var ranges: [Range<Int>] = []
    for table in try buffer.tables(4, of: root, "buffer") {
      guard let data = try buffer.vector(0, of: table, elementBytes: 1, "buffer") else { continue }
      if data.count > 64 { ranges.append(data.offset + 64..<data.offset + data.count) }
    }
    return ranges
  }
}

/// The models that mutations start from.
enum FuzzCorpus {
  /// All of them, read once; empty when the repository's own cannot be read.
  static let all: [FuzzSeed] = (try? load()) ?? []

  /// Models written here, the repository's own, and those beside the checkout where they are.
  private static func load() throws -> [FuzzSeed] {
    let examples = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "examples")
    var seeds = WrittenModels.all.map { name, graph in
      FuzzSeed(name: "written/\(name)", bytes: DamagedTFLiteWriter.bytes(of: graph))
    }
    for folder in try FileManager.default.contentsOfDirectory(atPath: examples.path).sorted() {
      let file = examples.appending(path: folder).appending(path: "\(folder).tflite")
      guard let bytes = try? Data(contentsOf: file) else { continue }
      seeds.append(FuzzSeed(name: "examples/\(folder)", bytes: [UInt8](bytes)))
    }
    for model in SharedModels.all {
      seeds.append(FuzzSeed(name: model.description, bytes: try model.bytes()))
    }
    return seeds
  }
}
