import ContentHash
package import Measurements
import Reports

/// A run as a handful of files that can be carried to another store and checked there.
///
/// `record.json` is the run, every sample included, as the store knows it; `run.json`, `layers.csv`
/// and `samples.jsonl` say the same for people and other programs, and are held against it on the
/// way in.
package struct RunBundle: Hashable, Sendable {
  /// The manifest first.
  package let files: [File]

  package init(files: [File]) { self.files = files }

  /// A file of a bundle.
  package struct File: Hashable, Sendable {
    package let kind: Kind
    package let bytes: [UInt8]

    package init(kind: Kind, bytes: [UInt8]) {
      self.kind = kind
      self.bytes = bytes
    }
  }

  /// The files that a bundle may hold, by their names.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case manifest = "manifest.json"
    case run = "run.json"
    case layers = "layers.csv"
    case samples = "samples.jsonl"
    case record = "record.json"
    case model = "model.tflite"

    /// The most bytes that one may have.
    package var limit: Int {
      switch self {
      case .manifest: 1 << 16
      case .run, .layers, .model: 1 << 26
      case .samples, .record: 1 << 28
      }
    }

    var schema: String? {
      switch self {
      case .manifest: BundleManifest.schema
      case .run: RunDocument.schema
      case .layers: LayersCSV.schema
      case .samples: SamplesDocument.schema
      case .record: "mcubench.record/1"
      case .model: nil
      }
    }
  }

  /// The bundle of a run.
  ///
  /// `model` is its file where it is known, of the run's SHA-256; `program` is the program and its
  /// version, as the manifest names it.
  package init(of run: Measurement, model: [UInt8]?, program: String) {
    var contents = Self.readable(run) + [File(kind: .record, bytes: BundleRecord.bytes(of: run))]
    if let model { contents.append(File(kind: .model, bytes: model)) }
    let manifest = BundleManifest(program: program, run: run, files: contents)
    files = [File(kind: .manifest, bytes: Array(manifest.text.utf8))] + contents
  }

  /// The files that follow from the record.
  static func readable(_ run: Measurement) -> [File] {
    [
      (.run, RunDocument.text(run, includesLayers: true)), (.layers, LayersCSV.text(run)),
      (Kind.samples, SamplesDocument.text(run)),
    ].map { File(kind: $0, bytes: Array($1.utf8)) }
  }
}
