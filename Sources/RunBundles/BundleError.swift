package import Failures

/// Why a bundle was not taken; nothing of it is stored then.
package struct BundleError: Failure, Hashable {
  /// What was wrong, one case a cause.
  package enum Reason: Hashable, Sendable {
    case noManifest
    case badManifest(problem: String)
    case otherSchema(String)
    /// Listed in the manifest and not there.
    case missingFile(String)
    /// There and not listed in the manifest, or of a name that no bundle has.
    case extraFile(String)
    case duplicateFile(String)
    /// A name that leads out of the bundle, or into a folder below it.
    case unsafeName(String)
    case link(String)
    case notAFile(String)
    case tooLarge(String, limit: Int)
    case wrongSize(String, expected: Int, found: Int)
    case wrongDigest(String)
    /// The archive ends before what it announces.
    case truncated
    case badArchive(problem: String)
    case badRecord(problem: String)
    /// Its digest is right and its contents are not those of the record.
    case disagreement(String)
  }

  /// The folder or archive.
  package let path: String
  package let reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var summary: String { "\(Self.quoted(path)): \(problem); nothing was imported" }

  private var problem: String {
    switch reason {
    case .noManifest: "there is no \(BundleManifest.fileName), so this is no run bundle"
    case .badManifest(let problem): "its manifest cannot be used: \(Self.quoted(problem))"
    case .otherSchema(let schema):
      "its manifest is of schema '\(Self.quoted(schema))', not \(BundleManifest.schema)"
    case .missingFile(let name): "\(Self.quoted(name)) is missing from the bundle"
    case .extraFile(let name): "\(Self.quoted(name)) is in the bundle and not in its manifest"
    case .duplicateFile(let name): "\(Self.quoted(name)) is there twice"
    case .unsafeName(let name): "'\(Self.quoted(name))' is a name that leads out of the bundle"
    case .link(let name): "\(Self.quoted(name)) is a link, not a file"
    case .notAFile(let name): "\(Self.quoted(name)) is not a plain file"
    case .tooLarge(let name, let limit): "\(Self.quoted(name)) is larger than \(limit) bytes"
    case .wrongSize(let name, let expected, let found):
      "\(Self.quoted(name)) has \(found) bytes where its manifest says \(expected)"
    case .wrongDigest(let name): "\(Self.quoted(name)) was changed: its SHA-256 is another"
    case .truncated: "the archive ends too early"
    case .badArchive(let problem): "it is no tar archive of a bundle: \(Self.quoted(problem))"
    case .badRecord(let problem): "its record is no run: \(Self.quoted(problem))"
    case .disagreement(let name): "\(Self.quoted(name)) does not say what the record says"
    }
  }

  package var remedy: String? {
    switch reason {
    case .missingFile, .wrongSize, .wrongDigest, .truncated:
      "copy the bundle again from where it was exported"
    case .extraFile, .duplicateFile, .unsafeName, .link, .notAFile, .disagreement, .tooLarge:
      "take only bundles as 'mcubench export RUN --bundle' writes them, from someone you trust"
    case .otherSchema: "import it with the mcubench that wrote it, or a later one"
    default: "write one with 'mcubench export RUN --bundle FILE.tar'"
    }
  }

  package var exitStatus: ExitStatus { .wrongInput }

  /// Text from the bundle, with everything escaped that could steer a terminal.
  private static func quoted(_ text: String) -> String {
    String(
      text.prefix(200).unicodeScalars.reduce(into: "") { safe, scalar in
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
          safe += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: safe.unicodeScalars.append(scalar)
        }
      })
  }
}
