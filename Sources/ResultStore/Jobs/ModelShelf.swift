import ContentHash
import Glibc
package import Measurements

/// Uploaded models: files `models/SHA256.tflite` beside the store, each named by what is in it.
///
/// A file is written under a name of its own, brought to the disk and then given its name, so that what
/// has the name is whole whenever the machine stops. What is read is held against the name first.
package struct ModelShelf: Sendable {
  /// The directory.
  package let directory: String
  private let storePath: String

  init(storePath: String) {
    self.storePath = storePath
    let folder = storePath.lastIndex(of: "/").map { String(storePath[...$0]) } ?? ""
    directory = folder + "models"
  }

  /// Where the model of this digest lies, or would.
  ///
  /// - Throws: ``ResultStoreError`` for a text that is no digest, such as a path.
  package func path(of sha256: String) throws(ResultStoreError) -> String {
    guard
      sha256.utf8.count == 64,
      sha256.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { throw failure(.noModel(sha256: sha256)) }
    return "\(directory)/\(sha256).tflite"
  }

  /// Puts a model onto the shelf, unless it stands there whole already.
  ///
  /// - Returns: its SHA-256, which is its name from here on.
  package func keep(_ model: [UInt8]) throws(ResultStoreError) -> String {
    let sha256 = SHA256Digest(of: model).hexadecimal
    let place = try path(of: sha256)
    if let there = try? bytes(at: place, sha256: sha256), there == model { return sha256 }
    try ModelFile.makeDirectory(directory, failure: failure)
    try ModelFile.write(model, to: place, in: directory, failure: failure)
    return sha256
  }

  /// The model of this digest, held against it.
  package func model(_ sha256: String) throws(ResultStoreError) -> [UInt8] {
    let content = try bytes(at: path(of: sha256), sha256: sha256)
    guard SHA256Digest(of: content).hexadecimal == sha256 else {
      throw failure(.damagedModel(sha256: sha256))
    }
    return content
  }

  /// Takes a model off the shelf; one that is not there is no error.
  package func remove(_ sha256: String) throws(ResultStoreError) {
    let place = try path(of: sha256)
    guard unlink(place) == 0 || errno == ENOENT else {
      throw failure(ModelFile.reason(place, errno))
    }
  }

  /// A model on the shelf.
  package struct Item: Hashable, Sendable {
    package let sha256: String
    package let byteCount: Int
    /// When it was put there.
    package let kept: Timestamp
  }

  /// The models on the shelf, by digest.
  package func items() throws(ResultStoreError) -> [Item] {
    try ModelFile.names(in: directory, failure: failure).compactMap { name in
      guard name.hasSuffix(".tflite"), let place = try? path(of: String(name.dropLast(7))) else {
        return nil
      }
      var status = stat()
      guard stat(place, &status) == 0 else { return nil }
      let milliseconds =
        Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
      return Item(
        sha256: String(name.dropLast(7)), byteCount: Int(status.st_size),
        kept: Timestamp(unixMilliseconds: milliseconds))
    }.sorted { $0.sha256 < $1.sha256 }
  }

  /// Removes what programs left that ended while they wrote; nobody else's file is touched.
  ///
  /// - Returns: how many files that were.
  @discardableResult
  package func removeLeftovers() throws(ResultStoreError) -> Int {
    try ModelFile.names(in: directory, failure: failure)
      .filter { $0.hasSuffix(ModelFile.unfinishedSuffix) }
      .filter { ModelFile.removeAbandoned("\(directory)/\($0)") }.count
  }

  private func bytes(at place: String, sha256: String) throws(ResultStoreError) -> [UInt8] {
    do { return try ModelFile.read(place) } catch {
      throw failure(
        error.code == ENOENT ? .noModel(sha256: sha256) : ModelFile.reason(place, error.code))
    }
  }

  private func failure(_ reason: ResultStoreError.Reason) -> ResultStoreError {
    ResultStoreError(path: storePath, reason: reason)
  }
}

extension ResultStore {
  /// The models that were uploaded to this store's lab.
  package var models: ModelShelf { ModelShelf(storePath: path) }
}
