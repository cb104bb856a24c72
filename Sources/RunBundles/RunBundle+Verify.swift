import ContentHash
import FoundationEssentials
package import Measurements

extension RunBundle {
  /// What a bundle holds once everything about it was found right.
  package struct Contents: Hashable, Sendable {
    package let run: Measurement
    /// The model's file, where the bundle has it.
    package let model: [UInt8]?
    package let manifest: BundleManifest
    /// SHA-256 of the manifest, which names the digests of all other files: the bundle's name.
    package let sha256: String
    /// Whether the files for people were held against the record; only the version that wrote them
    /// can tell.
    package let wereReadableFilesCompared: Bool
  }

  /// Checks every file against the manifest, and the files against each other.
  ///
  /// `path` is where the bundle came from, for errors only; `program` is this program and its version.
  package func verified(
    path: String, program: String
  ) throws(BundleError) -> Contents {
    func failing(_ reason: BundleError.Reason) -> BundleError {
      BundleError(path: path, reason: reason)
    }
    var byKind: [Kind: [UInt8]] = [:]
    for file in files {
      guard byKind[file.kind] == nil else { throw failing(.duplicateFile(file.kind.rawValue)) }
      guard file.bytes.count <= file.kind.limit else {
        throw failing(.tooLarge(file.kind.rawValue, limit: file.kind.limit))
      }
      byKind[file.kind] = file.bytes
    }
    guard let manifestBytes = byKind[.manifest] else { throw failing(.noManifest) }
    let manifest = try Self.manifest(manifestBytes, path: path)
    let listed = try Self.listed(in: manifest, path: path)
    for kind in Kind.allCases where kind != .manifest {
      switch (listed[kind], byKind[kind]) {
      case (nil, nil):
        if kind != .model { throw failing(.missingFile(kind.rawValue)) }
      case (nil, .some): throw failing(.extraFile(kind.rawValue))
      case (.some, nil): throw failing(.missingFile(kind.rawValue))
      case (.some(let file), .some(let bytes)):
        guard file.bytes == bytes.count else {
          throw failing(
            .wrongSize(kind.rawValue, expected: file.bytes, found: bytes.count))
        }
        guard file.sha256 == SHA256Digest(of: bytes).hexadecimal else {
          throw failing(.wrongDigest(kind.rawValue))
        }
      }
    }
    let run = try BundleRecord.run(byKind[.record] ?? [], path: path)
    guard run.runID.rawValue == manifest.runID, run.evidence == manifest.evidence else {
      throw failing(.disagreement(Kind.manifest.rawValue))
    }
    if let model = byKind[.model], SHA256Digest(of: model).hexadecimal != run.model.sha256 {
      throw failing(.disagreement(Kind.model.rawValue))
    }
    let isOwn = manifest.program == program
    if isOwn {
      for file in Self.readable(run) where byKind[file.kind] != file.bytes {
        throw failing(.disagreement(file.kind.rawValue))
      }
    }
    return Contents(
      run: run, model: byKind[.model], manifest: manifest,
      sha256: SHA256Digest(of: manifestBytes).hexadecimal, wereReadableFilesCompared: isOwn)
  }

  private static func manifest(
    _ bytes: [UInt8], path: String
  ) throws(BundleError) -> BundleManifest {
    struct Head: Decodable { let schema: String }
    let data = Data(bytes)
    do {
      let head = try JSONDecoder().decode(Head.self, from: data)
      guard head.schema == BundleManifest.schema else {
        throw BundleError(path: path, reason: .otherSchema(head.schema))
      }
      return try JSONDecoder().decode(BundleManifest.self, from: data)
    } catch let error as BundleError {
      throw error
    } catch {
      throw BundleError(path: path, reason: .badManifest(problem: BundleRecord.text(error)))
    }
  }

  /// What the manifest lists, each once and under a name that a bundle has.
  private static func listed(
    in manifest: BundleManifest, path: String
  ) throws(BundleError) -> [Kind: BundleManifest.File] {
    var listed: [Kind: BundleManifest.File] = [:]
    for file in manifest.files {
      guard !file.name.contains("/"), file.name != "..", file.name != "." else {
        throw BundleError(path: path, reason: .unsafeName(file.name))
      }
      guard let kind = Kind(rawValue: file.name), kind != .manifest, file.schema == kind.schema
      else {
        throw BundleError(
          path: path,
          reason: .badManifest(problem: "it lists '\(file.name)' in a way that no bundle does"))
      }
      guard listed.updateValue(file, forKey: kind) == nil else {
        throw BundleError(path: path, reason: .duplicateFile(file.name))
      }
    }
    return listed
  }
}
