import ContentHash
import Glibc
package import Measurements

/// The file of a run's model, where it is at hand.
package enum KnownModel {
  /// Larger than any model that a microcontroller holds.
  private static let limit = 1 << 26

  /// The model's bytes: of the file that a flag names, else of the store's own models; `nil` where
  /// nobody has them.
  ///
  /// - Throws: ``FileFailure``, and ``OtherModel`` when the file is not what ran.
  package static func bytes(
    of run: Measurement, named path: String?, beside store: String
  ) throws -> [UInt8]? {
    if let path {
      let bytes = try Files.read(path, limit: limit)
      guard SHA256Digest(of: bytes).hexadecimal == run.model.sha256 else {
        throw OtherModel(path: path, run: run.runID)
      }
      return bytes
    }
    guard run.model.sha256.utf8.count == 64,
      let bytes = try? Files.read(place(run.model.sha256, beside: store), limit: limit),
      SHA256Digest(of: bytes).hexadecimal == run.model.sha256
    else { return nil }
    return bytes
  }

  private static func place(_ sha256: String, beside store: String) -> String {
    let folder = store.lastIndex(of: "/").map { String(store[...$0]) } ?? ""
    return "\(folder)models/\(sha256).tflite"
  }
}

extension KnownModel {
  /// Puts a model beside a store, where runs of the same model will find it.
  ///
  /// - Throws: ``FileFailure``; a model that is there whole is left as it is.
  static func keep(_ model: [UInt8], beside store: String) throws(FileFailure) {
    let sha256 = SHA256Digest(of: model).hexadecimal
    let path = place(sha256, beside: store)
    if let there = try? Files.read(path, limit: limit), there == model { return }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    try Files.makeDirectory(folder)
    let unfinished = "\(folder)/\(RunID.random()).part"
    let code = BundleFolder.write(model, to: unfinished)
    guard code == 0, rename(unfinished, path) == 0 else {
      let reason = code == 0 ? errno : code
      unlink(unfinished)
      throw FileFailure(path: path, action: "cannot write", errno: reason)
    }
  }
}
