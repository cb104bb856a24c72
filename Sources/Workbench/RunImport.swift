import Glibc
package import Imports
package import Measurements
package import ResultStore
package import RunBundles

/// Brings runs into a store that were measured for another one, or by another tool.
package struct RunImport {
  /// This program and its version, as bundles name it.
  package let program: String
  package let time: Timestamp

  package init(program: String, time: Timestamp) {
    self.program = program
    self.time = time
  }

  /// What an import came to.
  package struct Result: Hashable, Sendable {
    package let run: Measurement
    package let origin: ImportRecord
    package let outcome: ResultStore.ImportOutcome
    /// What a reader must know, one sentence each.
    package let notes: [String]
  }

  /// What lies at a path.
  package enum Source: Hashable, Sendable {
    case bundle(RunBundle)
    case file([UInt8])
  }

  /// Reads what lies at `path`, without taking it for good.
  ///
  /// - Throws: ``BundleError``, ``FileFailure``.
  package static func source(at path: String) throws -> Source {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw FileFailure(path: path, action: "cannot read", errno: errno)
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .bundle(try BundleFolder.read(path))
    case S_IFREG: break
    default: throw FileFailure(path: path, action: "cannot read: no file or folder", errno: EINVAL)
    }
    guard status.st_size <= TarArchive.limit else {
      throw BundleError(path: path, reason: .tooLarge(path, limit: TarArchive.limit))
    }
    let bytes = try Files.read(path, limit: TarArchive.limit)
    let isArchive = path.hasSuffix(".tar") || TarArchive.isOne(bytes)
    return isArchive ? .bundle(try TarArchive.bundle(bytes, path: path)) : .file(bytes)
  }

  /// Stores a bundle's run once everything about it was found right.
  package func store(_ bundle: RunBundle, path: String, in store: ResultStore) throws -> Result {
    let contents = try bundle.verified(path: path, program: program)
    let origin = ImportRecord(time: time, kind: .bundle, source: path, sha256: contents.sha256)
    if let model = contents.model { _ = try store.models.keep(model) }
    var notes: [String] = []
    if !contents.wereReadableFilesCompared {
      notes.append(
        "\(contents.manifest.program) wrote the bundle: run.json, layers.csv and samples.jsonl were"
          + " not held against the record")
    }
    return Result(
      run: contents.run, origin: origin, outcome: try store.importRun(contents.run, as: origin),
      notes: notes)
  }

  /// Stores what another tool measured.
  package func store(
    _ bytes: [UInt8], path: String, naming: ImportNaming, in store: ResultStore
  ) throws -> Result {
    let imported = try ForeignRun.read(bytes, path: path, naming: naming)
    return Result(
      run: imported.run, origin: imported.origin,
      outcome: try store.importRun(imported.run, as: imported.origin), notes: [])
  }
}
