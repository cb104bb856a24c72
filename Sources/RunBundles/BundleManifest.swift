import ContentHash
package import Measurements
import Reports

/// What a bundle holds: each file with its size and SHA-256.
///
/// Nothing in it tells when or where it was written, so that equal runs give equal bytes.
package struct BundleManifest: Hashable, Sendable, Codable {
  package static let schema = "mcubench.bundle/1"
  package static let fileName = "manifest.json"

  package let schema: String
  /// Which program wrote the bundle: `mcubench 0.1.0`.
  package let program: String
  package let runID: String
  package let evidence: Evidence
  package let files: [File]

  /// A file of the bundle.
  package struct File: Hashable, Sendable, Codable {
    package let name: String
    package let bytes: Int
    package let sha256: String
    /// The schema of its contents, or `nil` for a model.
    package let schema: String?
  }

  private enum CodingKeys: String, CodingKey {
    case schema, program, evidence, files
    case runID = "run_id"
  }

  init(program: String, run: Measurement, files: [RunBundle.File]) {
    schema = Self.schema
    self.program = program
    runID = run.runID.rawValue
    evidence = run.evidence
    self.files = files.map { file in
      File(
        name: file.kind.rawValue, bytes: file.bytes.count,
        sha256: SHA256Digest(of: file.bytes).hexadecimal, schema: file.kind.schema)
    }
  }

  var text: String {
    JSONValue.object(known: [
      ("schema", .string(schema)), ("program", .string(program)), ("run_id", .string(runID)),
      ("evidence", .string(evidence.rawValue)),
      (
        "files",
        .array(
          files.map { file in
            .object(known: [
              ("name", .string(file.name)), ("bytes", .integer(file.bytes)),
              ("sha256", .string(file.sha256)), ("schema", file.schema.map { .string($0) }),
            ])
          })
      ),
    ]).text
  }
}
