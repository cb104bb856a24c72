package import Foundation

/// The models with golden vectors that may lie beside the checkout, in `../shared/models`.
///
/// They are not part of the repository: tests that need them run over ``all`` and are skipped by
/// name where ``isPresent`` is false.
package enum SharedModels {
  /// The folder `../shared/models`, seen from the checkout.
  package static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "shared/models")

  /// Every model, by group and name; empty where the folder is absent.
  package static let all: [SharedModel] = load()

  package static var isPresent: Bool { !all.isEmpty }

  /// The model called `name`, or `nil` where it is absent.
  package static func named(_ name: String) -> SharedModel? {
    all.first { $0.manifest.name == name }
  }

  private static func load() -> [SharedModel] {
    let files = FileManager.default
    var models: [SharedModel] = []
    for group in ["cnn_on_mcu", "mlperf_tiny", "ops", "paper"] {
      let names = (try? files.contentsOfDirectory(atPath: folder.appending(path: group).path)) ?? []
      for name in names.sorted() {
        let place = folder.appending(path: group).appending(path: name)
        let file = place.appending(path: "manifest.json")
        guard let bytes = try? Data(contentsOf: file),
          let manifest = try? JSONDecoder().decode(ModelManifest.self, from: bytes)
        else { continue }
        models.append(SharedModel(folder: place, manifest: manifest))
      }
    }
    return models
  }
}

/// One model folder.
package struct SharedModel: Sendable, CustomStringConvertible {
  package let folder: URL
  package let manifest: ModelManifest

  package var description: String { "\(manifest.group)/\(manifest.name)" }

  /// The model file's bytes.
  package func bytes() throws -> [UInt8] { try contents(of: manifest.model) }

  /// The bytes of another file of the folder: `output0.tflm.bin`.
  package func contents(of file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: file)))
  }
}

extension SharedModel {
  /// Whether the network is one that is refused by name: floating point, dynamic range, or 16-bit
  /// activations.
  package var isRefused: Bool {
    let kinds = ["float16", "float32", "dynamic_range", "int_float", "int16x8"]
    return kinds.contains { manifest.name.contains($0) }
  }

  /// Whether `bytes` are the outputs of the first `vectorCount` vectors, each in graph order.
  package func areGolden(_ bytes: [UInt8], vectorCount: Int) throws -> Bool {
    let vectorBytes = manifest.outputs.reduce(0) { $0 + $1.bytesPerVector }
    guard bytes.count == vectorCount * vectorBytes else { return false }
    var rest = bytes[...]
    for vector in 0..<vectorCount {
      for (output, port) in manifest.outputs.enumerated() {
        let part = Array(rest.prefix(port.bytesPerVector))
        rest = rest.dropFirst(port.bytesPerVector)
        guard try isGolden(part, output: output, vector: vector) else { return false }
      }
    }
    return true
  }
}
